"""What the room's choices are called where people read them."""

from webinar_hub.kit.language import Sentence, _
from webinar_hub.programmes.models import AppearanceRole, ProgrammeKind, State

KINDS: dict[ProgrammeKind, Sentence] = {
    ProgrammeKind.WEBINAR: _("Webinar"),
    ProgrammeKind.TRAINING: _("Training"),
}
STATES: dict[State, Sentence] = {
    State.DRAFT: _("Draft"),
    State.PUBLISHED: _("Published"),
    State.ARCHIVED: _("Archived"),
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
