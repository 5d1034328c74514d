"""Letters that tests and the stage give."""

from sqlalchemy import select

from webinar_hub.certificates.models import NumberLine
from webinar_hub.inviting.drawing import LetterFacts
from webinar_hub.inviting.models import LINE, Invitation
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network.models import Secretariat
from webinar_hub.programmes.models import Meeting


def given(meeting: Meeting, addressee: str) -> Invitation:
    """Return a letter of a session, whatever its state."""
    issuer_id = db.session.scalars(select(Secretariat.id).order_by(Secretariat.id).limit(1)).one()
    names = {"issuer_id": issuer_id, "kind": LINE, "year": 2040}
    db.session.execute(db.insert(NumberLine).values(**names, last=0).on_conflict_do_nothing())
    line_id = db.session.scalars(select(NumberLine.id).filter_by(**names)).one()
    number = f"{meeting.id:03}/UND/S-JAJAR/XI/2040"
    facts = LetterFacts(
        language="id",
        issuer="S=JAJAR",
        letterhead=("Jakarta",),
        number=number,
        place_and_date="Jakarta, 1 November 2040",
        subject="Undangan semidaring ke-1",
        place="Kupang",
        opening="Kami mengundang Anda untuk mengikuti kegiatan berikut:",
        rows=(("Hari", ("Kamis, 29 November 2040",)),),
        after=("Terima kasih.",),
        signatory="Ratna Sari",
        signatory_title="Koordinator",
        link="https://hub.example/sesi/x",
        given=clock.now(),
        red="#a1331e",
        blue="#1f4e64",
        logo="",
    )
    letter = Invitation(
        meeting=meeting,
        line_id=line_id,
        sequence=meeting.id,
        number=number,
        addressee=addressee,
        facts=facts.stored(),
        given_at=clock.now(),
    )
    db.session.add(letter)
    db.session.flush()
    return letter
