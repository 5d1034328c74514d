"""What the room's choices are called where people read them."""

from webinar_hub.kit.language import Sentence, _
from webinar_hub.programmes.models import AppearanceRole, ProgrammeKind, Spoken, State

KINDS: dict[ProgrammeKind, Sentence] = {
    ProgrammeKind.WEBINAR: _("Webinar"),
    ProgrammeKind.TRAINING: _("Training"),
}
SPOKEN: dict[Spoken, Sentence] = {
    Spoken.INDONESIAN: _("Bahasa Indonesia"),
    Spoken.ENGLISH: _("English"),
    Spoken.BOTH: _("Bahasa Indonesia and English"),
}
STATES: dict[State, Sentence] = {
    State.PUBLISHED: _("Published"),
    State.UNLISTED: _("Unlisted"),
    State.MEMBERS: _("Members only"),
    State.ARCHIVED: _("Archived"),
    State.DRAFT: _("Draft"),
}
STATES_EXPLAINED: dict[State, Sentence] = {
    State.PUBLISHED: _("Everybody sees it: on pages, in lists, in searches and calendars."),
    State.UNLISTED: _(
        "Whoever has the address sees it and registers; it stands in no list or calendar."
    ),
    State.MEMBERS: _(
        "People of organisations in your networks see it and register, on their own page and their organisation's desk; nobody else."
    ),
    State.ARCHIVED: _("Whoever registered keeps their page and certificate; nobody else sees it."),
    State.DRAFT: _("Only the desk sees it."),
}
ROLES: dict[AppearanceRole, Sentence] = {
    AppearanceRole.SPEAKER: _("Speaker"),
    AppearanceRole.DISCUSSANT: _("Discussant"),
    AppearanceRole.MODERATOR: _("Moderator"),
    AppearanceRole.FACILITATOR: _("Facilitator"),
    AppearanceRole.HOST: _("Host"),
    AppearanceRole.MC: _("Master of ceremonies"),
    AppearanceRole.NOTE_TAKER: _("Note taker"),
    AppearanceRole.SIGN_INTERPRETER: _("Sign interpreter"),
    AppearanceRole.CAPTIONER: _("Captioner"),
}
