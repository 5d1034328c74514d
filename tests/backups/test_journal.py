"""Nothing that was to be gone comes back with an older backup, and no number twice."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select

from tests.backups.conftest import Hub
from tests.backups.once import once
from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from tests.materials.steps import photo_of
from webinar_hub.accounts import queries
from webinar_hub.accounts.models import ReadingLink
from webinar_hub.accounts.reading import actions as reading
from webinar_hub.accounts.roles import actions as delegation
from webinar_hub.backups import commands
from webinar_hub.backups.contents import Stopped
from webinar_hub.calendars.models import Feed, FeedKind
from webinar_hub.calendars.private import actions as calendars
from webinar_hub.calendars.private.rules import Holder
from webinar_hub.certificates.issuing import actions as certificates
from webinar_hub.certificates.issuing.lines import Line
from webinar_hub.certificates.models import Certificate, CertificateState
from webinar_hub.history import journal
from webinar_hub.history.journal import Fact
from webinar_hub.kit import clock
from webinar_hub.kit.db import Keyed, db
from webinar_hub.materials.models import Visibility
from webinar_hub.materials.photos.models import Photo
from webinar_hub.people import actions as people
from webinar_hub.people import queries as consents
from webinar_hub.people.models import ConsentKind, Grant, Person, Role
from webinar_hub.programmes.appearing.models import Reply
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting, Programme
from webinar_hub.records.own import actions as own
from webinar_hub.records.upkeep import actions as records
from webinar_hub.registrations import personal_links
from webinar_hub.registrations.models import Registration, SentForm
from webinar_hub.registrations.standing import actions as standing

NOVEMBER = datetime(2099, 11, 24, 3, tzinfo=UTC)
T = TypeVar("T", bound=Keyed)


@dataclass
class Then:
    """What was there when the backup was made, by public keys."""

    backup: str
    erased: str
    registration: str
    form: str
    closed: str
    role: str
    reading: str
    calendar: str
    certificate: str
    photo: str


def row(table: type[T], key: str) -> T:
    return db.session.scalars(select(table).where(table.key == key)).one()


def agreed_on_a_photo(person: Person, meeting: Meeting) -> str:
    """Let somebody agree to photos, and be on one; return its key."""
    said = {ConsentKind.PHOTOS: True}
    db.write(people.consent, person, said, language="id", source="test", now=clock.now())
    return photo_of(meeting, person, visibility=Visibility.PUBLIC).key


def issue(cast: Cast, name: str) -> Certificate:
    """Issue one more certificate, of a cohort of its own."""
    training = db.session.scalar(select(Programme)) or cohorts.programme(cast)
    series, meetings = cohorts.over(cast, training, name=f"Angkatan {name}")
    email = f"{name.lower().replace(' ', '.')}@example.org"
    cohorts.attended(cast, cast.person(name, email=email), meetings, present=4)
    [made] = db.write(certificates.issue, series, by=DIRECTOR, now=NOVEMBER)
    return made


def lived(hub: Hub) -> Then:
    """Fill a hub and make a backup of it."""
    return once(hub, _live)


def lived_on(hub: Hub) -> Then:
    """Fill a hub and make a backup of it; then erase, revoke, close, end and issue."""
    return once(hub, _live_on)


def _live(hub: Hub) -> Then:
    with hub.inside() as cast:
        issued = issue(cast, "Siti Aminah")
        assert issued.series
        training = issued.series.programme
        _series, meetings = cohorts.over(cast, training, name="Angkatan lain")
        erased = cohorts.attended(cast, cast.maria(), meetings, present=0)
        other = cohorts.attended(cast, cast.suparmin(), meetings, present=0)
        part = Appearance(
            meeting_id=meetings[0].id, person_id=other.person_id, role=AppearanceRole.SPEAKER
        )
        db.session.add(part)
        form = cast.sent_form(other, *meetings)
        cast.ratna()
        officer = cast.staff(Role.INCLUSION, region="53")
        closed = cast.staff(Role.SECRETARIAT, region="53")
        role = db.session.scalars(select(Grant).where(Grant.person_id == officer.id)).one()
        until = clock.now() + timedelta(days=30)
        link = db.write(
            reading.make,
            "d" * 64,
            label="Donor",
            region_code=None,
            until=until,
            by=DIRECTOR,
            now=clock.now(),
        )
        holder = Holder(FeedKind.LEADING, closed.id)
        calendar = db.write(
            calendars.make, holder, "e" * 64, label="HP", by=DIRECTOR, now=clock.now()
        )
        photo = agreed_on_a_photo(other.person, meetings[0])
        return Then(
            hub.backup_inside("then.zip").name,
            erased.person.key,
            other.key,
            form.key,
            closed.key,
            role.key,
            link.key,
            calendar.key,
            issued.key,
            photo,
        )


def _live_on(hub: Hub) -> Then:
    then = lived(hub)
    now = clock.now()
    with hub.inside() as cast:
        db.write(records.erase, row(Person, then.erased), by=DIRECTOR, now=now)
        other = row(Registration, then.registration)
        for _time in range(2):
            db.write(personal_links.revoke, other.person, by=DIRECTOR, now=now)
        db.write(own.withdraw, other, ConsentKind.PHOTOS, now=now)
        db.write(standing.disown, row(SentForm, then.form), by=DIRECTOR, now=now)
        account = queries.of_person(row(Person, then.closed).id)
        assert account is not None
        db.write(delegation.close, account, reason="left", by=DIRECTOR, now=now)
        db.write(delegation.end, row(Grant, then.role), reason="left", by=DIRECTOR, now=now)
        db.write(reading.end, row(ReadingLink, then.reading), by=DIRECTOR, now=now)
        db.write(calendars.end, row(Feed, then.calendar), by=DIRECTOR, now=now)
        revoked = row(Certificate, then.certificate)
        db.write(certificates.revoke, revoked, reason="Maria wrote it", by=DIRECTOR, now=now)
        issue(cast, "Yosep Rumbiak")
        db.write(records.erase, issue(cast, "Dina Sari").person, by=DIRECTOR, now=now)
    return then


def check_gone(hub: Hub, then: Then) -> None:
    """Say that nothing came back."""
    with hub.inside() as cast:
        erased = row(Person, then.erased)
        assert (erased.erased_at is not None, erased.email) == (True, None)
        assert row(Registration, then.registration).link_version == 3
        assert row(SentForm, then.form).link_version == 4
        assert consents.agreed(row(Registration, then.registration).person) == {}
        assert db.session.scalars(select(Photo).where(Photo.key == then.photo)).all() == []
        assert [each.link_version for each in db.session.query(Reply)] == [3]
        account = queries.of_person(row(Person, then.closed).id)
        assert account is not None
        assert account.closed_at is not None
        until = row(Grant, then.role).until
        assert until is not None
        assert until <= clock.now()
        assert row(ReadingLink, then.reading).ended_at is not None
        assert row(Feed, then.calendar).ended_at is not None
        certificate = row(Certificate, then.certificate)
        assert certificate.state is CertificateState.REVOKED
        assert "cadangan" in certificate.revoked_why
        assert issue(cast, "Grace Simanjuntak").sequence == 4


def test_what_was_to_be_gone_stays_gone_and_the_next_number_is_the_next(hub: Hub) -> None:
    then = lived_on(hub)
    done = hub.restore(hub.kept / then.backup)
    assert (done.with_journal, done.applied.left, done.applied.unproved) == (True, (), ())
    assert done.applied.done == dict.fromkeys(Fact, 1)
    check_gone(hub, then)


def test_a_database_that_is_lost_leaves_the_journal_beside_it(sqlite_hub: Hub) -> None:
    then = lived_on(sqlite_hub)
    for file in sqlite_hub.folder.glob("hub.db*"):
        if file.name != "hub.db.kept":
            file.unlink()
    assert sqlite_hub.restore(sqlite_hub.kept / then.backup).with_journal
    check_gone(sqlite_hub, then)


def test_a_later_backup_brings_its_journal(hub: Hub) -> None:
    then = lived_on(hub)
    later = hub.backup("later.zip")
    hub.forget_journal()
    if hub.engine == "sqlite":
        (hub.folder / "hub.db").unlink()
    assert hub.restore(hub.kept / then.backup, journal_at=later).with_journal
    check_gone(hub, then)


@pytest.mark.parametrize("text", ["# How to run it\n", "5\n", "[]\n"])
def test_another_file_is_not_taken_for_a_journal(
    sqlite_hub: Hub, tmp_path: Path, text: str
) -> None:
    then, other = lived_on(sqlite_hub), tmp_path / "README.md"
    other.write_text(text, "utf-8")
    with pytest.raises(Stopped, match=r"README\.md is no journal"):
        sqlite_hub.restore(sqlite_hub.kept / then.backup, journal_at=other)


def test_a_second_restore_does_nothing_twice(some_hub: Hub) -> None:
    then = lived_on(some_hub)
    some_hub.restore(some_hub.kept / then.backup)
    later = some_hub.backup("later.zip")
    assert some_hub.restore(later).applied.done == {}
    some_hub.restore(some_hub.kept / then.backup)
    check_gone(some_hub, then)


def test_an_account_that_was_opened_again_stays_open(some_hub: Hub) -> None:
    then = lived(some_hub)
    now = clock.now()
    with some_hub.inside():
        person = row(Person, then.closed)
        account = queries.of_person(person.id)
        assert account is not None
        db.write(delegation.close, account, reason="left", by=DIRECTOR, now=now)
        db.write(_open_again, then.closed)
        later = some_hub.backup_inside("later.zip")
    some_hub.restore(later)
    with some_hub.inside():
        account = queries.of_person(row(Person, then.closed).id)
        assert account is not None
        assert account.closed_at is None


def _open_again(key: str) -> None:
    account = queries.of_person(row(Person, key).id)
    assert account is not None
    account.closed_at = None


def test_an_act_that_was_not_committed_is_not_done_but_its_number_is_not_given(hub: Hub) -> None:
    then = lived(hub)
    with hub.inside() as cast, pytest.raises(ZeroDivisionError):
        _fail(cast, then)
    done = hub.restore(hub.kept / then.backup)
    with hub.inside() as cast:
        assert row(Person, then.erased).erased_at is None
        # PostgreSQL's journal goes with the act; a file may say more than was committed.
        assert issue(cast, "Grace Simanjuntak").sequence == (3 if hub.engine == "sqlite" else 2)
    unproved = [(entry.fact, entry.key) for entry in done.applied.unproved]
    assert unproved == ([(Fact.ERASED, then.erased)] if hub.engine == "sqlite" else [])


def test_an_act_that_was_tried_again_is_not_told_as_left_out(sqlite_hub: Hub) -> None:
    then = lived_on(sqlite_hub)
    first_try = journal.Journal((journal.Entry("first", Fact.ERASED, then.erased),))
    journal.append(sqlite_hub.folder / "hub.db.kept", first_try.text().splitlines())
    assert sqlite_hub.restore(sqlite_hub.kept / then.backup).applied.unproved == ()


def _fail(cast: Cast, then: Then) -> None:
    series, meetings = cohorts.over(cast, db.session.scalars(select(Programme)).one(), name="A3")
    cohorts.attended(cast, cast.person("Dina Sari", email="dina@example.org"), meetings, present=4)

    def act() -> None:
        records.erase(row(Person, then.erased), by=DIRECTOR, now=clock.now())
        certificates.issue(series, by=DIRECTOR, now=NOVEMBER)
        raise ZeroDivisionError

    db.write(act)


def test_where_only_the_tables_show_that_it_was_committed_it_is_done(sqlite_hub: Hub) -> None:
    then = lived_on(sqlite_hub)
    kept = sqlite_hub.folder / "hub.db.kept"
    kept.write_text("".join(line for line in kept.open() if "committed" not in line))
    assert sqlite_hub.restore(sqlite_hub.kept / then.backup).applied.unproved == ()
    check_gone(sqlite_hub, then)


def test_without_a_journal_somebody_is_asked_for_the_last_numbers(
    some_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = lived_on(some_hub)
    some_hub.forget_journal()
    asked: list[tuple[str, str, int, int]] = []

    def answer(line: Line) -> int:
        asked.append((line.issuer, line.kind, line.year, line.last))
        return 77

    done = some_hub.restore(some_hub.kept / then.backup, ask_last=answer)
    assert asked == [("S-JAJAR", "all", 2099, 1)]
    assert not done.with_journal
    with some_hub.inside() as cast:
        assert row(Person, then.erased).erased_at is None
        assert issue(cast, "Grace Simanjuntak").sequence == 78
    monkeypatch.setattr("builtins.input", lambda _question: "9")
    some_hub.forget_journal()
    said = some_hub.restore_and_tell(some_hub.kept / then.backup)
    assert "whoever was erased since then is back" in said


def _nobody_answers(_question: str) -> str:
    raise EOFError


@pytest.mark.parametrize("answer", [_nobody_answers, lambda _question: "many"])
def test_whoever_does_not_answer_changes_nothing(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    then = lived_on(sqlite_hub)
    sqlite_hub.forget_journal()
    monkeypatch.setattr("builtins.input", answer)
    with pytest.raises(Stopped, match="Nothing was changed"):
        sqlite_hub.restore_and_tell(sqlite_hub.kept / then.backup)
    with sqlite_hub.inside():
        assert row(Person, then.erased).erased_at is not None


def test_who_is_united_there_with_somebody_who_was_not_erased_is_named(some_hub: Hub) -> None:
    with some_hub.inside() as cast:
        person, other = cast.maria(), cast.suparmin()
        key = person.key
        db.write(_unite, other.id, person.id)
        backup = some_hub.backup_inside("then.zip")
        db.write(_unite, other.id, None)
        db.session.expire_all()
        db.write(records.erase, row(Person, key), by=DIRECTOR, now=clock.now())
    done = some_hub.restore(backup)
    assert [key in said for said in done.applied.left] == [True]
    with some_hub.inside():
        assert row(Person, key).erased_at is None


def _unite(other_id: int, person_id: int | None) -> None:
    db.session.get_one(Person, other_id).merged_into_id = person_id


def test_the_journal_holds_keys_and_no_names(hub: Hub) -> None:
    then = lived_on(hub)
    with hub.inside():
        text = journal.present().text()
    assert then.erased in text
    assert not any(word in text for word in ("Maria", "example.org", "JAJAR", "Suparmin"))


def test_a_line_that_was_cut_off_spoils_no_other_one(tmp_path: Path) -> None:
    file = tmp_path / "hub.db.kept"
    entries = [journal.Entry("a1", Fact.ERASED, "k1"), journal.Entry("a2", Fact.LINK, "k2", 3)]
    journal.append(file, journal.Journal((entries[0],)).text().splitlines())
    with file.open("a") as cut:
        cut.write('\n{"act": "a9", "fact": "era')
    journal.append(file, journal.Journal((entries[1],), frozenset({"a2"})).text().splitlines())
    assert journal.read(file.read_text()) == journal.Journal(tuple(entries), frozenset({"a2"}))
    assert file.stat().st_mode & 0o077 == 0


def test_a_restore_says_what_it_did_of_every_kind() -> None:
    assert set(commands._DONE) == set(Fact)
