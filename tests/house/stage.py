"""One filled base for the tests that walk over every address: something of everything, and who may see it."""

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from werkzeug.routing import Rule

from tests.cast import DIRECTOR, Cast, soon
from tests.certificates import cohorts
from tests.network import logos
from webinar_hub.accounts.models import Account, AddressChange, Invitation, SignInLink
from webinar_hub.beginning.models import Step, StepTaken
from webinar_hub.certificates.actions import issue
from webinar_hub.config import Settings
from webinar_hub.directory.models import DirectoryImport, FocalRequest
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Files
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.network import identity
from webinar_hub.network.models import Identity
from webinar_hub.people.models import DataRequest, Duplicate, Grant, Person, RequestKind, Role
from webinar_hub.programmes.models import Handover, HandoverState
from webinar_hub.records.models import Merge
from webinar_hub.registrations.models import AccessNeed


@dataclass(frozen=True)
class Stage:
    """What stands on the stage: values for the places in addresses, and the administrator."""

    values: dict[str, list[str]]
    administrator: Person


def fill(cast: Cast) -> Stage:
    """Put a rolling series, a cohort that is over, a letter, a certificate, an uploaded table and their people on the stage."""
    ratna, maria = cast.ratna(), cast.maria()
    series = cast.series()
    past, coming = cast.meeting(series, starts_at=soon(days=-7)), cast.meeting(series)
    theresia = cast.facilitator(coming)
    registration = cast.registration(maria, past, coming)
    cast.registration(cast.suparmin(), coming)
    now = clock.now()
    letter = Letter(
        kind="registrations/link_again",
        subject=f"registration:{registration.key}",
        person_id=maria.id,
        due=now,
        language="id",
        facts={"registration": {"key": registration.key, "version": 1, "code": registration.code}, "title": series.title},
        message_id="<one@hub.example>",
        state=LetterState.KEPT,
        next_at=now,
        written_at=now,
    )
    cohort, held = cohorts.over(cast, cohorts.programme(cast))
    trained = cohorts.attended(cast, maria, held, present=4)
    certificate = db.write(issue, cohort, by=DIRECTOR, now=now)[0]
    account = db.session.query(Account).filter_by(person_id=theresia.id).one()
    link = SignInLink(account_id=account.id, made_at=now, expires_at=now + timedelta(minutes=15))
    request = DataRequest(person_id=maria.id, kind=RequestKind.OTHER, asked_at=now, due_at=now + timedelta(hours=72))
    day = timedelta(days=1)
    change = AddressChange(account_id=account.id, email="theresia.baru@jajar.example", made_at=now, expires_at=now + day)
    offer = Invitation(
        person_id=cast.person("Agustinus Kleden", email="agus@jajar.example").id,
        email="agus@jajar.example",
        role=Role.SECRETARIAT,
        region_code=cast.region("53").code,
        by_id=ratna.id,
        by_label=ratna.full_name,
        made_at=now,
        expires_at=now + day,
    )
    role = db.session.query(Grant).filter_by(person_id=ratna.id).one()
    passing = Handover(
        programme=cohort.programme,
        giver=cohort.programme.owner,
        receiver=cast.secretariat("53").organisation,
        offered_by=ratna.full_name,
        offered_at=now,
        state=HandoverState.OPEN,
    )
    table = DirectoryImport(actor_id=ratna.id, file_name="lembaga.csv", content={"rows": [], "verdicts": []}, made_at=now)
    settings: Settings = current_app.extensions["settings"]
    logo = identity.logo_after(settings, logos.picture(), without=False, files=Files(settings.files))
    db.session.add(StepTaken(step=Step.SERIES, at=now, skipped=False, led_to=series.key))
    db.session.add(Identity(id=1, name="JAJAR", red="#7a1f4b", blue="#0b5d3b", logo=logo))
    registration.organisation_name = "Karang Taruna Melati"
    twin = cast.person("Maria G. Bere", phone="+6281200000077", region="53")
    gone = cast.person("Bere Maria", phone="+6281200000078", region="53")
    gone.merged_into_id = maria.id
    twins = Duplicate(one_id=maria.id, other_id=twin.id, score=70, reasons="province near", found_at=now)
    merged = Merge(kept_id=maria.id, gone_id=gone.id, by_label="test", at=now, manifest={"changes": [], "added": [], "deleted": []})
    organisation = cast.organisation()
    registration.organisation_id = organisation.id
    asking = FocalRequest(
        organisation_id=organisation.id,
        person_id=cast.person("Elisabeth Ratu", email="elis@lembaga.example").id,
        email="elis@lembaga.example",
        proof="Direktur kami dapat memastikannya.",
        language="id",
        made_at=now,
        confirmed_at=now,
    )
    need = AccessNeed(registration_id=registration.id, captions=True, asked_at=now)
    db.session.add_all([need, letter, link, request, change, offer, passing, table, asking, twins, merged])
    db.session.commit()
    for each in (organisation, cast.organisation("Yayasan Kedua")):
        cast.stand_for(ratna, each)
    cast.grant(ratna, Role.INCLUSION)
    return Stage(
        values={
            "key": [
                series.programme.key,
                series.key,
                cohort.key,
                coming.key,
                past.key,
                letter.key,
                registration.key,
                certificate.key,
                request.key,
                table.key,
                cast.secretariat().organisation.key,
                ratna.key,
                maria.key,
                twins.key,
                merged.key,
                role.key,
                offer.key,
                passing.key,
                organisation.key,
                asking.key,
                need.key,
            ],
            "certificate": [certificate.key],
            "registration": [registration.key],
            "link": [
                cast.link(registration),
                cast.link(trained),
                tokens.signed(cast.links.link_key, "sign-in", link.key),
                tokens.signed(cast.links.link_key, "invitation", offer.key),
                tokens.signed(cast.links.link_key, "new-address", change.key),
                tokens.signed(cast.links.link_key, "focal-request", asking.key),
            ],
            "code": [certificate.code],
            "form": ["csv", "xlsx"],
            "document": ["json", "pdf"],
            "filename": ["hub.css"],
            "name": [logo],
        },
        administrator=ratna,
    )


def addresses(rule: Rule, values: dict[str, list[str]]) -> list[str]:
    """Return the rule's address with every value its places can take; "x" where nothing on the stage fits."""
    found = [rule.rule]
    for place in rule.arguments:
        found = [_put(address, place, value) for address in found for value in values.get(place, ["x"])]
    return found


def _put(address: str, place: str, value: str) -> str:
    before, _, rest = address.partition("<")
    while rest and rest.partition(">")[0].rpartition(":")[2] != place:
        skipped, _, rest = rest.partition("<")
        before += "<" + skipped
    return before + value + rest.partition(">")[2]
