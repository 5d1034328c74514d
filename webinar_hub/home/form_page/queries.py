"""What the page of a form gathers from the rooms below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, Select, bindparam, select

from webinar_hub.attendance.evidence import queries as evidence
from webinar_hub.certificates import queries as certificates
from webinar_hub.home import rules
from webinar_hub.home.rules import Place
from webinar_hub.kit import plain
from webinar_hub.kit.db import db
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.every_date import queries as every_date
from webinar_hub.registrations.models import FormDate, SentForm
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.proof.rules import NAME_MENDED_WITHIN
from webinar_hub.registrations.queries import OpenDate


@dataclass(frozen=True)
class FormPage:
    """The page of a form: its dates as they stand for it, and the next one.

    following: the first date of a rolling series after those of the form; mendable: a slip in the
    name can still be mended; certified: a certificate waits for the owner's proof; every_date: it
    takes in every date without a limit until then; goes_on: its owner does since.
    """

    places: Sequence[Place]
    next: Place | None
    following: OpenDate | None
    mendable: bool
    certified: bool
    every_date: bool
    goes_on: bool

    def ahead(self, now: datetime) -> list[Place]:
        """Return the places in meetings to come, those given back and cancelled ones as well."""
        return [place for place in self.places if place.meeting.ends_at > now]

    @property
    def stands(self) -> bool:
        """Say whether any of its dates was not given back."""
        return any(place.standing is not rules.PlaceState.LEFT for place in self.places)

    @property
    def called_off(self) -> bool:
        """Say whether the secretariat cancelled each of its dates that was not given back."""
        kept = [place for place in self.places if place.standing is not rules.PlaceState.LEFT]
        return all(place.standing is rules.PlaceState.CALLED_OFF for place in kept)


def page_of(form: SentForm, now: datetime) -> FormPage:
    """Return what the page of a form shows: nothing that its person had before, no minutes."""
    standings = sent_forms.standings(form)
    places = [
        Place(
            meeting=date.meeting,
            standing=rules.state_of_place(
                standings[date.meeting_id].status,
                None,
                cancelled=date.meeting.cancelled_at is not None,
                over=date.meeting.ends_at <= now,
                told_of=False,
            ),
            minutes=None,
            at_venue=standings[date.meeting_id].at_venue,
        )
        for date in sorted(form.dates, key=lambda each: each.meeting.starts_at)
    ]
    coming = next((place for place in places if place.standing in rules.AHEAD), None)
    in_time = form.open and now < form.sent_at + NAME_MENDED_WITHIN
    series, last = form.registration.series, max(date.meeting.starts_at for date in form.dates)
    was_seen, takes_in_every, owner_does = _about(form)
    return FormPage(
        places,
        coming,
        following=registrations.open_date_after(series, last, now),
        mendable=in_time and not was_seen,
        certified=form.phone is not None and _waits_for_proof(form),
        every_date=takes_in_every,
        goes_on=form.proved_at is not None and owner_does,
    )


def _about(form: SentForm) -> tuple[bool, bool, bool]:
    """Return whether somebody saw a form's person, and whether it or they take in every date."""
    wanted = {"form": form.id, "held": form.registration_id}
    [found] = plain.run(db.prepared(_of_form), wanted)
    return found.was_seen, found.takes_in, found.owner_does


def _of_form() -> Select[bool, bool, bool]:
    form, held = bindparam("form", type_=Integer), bindparam("held", type_=Integer)
    dates = select(FormDate.meeting_id).where(FormDate.sent_form_id == form)
    return select(
        evidence.was_seen(held, dates).label("was_seen"),
        every_date.takes_in(form).label("takes_in"),
        every_date.owner_takes_in(held).label("owner_does"),
    )


def _waits_for_proof(form: SentForm) -> bool:
    """Say whether a certificate waits for the proof of a form that made its registration.

    Asks as much of any other form, so that the time tells nothing.
    """
    issued = certificates.of_registration(form.registration)
    proved = sent_forms.proved(form.registration)
    return bool(issued) and not proved and form.made_registration


def was_seen(form: SentForm) -> bool:
    """Say whether somebody saw a form's person, other than by a press on "Gabung"."""
    return _about(form)[0]
