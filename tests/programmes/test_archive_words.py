"""The words by which sessions are found, kept in the act that changes what they come from."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from tests.cast import DIRECTOR, Cast
from tests.papers.steps import notulen_of
from tests.records.merged_lives import merge
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.materials.models import Visibility
from webinar_hub.papers.notulen import actions as notulen
from webinar_hub.people.models import Person
from webinar_hub.programmes.appearing import actions as appearing
from webinar_hub.programmes.archive import actions as archive
from webinar_hub.programmes.archive import rules
from webinar_hub.programmes.archive.models import MeetingWord, WordKey
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting, State
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.repairing import actions as repairing
from webinar_hub.records.correcting.actions import Correction, correct
from webinar_hub.records.upkeep.actions import erase


def words(meeting: Meeting) -> set[str]:
    """Return the words of a session but for its number."""
    kept = select(MeetingWord.word).where(MeetingWord.meeting_id == meeting.id)
    return set(db.session.scalars(kept)) - {str(meeting.number)}


def keyed() -> set[str]:
    """Return the words that are found by keys."""
    return {word for word in db.session.scalars(select(WordKey.word)) if not word.isdecimal()}


def appoint(
    meeting: Meeting, person: Person, role: AppearanceRole = AppearanceRole.SPEAKER
) -> Appearance:
    now = clock.now()
    return db.write(appearing.appoint, meeting, person=person, role=role, by=DIRECTOR, now=now)


@pytest.mark.usefixtures("app")
class TestKeeping:
    def test_a_planned_session_has_the_words_of_its_titles_and_its_number(self, cast: Cast) -> None:
        series, now = cast.series(), clock.now()
        meeting = db.write(
            planning.plan_meeting,
            series,
            title="Dapur Umum, Jum’at pagi",
            title_en="Public kitchen",
            starts_at=now,
            ends_at=now + timedelta(hours=2),
            capacity=None,
            by=DIRECTOR,
            now=now,
        )
        assert words(meeting) == {"dapur", "umum", "jumat", "pagi", "public", "kitchen"}
        assert keyed() == words(meeting)
        number = select(MeetingWord.id).where(MeetingWord.word == str(meeting.number))
        assert db.session.scalar(number)

    def test_a_new_title_takes_the_place_of_the_old_one(self, cast: Cast) -> None:
        series = cast.series()
        meeting, other = (cast.meeting(series, title=f"Dapur {one}") for one in ("umum", "kecil"))
        db.write(lambda: setattr(db.lock(Meeting, meeting.id), "title", "Air bersih"))
        assert words(meeting) == {"air", "bersih"}
        assert words(other) == {"dapur", "kecil"}
        assert keyed() == {"air", "bersih", "dapur", "kecil"}, "another has one of the old ones"

    def test_who_speaks_is_found_and_who_helps_is_not(self, cast: Cast) -> None:
        meeting = cast.meeting(title="")
        part = appoint(meeting, cast.maria())
        appoint(meeting, cast.suparmin(), AppearanceRole.HOST)
        assert words(meeting) == {"maria", "goreti", "bere"}
        db.write(
            lambda: appearing.dismiss(
                db.session.get_one(Appearance, part.id), meeting, by=DIRECTOR, now=clock.now()
            )
        )
        assert words(meeting) == keyed() == set()

    def test_a_corrected_name_is_the_one_that_is_found(self, cast: Cast) -> None:
        maria, meeting = cast.maria(), cast.meeting(title="Air")
        appoint(meeting, maria)
        wanted = Correction("Mariana Bere", None)
        db.write(correct, maria, wanted, by=DIRECTOR, now=clock.now())
        assert words(meeting) == keyed() == {"air", "mariana", "bere"}

    def test_nothing_is_left_of_somebody_who_was_erased(self, cast: Cast) -> None:
        maria, meeting = cast.maria(), cast.meeting(title="Air")
        appoint(meeting, maria)
        db.write(erase, maria, by=DIRECTOR, now=clock.now())
        assert words(meeting) == keyed() == {"air"}

    def test_nothing_that_the_notulen_said_of_somebody_is_left_once_they_are_erased(
        self, cast: Cast
    ) -> None:
        maria, meeting = cast.maria(), cast.meeting(title="Air")
        notulen_of(meeting, said="Maria Goreti Bere membuka acara.\nSumur digali.", decided="")
        said = {"maria", "goreti", "bere", "membuka", "acara", "sumur", "digali"}
        assert words(meeting) == {"air"} | said
        db.write(erase, maria, by=DIRECTOR, now=clock.now())
        assert words(meeting) == keyed() == {"air", "sumur", "digali"}

    def test_a_notulen_that_is_written_anew_or_removed_takes_its_words_along(
        self, cast: Cast
    ) -> None:
        meeting, now = cast.meeting(title="Air"), clock.now()

        def write(version: int, said: str) -> None:
            written: dict[str, Any] = {
                "language": "id",
                "decided": "",
                "visibility": Visibility.PUBLIC,
            }
            act: dict[str, Any] = {"by": DIRECTOR, "now": now, "version": version, "said": said}
            db.write(notulen.write, meeting, **written, **act)

        write(0, "Sumur digali.")
        assert words(meeting) == {"air", "sumur", "digali"}
        write(1, "Sumur ditutup.")
        assert words(meeting) == keyed() == {"air", "sumur", "ditutup"}
        db.write(notulen.remove, meeting, by=DIRECTOR, now=now)
        assert words(meeting) == keyed() == {"air"}

    def test_whoever_became_one_with_another_is_found_by_the_name_that_stays(
        self, cast: Cast
    ) -> None:
        older = cast.person("Maria Bere Tukan", email="tukan@example.org")
        maria, meeting = cast.maria(), cast.meeting(title="")
        appoint(meeting, maria)
        merge(maria, older)
        assert words(meeting) == keyed() == {"maria", "bere", "tukan"}

    def test_statements_past_the_objects_are_seen(self, cast: Cast) -> None:
        maria, meeting = cast.maria(), cast.meeting(title="Air")
        row = {"meeting_id": meeting.id, "person_id": maria.id, "role": AppearanceRole.SPEAKER}
        db.write(lambda: db.session.execute(insert(Appearance), [row]))
        assert words(meeting) == {"air", "maria", "goreti", "bere"}
        named = update(Person).where(Person.key == maria.key).values(name="Yosefa")
        db.write(lambda: db.session.execute(named))
        assert words(meeting) == {"air", "yosefa"}
        titled = update(Meeting).values(title="Api")
        db.write(lambda: db.session.execute(titled))
        assert words(meeting) == {"api", "yosefa"}
        db.write(lambda: db.session.execute(delete(Appearance)))
        assert words(meeting) == keyed() == {"api"}

    def test_what_was_taken_back_leaves_the_words_as_they_were(self, cast: Cast) -> None:
        meeting = cast.meeting(title="Air")
        db.rehearse(lambda: setattr(db.lock(Meeting, meeting.id), "title", "Api"))
        db.write(lambda: None)
        assert words(meeting) == keyed() == {"air"}

    def test_a_deleted_draft_leaves_no_word_after_the_night(self, cast: Cast) -> None:
        meeting = cast.meeting(title="Rahasia")
        meeting.state = State.DRAFT
        db.session.commit()
        db.write(repairing.delete, meeting, by=DIRECTOR, now=clock.now())
        assert db.session.scalars(select(MeetingWord.word)).all() == []
        db.write(archive.forget_unused)
        assert keyed() == set()

    def test_sessions_that_have_no_words_yet_get_them(self, cast: Cast) -> None:
        series = cast.series()
        meetings = [cast.meeting(series, title=f"Topik {name}") for name in ("satu", "dua")]
        db.write(lambda: db.session.execute(delete(MeetingWord)))
        db.write(archive.forget_unused)
        assert db.write(archive.write_missing)
        assert not db.write(archive.write_missing)
        assert [words(each) for each in meetings] == [{"topik", "satu"}, {"topik", "dua"}]
        assert keyed() == {"topik", "satu", "dua"}


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("umun", ["umum", "umur", "dapur"], "umum"),
        ("Yohannes", ["yohanes", "yohana"], "yohanes"),
        ("soeparmin", ["suparmin", "suparman"], "suparmin"),
        ("Djakarta", ["jakarta"], "jakarta"),
        ("kesehtan", ["kesehatan", "kesetaraan"], "kesehatan"),
        ("pengungsain", ["pengungsian"], "pengungsian"),
        ("wambrau", ["wambrauw", "krey"], "wambrauw"),
        ("air", ["api", "airi"], None),
        ("2025", ["2026"], None),
        ("nelayan", ["pelayanan"], None),
    ],
)
def test_the_nearest_word_is_the_one_that_is_meant(
    typed: str, known: list[str], meant: str | None
) -> None:
    [word] = rules.asked_words(typed)
    assert rules.nearest(word, known) == meant
    if meant is not None:
        assert rules.keys_of(word) & rules.keys_of(meant), "it is looked for by a key they share"


def test_a_search_has_each_word_once_and_not_too_many() -> None:
    assert rules.asked_words("Air, AIR; bersih!") == ["air", "bersih"]
    assert len(rules.asked_words(" ".join(map(str, range(50))))) == rules.ASKED


class TestExcerpt:
    def test_a_long_sentence_is_cut_around_the_word_and_a_text_without_it_says_nothing(
        self,
    ) -> None:
        sentence = "kata lain " * 30 + "dapur umum " + "kata lain " * 30
        shown = rules.excerpt(f"Pembukaan. {sentence.strip()}.", {"dapur"})
        assert "dapur umum" in shown
        assert shown.startswith("… ")
        assert shown.endswith(" …")
        assert len(shown) <= rules.EXCERPT + 4
        first = rules.excerpt("Dapur umum " + "kata lain " * 30, {"dapur"})
        assert first.startswith("Dapur umum kata")
        last = rules.excerpt("kata lain " * 30 + "dapur umum.", {"umum"})
        assert last.endswith("dapur umum.")
        assert rules.excerpt("Pembukaan.", {"dapur"}) == ""
