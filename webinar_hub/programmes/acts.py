"""What is done with programmes, series and sessions, as the history tells it."""

from collections.abc import Iterable

from sqlalchemy import select

from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.programmes import words
from webinar_hub.programmes.appearing.models import Answer
from webinar_hub.programmes.appearing.words import ANSWERS
from webinar_hub.programmes.models import (
    AppearanceRole,
    Meeting,
    Programme,
    ProgrammeKind,
    Series,
    Spoken,
    State,
)
from webinar_hub.programmes.provisions.models import Provision, SignLanguage
from webinar_hub.programmes.provisions.words import PROVISIONS, SIGN_LANGUAGES

_PARTS = _("parts in sessions")


def _programmes(keys: set[str]) -> Iterable[tuple[str, str]]:
    named = select(Programme.key, Programme.name).where(Programme.key.in_(keys))
    return ((key, name) for key, name in db.session.execute(named))


def _series(keys: set[str]) -> Iterable[tuple[str, str]]:
    found = db.session.scalars(select(Series).where(Series.key.in_(keys)))
    return ((each.key, each.title) for each in found)


def _meetings(keys: set[str]) -> Iterable[tuple[str, str]]:
    found = db.session.scalars(select(Meeting).where(Meeting.key.in_(keys)))
    return ((each.key, each.own_title or f"{each.series.title}, {each.number}") for each in found)


ACTS = Acts(
    verbs={
        "started": Verb(_("Started"), touches=None),
        "published": Verb(_("Published"), touches=None),
        "showed otherwise": Verb(_("Shown to others"), touches=None),
        "deleted": Verb(_("Deleted"), touches=None),
        "planned": Verb(_("Planned"), touches=None),
        "cancelled": Verb(_("Cancelled"), touches=None),
        "ended": Verb(_("Ended"), touches=None),
        "appointed": Verb(_("Appointed"), touches=_PARTS),
        "dismissed": Verb(_("Part taken back"), touches=_PARTS),
        "answered for a part": Verb(_("Said whether they come"), touches=_PARTS),
        "part's link anew": Verb(_("Old link of a part ended, a new one written"), touches=_PARTS),
        "part's link again": Verb(_("Link of a part written again"), touches=_PARTS),
        "chose provisions": Verb(_("Said what there is for taking part"), touches=None),
        "arranged a provision": Verb(_("Arranged for taking part"), touches=None),
        "arranged no more": Verb(_("Not arranged after all"), touches=None),
        "offered": Verb(_("Offered to another secretariat"), touches=None),
        "was offered": Verb(_("Offered by another secretariat"), touches=None),
        "passed on": Verb(_("Passed on to another secretariat"), touches=None),
        "took over": Verb(_("Taken over from another secretariat"), touches=None),
        "declined an offer": Verb(_("Offer declined"), touches=None),
        "withdrew an offer": Verb(_("Offer taken back"), touches=None),
    },
    objects={
        "programme": _("Programme"),
        "series": _("Series"),
        "meeting": _("Session"),
    },
    fields={
        "title": _("Title"),
        "title_en": _("Title in English"),
        "description_en": _("Description in English"),
        "waiting_list": _("Waiting list"),
        "offer_hours": _("Hours to answer an offer"),
        "closes_at": _("Registration closes"),
        "threshold_percent": _("Share that counts as present, in percent"),
        "required_meetings": _("Sessions needed for the certificate"),
        "jp_minutes": _("Minutes in one JP"),
        "summary": _("What it is about"),
        "audience": _("For whom"),
        "description": _("Description"),
        "starts_at": _("Starts at"),
        "ends_at": _("Ends at"),
        "starts": _("Starts at"),
        "minutes": _("Minutes"),
        "rule": _("Rule of the dates"),
        "weeks_ahead": _("Weeks planned ahead"),
        "capacity": _("Places"),
        "join_link": _("Address of the room"),
        "answer": _("Answer"),
        "venue": _("Venue and its address"),
        "venue_link": _("Link to a map"),
        "venue_only": _("Only there, not online"),
        "venue_places": _("Places at the venue"),
        "stream_link": _("Address of the live stream"),
        "stream_beside": _("Live stream beside the room"),
        "owner": _("Secretariat"),
        "sector": _("Sector"),
        "spoken": _("Language of the session"),
        "rolling": _("Places date by date"),
        "meeting": _("Session"),
        "meetings": _("Sessions"),
        "reminders": _("Reminders, hours before"),
        "kept_months": _("Months that participants are kept"),
        "provision": _("For taking part"),
        **{kind.value: word for kind, word in PROVISIONS.items()},
    },
    choices=(
        words.KINDS,
        words.SPOKEN,
        words.STATES,
        words.ROLES,
        ANSWERS,
        PROVISIONS,
        SIGN_LANGUAGES,
    ),
    values={
        "kind": (ProgrammeKind,),
        "spoken": (Spoken,),
        "state": (State,),
        "role": (AppearanceRole,),
        "answer": (Answer,),
        "provision": (Provision,),
        "sign_language": (SignLanguage,),
    },
    names={"programme": _programmes, "series": _series, "meeting": _meetings},
    refers={"meeting": "meeting", "meetings": "meeting"},
)
