"""The four programmes of the demo, with dates around a given day.

Texts in Bahasa Indonesia, names in English besides.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webinar_hub.demo.persons import FACILITATOR, DemoPerson
from webinar_hub.demo.topics import COMING, PAST, SERVICES, SOCIAL_WORK, WEEKLY_END, Topic
from webinar_hub.demo.topics import SECRETARIAT as SECRETARIAT_TOPICS
from webinar_hub.kit import zones
from webinar_hub.programmes.models import AppearanceRole, ProgrammeKind


@dataclass(frozen=True)
class DemoAppearance:
    """What a person does in a meeting."""

    role: AppearanceRole
    person: DemoPerson


@dataclass(frozen=True)
class DemoMeeting:
    """One date: aware moments in the zone named.

    Title and description are empty while the topic is being agreed.
    """

    number: int
    title: str
    description: str
    sector: str
    spoken: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    capacity: int | None
    join_link: str
    appearances: tuple[DemoAppearance, ...]


@dataclass(frozen=True)
class DemoSeries:
    """One run of a programme, named as the columns of Series are.

    opens_at is when it was planned, before any registration; closes_at is None while registration
    stays open; meetings are in the order of their dates.
    """

    name: str
    rolling: bool
    zone: str
    capacity: int | None
    waiting_list: bool
    opens_at: datetime
    closes_at: datetime | None
    threshold_percent: int
    required_meetings: int | None
    jp_minutes: int
    meetings: tuple[DemoMeeting, ...]
    offer_hours: int | None = None


@dataclass(frozen=True)
class DemoProgramme:
    """A programme with its one series.

    key tells the acting code which is which: semidaring, pelayanan, peksos, kesekretariatan.
    """

    key: str
    kind: ProgrammeKind
    name: str
    name_en: str
    summary: str
    audience: str
    series: DemoSeries


_CAST: dict[AppearanceRole, int] = {
    AppearanceRole.SPEAKER: 3,
    AppearanceRole.DISCUSSANT: 1,
    AppearanceRole.MODERATOR: 1,
}
_SMALL_CAST: dict[AppearanceRole, int] = {AppearanceRole.SPEAKER: 2, AppearanceRole.MODERATOR: 1}


def programmes(
    rng: random.Random, people: Sequence[DemoPerson], today: date
) -> tuple[DemoProgramme, ...]:
    """Return the four programmes as they stand on a day.

    The same state of the generator and day give the same ones.

    Semidaring: 12 past Thursdays and the next 8 (a Thursday counts as coming), of which the last
    two have no topic yet. Pelayanan has ended before today, peksos begins at least two weeks after
    it, kesekretariatan at least four.
    """
    return (
        _weekly(rng, people, today),
        _services(rng, people, today),
        _social_work(rng, people, today),
        _secretariat(rng, people, today),
    )


def _weekly(rng: random.Random, people: Sequence[DemoPerson], today: date) -> DemoProgramme:
    coming = _next_weekday(today, 3)
    dates = [coming + timedelta(weeks=week) for week in range(-len(PAST), len(COMING))]
    first_number = WEEKLY_END - len(dates) + 1
    speakers = _speakers(people)

    def meeting(index: int) -> DemoMeeting:
        topic = (*PAST, *COMING)[index]
        cast = _appearances(
            rng, speakers, _CAST if topic.title else {AppearanceRole.MODERATOR: 1}, FACILITATOR
        )
        return _meeting(
            rng, first_number + index, topic, dates[index], (14, 0), 120, zones.WIB, None, cast
        )

    return DemoProgramme(
        key="semidaring",
        kind=ProgrammeKind.WEBINAR,
        name="Semidaring Multisektor OMS-LSM",
        name_en="Weekly multi-sector CSO webinar",
        summary="Setiap Kamis, lembaga dari seluruh Indonesia bertukar pengalaman tentang hal yang sama-sama dihadapi: layanan di masa bencana,"
        " data, pelindungan, dan kerja antarjaringan. Dimulai sebagai persiapan konferensi tingkat menteri, kini rumah bersama semua jaringan.",
        audience="Pengurus dan relawan OMS-LSM, F-PRB, Gugus Tugas, pekerja sosial, dan siapa pun yang peduli",
        series=_series(
            "",
            True,
            zones.WIB,
            None,
            dates[0] - timedelta(days=21),
            None,
            None,
            [meeting(i) for i in range(len(dates))],
        ),
    )


def _services(rng: random.Random, people: Sequence[DemoPerson], today: date) -> DemoProgramme:
    last = _last_working_day_before(today)
    dates = [last - timedelta(weeks=week) for week in reversed(range(len(SERVICES)))]
    meetings = _cohort(rng, people, SERVICES, dates, (9, 0), 180, zones.WIB, 60, FACILITATOR)
    return DemoProgramme(
        key="pelayanan",
        kind=ProgrammeKind.TRAINING,
        name="Pelatihan Kelanjutan Pelayanan OMS-LSM",
        name_en="Training on the continuity of CSO services",
        summary="Empat sesi untuk menyusun rencana kelanjutan pelayanan lembaga: layanan mana yang tidak boleh berhenti, siapa menggantikan siapa,"
        " dari mana dananya, dan bagaimana rencana itu diuji. Peserta pulang dengan rencana yang sudah dicoba.",
        audience="Pengurus dan staf program OMS-LSM",
        series=_series(
            "Angkatan 1",
            False,
            zones.WIB,
            60,
            dates[0] - timedelta(days=30),
            dates[0] - timedelta(days=3),
            3,
            meetings,
        ),
    )


def _social_work(rng: random.Random, people: Sequence[DemoPerson], today: date) -> DemoProgramme:
    first = _next_weekday(today + timedelta(days=14), 2)
    dates = [first + timedelta(weeks=week) for week in range(len(SOCIAL_WORK))]
    facilitator = _facilitator(rng, people, ("53", "73", "51"))
    meetings = _cohort(rng, people, SOCIAL_WORK, dates, (9, 0), 150, zones.WITA, 40, facilitator)
    return DemoProgramme(
        key="peksos",
        kind=ProgrammeKind.TRAINING,
        name="Pendampingan Pekerja Sosial Garis Depan",
        name_en="Accompaniment of front-line social workers",
        summary="Untuk pekerja sosial yang merespons di garis depan: merawat orang lain tanpa kehabisan diri sendiri. Tiga sesi bersama,"
        " kasus dari lapangan, dan kelompok kecil yang tetap saling menghubungi sesudahnya. Sesi tidak direkam.",
        audience="Pekerja sosial dan relawan pendamping di Bali, Nusa Tenggara, Kalimantan, dan Sulawesi",
        series=_series(
            "Angkatan 3",
            False,
            zones.WITA,
            40,
            today - timedelta(days=14),
            first - timedelta(days=5),
            None,
            meetings,
            offer_hours=24,
        ),
    )


def _secretariat(rng: random.Random, people: Sequence[DemoPerson], today: date) -> DemoProgramme:
    first = _next_weekday(today + timedelta(days=28), 0)
    dates = [first + timedelta(weeks=week) for week in range(len(SECRETARIAT_TOPICS))]
    facilitator = _facilitator(rng, people, ("91", "92", "81"))
    meetings = _cohort(
        rng, people, SECRETARIAT_TOPICS, dates, (9, 0), 150, zones.WIT, 30, facilitator
    )
    return DemoProgramme(
        key="kesekretariatan",
        kind=ProgrammeKind.TRAINING,
        name="Pelatihan Layanan Kesekretariatan Jaringan",
        name_en="Training on network secretariat services",
        summary="Untuk lembaga yang bersedia menjadi sekretariat jaringan di provinsinya: mengundang dan mencatat, menjaga data anggota,"
        " melapor ke klaster dan Gugus Tugas, dan menyediakan titik kontak pelindungan.",
        audience="Dua orang dari tiap lembaga calon sekretariat di Maluku, Maluku Utara, dan enam provinsi di Tanah Papua",
        series=_series(
            "Angkatan Indonesia Timur",
            False,
            zones.WIT,
            30,
            today - timedelta(days=7),
            first - timedelta(days=10),
            None,
            meetings,
        ),
    )


def _cohort(
    rng: random.Random,
    people: Sequence[DemoPerson],
    topics: Sequence[Topic],
    dates: Sequence[date],
    hour: tuple[int, int],
    minutes: int,
    where: zones.Zone,
    capacity: int,
    facilitator: DemoPerson,
) -> list[DemoMeeting]:
    speakers = _speakers(people)
    return [
        _meeting(
            rng,
            number,
            topic,
            day,
            hour,
            minutes,
            where,
            capacity,
            _appearances(rng, speakers, _SMALL_CAST, facilitator),
        )
        for number, (topic, day) in enumerate(zip(topics, dates, strict=True), start=1)
    ]


def _meeting(
    rng: random.Random,
    number: int,
    topic: Topic,
    day: date,
    hour: tuple[int, int],
    minutes: int,
    where: zones.Zone,
    capacity: int | None,
    appearances: tuple[DemoAppearance, ...],
) -> DemoMeeting:
    starts_at = zones.at_local(day, *hour, where)
    link = f"https://zoom.example/j/{rng.randint(81_000_000_000, 89_999_999_999)}?pwd={rng.getrandbits(64):016x}"
    return DemoMeeting(
        number,
        topic.title,
        topic.description,
        topic.sector,
        topic.spoken,
        starts_at,
        starts_at + timedelta(minutes=minutes),
        where.short,
        capacity,
        link,
        appearances,
    )


def _series(
    name: str,
    rolling: bool,
    where: zones.Zone,
    capacity: int | None,
    opens: date,
    closes: date | None,
    required_meetings: int | None,
    meetings: Sequence[DemoMeeting],
    offer_hours: int | None = None,
) -> DemoSeries:
    return DemoSeries(
        name=name,
        rolling=rolling,
        zone=where.short,
        capacity=capacity,
        waiting_list=True,
        opens_at=zones.at_local(opens, 9, 0, where),
        closes_at=zones.at_local(closes + timedelta(days=1), 0, 0, where) if closes else None,
        threshold_percent=70,
        required_meetings=required_meetings,
        jp_minutes=45,
        meetings=tuple(meetings),
        offer_hours=offer_hours,
    )


def _appearances(
    rng: random.Random,
    speakers: Sequence[DemoPerson],
    cast: dict[AppearanceRole, int],
    facilitator: DemoPerson,
) -> tuple[DemoAppearance, ...]:
    chosen = iter(rng.sample([p for p in speakers if p != facilitator], sum(cast.values())))
    parts = [
        DemoAppearance(role, next(chosen)) for role, count in cast.items() for _one in range(count)
    ]
    return (*parts, DemoAppearance(AppearanceRole.FACILITATOR, facilitator))


def _speakers(people: Sequence[DemoPerson]) -> list[DemoPerson]:
    """Return those who would be asked.

    People with a title, and now and then somebody without one.
    """
    return [p for index, p in enumerate(people) if p.name != p.bare_name or index % 9 == 0]


def _facilitator(
    rng: random.Random, people: Sequence[DemoPerson], provinces: tuple[str, ...]
) -> DemoPerson:
    """Return somebody of the provinces with an e-mail address of their own, to sign in by link."""
    return rng.choice(
        [
            p
            for p in people
            if p.region.startswith(provinces) and p.email and not p.email.startswith("kantor@")
        ]
    )


def _next_weekday(day: date, weekday: int) -> date:
    """Return the day itself or the first after it that falls on a weekday (Monday is 0)."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _last_working_day_before(day: date) -> date:
    return next(d for d in (day - timedelta(days=back) for back in range(1, 4)) if d.weekday() < 5)
