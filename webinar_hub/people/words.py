"""What answers, roles and reasons about people are called."""

from datetime import datetime, timedelta

from webinar_hub.kit import zones
from webinar_hub.kit.language import Sentence, _
from webinar_hub.people.models import (
    AgeBand,
    ConsentKind,
    Difficulty,
    Functioning,
    RequestKind,
    RequestState,
    Role,
    Sex,
)

ROLES: dict[Role, Sentence] = {
    Role.ADMINISTRATOR: _("Administrator"),
    Role.SECRETARIAT: _("Secretariat"),
    Role.VIEWER: _("Viewer, reads only"),
    Role.FOCAL: _("Focal person of an organisation"),
    Role.INCLUSION: _("Inclusion officer"),
}

SEXES: dict[Sex, Sentence] = {
    Sex.FEMALE: _("Woman"),
    Sex.MALE: _("Man"),
    Sex.OTHER: _("Other"),
}

AGES: dict[AgeBand, Sentence] = {
    AgeBand.CHILD: _("Under 18"),
    AgeBand.YOUTH: _("18 to 24"),
    AgeBand.TO_34: _("25 to 34"),
    AgeBand.TO_44: _("35 to 44"),
    AgeBand.TO_59: _("45 to 59"),
    AgeBand.OLDER: _("60 and over"),
}

QUESTIONS: dict[str, Sentence] = {
    Functioning.seeing.key: _("Do you have difficulty seeing, even if wearing glasses?"),
    Functioning.hearing.key: _("Do you have difficulty hearing, even if using a hearing aid?"),
    Functioning.walking.key: _("Do you have difficulty walking or climbing steps?"),
    Functioning.remembering.key: _("Do you have difficulty remembering or concentrating?"),
    Functioning.washing.key: _(
        "Do you have difficulty with self-care, such as washing all over or dressing?"
    ),
    Functioning.communicating.key: _(
        "Using your usual language, do you have difficulty communicating, such as understanding or being understood?"
    ),
}
"""The questions of the Washington Group short set by the column of their answer, in order."""

DIFFICULTIES: dict[Difficulty, Sentence] = {
    Difficulty.NONE: _("No, no difficulty"),
    Difficulty.SOME: _("Yes, some difficulty"),
    Difficulty.LOT: _("Yes, a lot of difficulty"),
    Difficulty.CANNOT: _("Cannot do it at all"),
}

REQUESTS: dict[RequestKind, Sentence] = {
    RequestKind.ERASE: _("Erase my data"),
    RequestKind.CERTIFICATE: _("Correct a certificate"),
    RequestKind.RESTRICT: _("Write to me only what I need"),
    RequestKind.OTHER: _("Something else"),
}

CONSENTS: dict[ConsentKind, Sentence] = {
    ConsentKind.NEWS: _("News of the next webinars and trainings"),
    ConsentKind.RECORDING: _("Picture and voice in the published recording"),
    ConsentKind.PARTNERS: _("Name and organisation shared with partners"),
    ConsentKind.PHOTOS: _("Photos of you in what is published"),
    ConsentKind.REMEMBER: _("Sex and age remembered for the next registrations"),
    ConsentKind.DISABILITY: _("Answers to the six questions, kept and counted"),
}

ANSWERED: dict[RequestState, Sentence] = {
    RequestState.OPEN: _("Being looked at"),
    RequestState.GRANTED: _("Done"),
    RequestState.REFUSED: _("Refused"),
}

REASONS: dict[str, Sentence] = {
    "phone": _("the same phone number"),
    "email": _("the same e-mail address"),
    "organisation": _("the same organisation"),
    "district": _("the same district or city"),
    "province": _("the same province"),
    "name": _("the same name in another spelling"),
    "near": _("nearly the same name"),
}
"""Why two people may be one, by the codes of rules.propose."""


def role_held(role: str, region: str | None, organisation: str | None = None) -> Sentence:
    """Return a role with the name of its region, or of its focal person's organisation.

    region None: the whole network.
    """
    if organisation is not None:
        return _("Focal person, %(organisation)s", organisation=organisation)
    if role == Role.ADMINISTRATOR:
        return ROLES[Role.ADMINISTRATOR]
    return _(
        "%(role)s, %(region)s", role=ROLES[Role(role)], region=region or _("the whole network")
    )


def last_day(until: datetime) -> str:
    """Return the last day of a role that ends at this moment, by the clock of Jakarta."""
    return zones.long_date(
        (until - timedelta(seconds=1)).astimezone(zones.WIB.info).date(), weekday=False
    )
