"""What we do with secretariats: appoint them, say who signs, whom to tell, how they number."""

from datetime import datetime
from typing import TypeVar

from webinar_hub.history.actions import change, note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.network import numbering, queries, rules, scope
from webinar_hub.network.models import (
    Organisation,
    Secretariat,
)

Guarded = TypeVar("Guarded", bound=Base)


def set_up_secretariat(
    organisation: Organisation,
    *,
    issuer_code: str,
    region_code: str | None = None,
    place: str = "Jakarta",
    signatory: str = "",
    signatory_title: str = "",
    zone: str = "WIB",
) -> Secretariat:
    """Let an organisation run the hub for a region of the actor's own.

    It gets own programmes, who signs, certificates under its own numbers. Raises PatternsCollide.
    """
    refuse_collision(numbering.DEFAULT, issuer_code)
    secretariat = Secretariat(
        organisation_id=organisation.id,
        issuer_code=issuer_code,
        region_code=region_code,
        place=place,
        signatory=signatory,
        signatory_title=signatory_title,
        zone=zone,
    )
    db.session.add(secretariat)
    db.session.flush()
    return secretariat


def refuse_collision(pattern: str, issuer_code: str, *, of: Secretariat | None = None) -> None:
    """Raise PatternsCollide where numbers under a pattern could be those of another.

    Nobody else saves a pattern until the transaction ends.
    """
    hold_patterns()
    numbering.refuse_collision(numbering.filled(pattern, issuer_code), queries.number_patterns(of))


def hold_patterns() -> None:
    """Let nobody else save or remember a pattern until the transaction ends.

    Whoever locks a secretariat as well, locks it afterwards.
    """
    db.hold("number patterns")


def number_by_pattern(secretariat: Secretariat) -> None:
    """Remember the pattern of a secretariat that is about to number by it."""
    if _numbers_by_its_pattern(secretariat):
        return
    hold_patterns()
    db.session.refresh(secretariat, ["numbered_by"])
    # Whoever came first remembered it. Locked for nothing, the secretariat would stop who numbers.
    if not _numbers_by_its_pattern(secretariat):
        locked = db.lock(Secretariat, secretariat.id)
        used = numbering.filled(locked.number_pattern, locked.issuer_code)
        known = filter(None, locked.numbered_by.split("\n"))
        locked.numbered_by = "\n".join(dict.fromkeys([*known, used]))


def _numbers_by_its_pattern(secretariat: Secretariat) -> bool:
    used = numbering.filled(secretariat.number_pattern, secretariat.issuer_code)
    return used in secretariat.numbered_by.split("\n")


def appoint_secretariat(
    organisation: Organisation,
    *,
    region_code: str | None,
    issuer_code: str,
    by: Actor,
    now: datetime,
    **facts: str,
) -> Secretariat:
    """Let an organisation run the hub for a region of the actor's own.

    facts are zone, place, signatory and signatory_title. Raises OutsideScope, Closed,
    SecretariatAlready, BadIssuer, IssuerTaken and PatternsCollide.
    """
    organisation = db.lock(Organisation, organisation.id)
    if not scope.within(by, region_code) or not scope.within(by, organisation.region_code):
        raise rules.OutsideScope
    if organisation.closed_at is not None:
        raise rules.Closed
    if queries.secretariat_of(organisation.id) is not None:
        raise rules.SecretariatAlready
    code = rules.issuer_code(issuer_code)
    if queries.issuer_taken(code):
        raise rules.IssuerTaken
    made = set_up_secretariat(organisation, issuer_code=code, region_code=region_code, **facts)
    note(
        by,
        "set up a secretariat",
        made,
        now=now,
        after={"organisation": organisation.name, "region": region_code, "issuer_code": code},
    )
    return made


def name_safe_contact(
    row: Secretariat, *, name: str, phone: str, email: str, by: Actor, now: datetime
) -> Secretariat:
    """Say whom participants of a secretariat tell when something happened.

    phone is in E.164, "" for none.
    """
    return put_safe_contact(
        db.lock(Secretariat, row.id),
        {"safe_name": name, "safe_phone": phone, "safe_email": email},
        by=by,
        now=now,
    )


def put_safe_contact(
    locked: Guarded, wanted: dict[str, str], *, by: Actor, now: datetime
) -> Guarded:
    """Put a safeguarding contact into a locked row and note what that changes."""
    change(by, "named the safeguarding contact", locked, wanted, now=now)
    return locked


def name_signatory(
    secretariat: Secretariat,
    *,
    signatory: str,
    signatory_title: str,
    place: str,
    by: Actor,
    now: datetime,
) -> Secretariat:
    """Say who signs a secretariat's certificates, as what and where.

    Those issued before stay as they were printed.
    """
    locked = db.lock(Secretariat, secretariat.id)
    wanted = {"signatory": signatory, "signatory_title": signatory_title, "place": place}
    change(by, "changed", locked, wanted, now=now)
    return locked
