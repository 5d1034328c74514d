"""The demo's values: enough of everything, valid, and the same for the same seed."""

import csv
import io
import random
from collections import Counter
from datetime import date, datetime, timedelta

import phonenumbers
import pytest
from email_validator import validate_email

from webinar_hub.demo.crowd import applications
from webinar_hub.demo.names import BY_REGION, TRADITIONS
from webinar_hub.demo.networks import NETWORKS, ORGANISATIONS, SECRETARIAT
from webinar_hub.demo.persons import ASKING, FACILITATOR, FOCAL, STAFF, DemoPerson, people
from webinar_hub.demo.programmes import DemoProgramme, programmes
from webinar_hub.demo.topics import COMING, PAST
from webinar_hub.demo.zoom import (
    Attendee,
    Intent,
    ZoomReport,
    draw_intent,
    participants_report,
)
from webinar_hub.demo.zoom_file import Form
from webinar_hub.kit import zones
from webinar_hub.kit.text import search_key
from webinar_hub.network.models import OrganisationKind
from webinar_hub.network.regions import provinces, regencies
from webinar_hub.network.regions import rows as rows_of
from webinar_hub.people.names import split_titles
from webinar_hub.programmes.models import AppearanceRole

TODAY = date(2026, 11, 24)
PEOPLE = people(random.Random(7), ORGANISATIONS)
PROGRAMMES = {p.key: p for p in programmes(random.Random(7), PEOPLE, TODAY)}


def test_networks_and_organisations() -> None:
    assert (len(NETWORKS), len(ORGANISATIONS)) == (20, 60)
    everyone = (*NETWORKS, *ORGANISATIONS, SECRETARIAT.organisation)
    assert (
        len({o.key for o in everyone}),
        len({o.name for o in everyone}),
        len({o.abbreviation for o in everyone}),
    ) == (81, 81, 81)
    spoken = [
        key
        for o in everyone
        for key in {search_key(text) for text in (o.name, o.abbreviation, *o.aliases)}
    ]
    assert len(set(spoken)) == len(spoken)
    assert {o.kind for o in NETWORKS} == {OrganisationKind.NETWORK}
    assert {key for o in ORGANISATIONS for key in o.networks} == {o.key for o in NETWORKS}
    assert SECRETARIAT.issuer_code == "S-JAJAR"


def test_each_province_has_an_organisation() -> None:
    known = {row.code for row in regencies()}
    assert {o.region for o in ORGANISATIONS} <= known
    assert {(o.region or "")[:2] for o in ORGANISATIONS} == {row.code for row in provinces()}


def test_four_hundred_people_of_every_tradition_in_every_organisation() -> None:
    assert len(PEOPLE) == 400
    assert {p.organisation for p in PEOPLE} == {o.key for o in ORGANISATIONS}
    assert {p.tradition for p in PEOPLE} == {"mononym", *TRADITIONS}
    assert {key for keys in BY_REGION.values() for key in keys.split()} == set(TRADITIONS)
    assert {p.region for p in PEOPLE} <= {row.code for row in regencies()}


def test_names_as_they_really_are() -> None:
    assert [split_titles(p.name).name for p in PEOPLE] == [p.bare_name for p in PEOPLE]
    assert [split_titles(p.name).full for p in PEOPLE] == [p.name for p in PEOPLE]
    assert sum(" " not in p.bare_name for p in PEOPLE) >= 15
    assert sum("'" in p.bare_name for p in PEOPLE) >= 10
    assert (
        sum(p.name.startswith(("Dr. ", "dr. ", "Pdt. ", "Hj. ", "H. ", "Ns. ")) for p in PEOPLE)
        >= 20
    )
    assert (
        sum(p.name.endswith(("S.Sos.", "S.Tr.Sos.", "M.Kesos.", "AKS", "MSW")) for p in PEOPLE)
        >= 20
    )
    assert sorted(Counter(p.bare_name for p in PEOPLE).values())[-4:] == [1, 2, 2, 2]


@pytest.mark.parametrize(
    "person",
    [*PEOPLE, *(staff.person for staff in STAFF), FACILITATOR, FOCAL, ASKING],
    ids=lambda p: p.bare_name,
)
def test_contacts_are_valid_and_lead_nowhere(person: DemoPerson) -> None:
    assert person.email or person.phone
    if person.phone:
        number = phonenumbers.parse(person.phone, "ID")
        assert phonenumbers.is_valid_number(number)
        assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
        assert str(number.national_number)[3:-4] in ("5550", "5559")
    if person.email:
        domain = validate_email(person.email, check_deliverability=False).domain
        assert domain in ("example.org", "example.net", "example.com") or domain.endswith(
            ".example"
        )


def test_a_third_has_only_a_phone_and_some_share_the_office_address() -> None:
    assert 120 <= sum(p.email is None for p in PEOPLE) <= 160
    assert sum(p.phone is None for p in PEOPLE) >= 80
    shared = Counter(p.email for p in PEOPLE if p.email)
    assert sum(count > 1 for count in shared.values()) >= 10
    assert all(address.startswith("kantor@") for address, count in shared.items() if count > 1)
    phones = [phonenumbers.parse(p.phone, "ID").national_number for p in PEOPLE if p.phone]
    assert len(phones) - len(set(phones)) == 4, "four registered a second time"


def test_the_same_seed_gives_the_same_people_and_programmes() -> None:
    assert people(random.Random(7), ORGANISATIONS) == PEOPLE
    assert people(random.Random(8), ORGANISATIONS) != PEOPLE
    assert {p.key: p for p in programmes(random.Random(7), PEOPLE, TODAY)} == PROGRAMMES


@pytest.mark.parametrize("day", [TODAY + timedelta(days=offset) for offset in range(8)], ids=str)
def test_dates_stand_around_the_day(day: date) -> None:
    weekly, services, social_work, secretariat = (
        p.series for p in programmes(random.Random(1), PEOPLE, day)
    )
    thursdays = [m.starts_at.date() for m in weekly.meetings]
    assert (sum(d < day for d in thursdays), sum(d >= day for d in thursdays)) == (12, 8)
    assert {d.weekday() for d in thursdays} == {3}
    assert {(m.starts_at.hour, m.ends_at.hour, m.zone) for m in weekly.meetings} == {
        (14, 16, "WIB")
    }
    assert [bool(m.title) for m in weekly.meetings] == [True] * 18 + [False] * 2
    assert (len(services.meetings), len(social_work.meetings), len(secretariat.meetings)) == (
        4,
        3,
        3,
    )
    assert 1 <= (day - services.meetings[-1].ends_at.date()).days <= 3
    assert (social_work.meetings[0].starts_at.date() - day).days >= 14
    assert (secretariat.meetings[0].starts_at.date() - day).days >= 28


@pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=list(PROGRAMMES))
def test_a_series_is_whole(programme: DemoProgramme) -> None:
    series = programme.series
    zone = {"semidaring": "WIB", "pelayanan": "WIB", "peksos": "WITA", "kesekretariatan": "WIT"}[
        programme.key
    ]
    assert {series.zone, *(m.zone for m in series.meetings)} == {zone}
    assert {m.starts_at.tzinfo for m in series.meetings} == {zones.zone(zone).info}
    assert (
        len({m.number for m in series.meetings})
        == len({m.join_link for m in series.meetings})
        == len(series.meetings)
    )
    assert all(m.join_link.startswith("https://zoom.example/j/") for m in series.meetings)
    assert (
        series.opens_at
        < (series.closes_at or series.meetings[0].starts_at)
        <= series.meetings[0].starts_at
    )
    for meeting in series.meetings:
        roles = Counter(a.role for a in meeting.appearances)
        assert (roles[AppearanceRole.FACILITATOR], roles[AppearanceRole.MODERATOR]) == (1, 1)
        assert len({a.person for a in meeting.appearances}) == len(meeting.appearances)
        assert all(
            a.person.email for a in meeting.appearances if a.role is AppearanceRole.FACILITATOR
        )


def _report(form: Form, seed: int = 3) -> tuple[ZoomReport, list[Attendee], datetime, datetime]:
    meeting = PROGRAMMES["semidaring"].series.meetings[5]
    rng = random.Random(seed)
    attendees = [Attendee(p, f"K{i:03}", draw_intent(rng)) for i, p in enumerate(PEOPLE[:200])]
    report = participants_report(
        rng,
        form,
        topic=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone="WIB",
        attendees=attendees,
    )
    return report, attendees, meeting.starts_at, meeting.ends_at


COLUMNS = {
    Form.HEADER_BLOCK: (
        "Name (Original Name)",
        "Join Time",
        "In Waiting Room",
        "%m/%d/%Y %I:%M:%S %p",
    ),
    Form.FLAT: ("Name (Original Name)", "Join Time", "In Waiting Room", "%m/%d/%Y %I:%M:%S %p"),
    Form.SENTENCE_CASE: (
        "Name (original name)",
        "Join time",
        "In waiting room",
        "%Y-%m-%d %H:%M:%S",
    ),
    Form.INDONESIAN: (
        "Nama (nama asli)",
        "Waktu bergabung",
        "Di ruang tunggu",
        "%d/%m/%Y %H:%M:%S",
    ),
}


@pytest.mark.parametrize("form", Form)
def test_a_report_holds_what_real_files_hold(form: Form) -> None:
    report, attendees, starts_at, _ends_at = _report(form)
    lines = report.content.decode("utf-8-sig").split("\r\n")
    name, joined, waiting, clock = COLUMNS[form]
    header = 0 if form is Form.FLAT else 3
    assert (lines[2] == "") == (form is not Form.FLAT)
    rows = list(csv.DictReader(io.StringIO("\n".join(lines[header:]))))
    names = [row[name] for row in rows]
    came = [a for a in attendees if a.intent is not Intent.ABSENT]
    decided = sum(
        any(n == f"{a.code} {a.person.bare_name}" or n.casefold() in _full(a.person) for n in names)
        for a in came
    )
    assert 0.92 <= decided / len(came) <= 0.99
    assert len(names) > len(set(names))
    assert sum(row[waiting] in ("Yes", "Ya") for row in rows) >= 3
    moments = [
        datetime.strptime(row[joined], clock).replace(tzinfo=starts_at.tzinfo) for row in rows
    ]
    assert moments == sorted(moments)
    assert moments[0] < starts_at < moments[-1]
    assert set(report.attendee_of) == set(names)
    behind = [a for a in report.attendee_of.values() if a is not None]
    assert {a.code for a in behind} <= {a.code for a in came}
    assert len({a.code for a in behind}) >= 0.95 * len(came)
    assert not any(
        a.code in line for a in attendees if a.intent is Intent.ABSENT for line in lines if a.code
    )


def _full(person: DemoPerson) -> tuple[str, str]:
    return person.bare_name.casefold(), person.name.casefold()


def test_the_same_seed_gives_the_same_report() -> None:
    assert _report(Form.INDONESIAN)[0] == _report(Form.INDONESIAN)[0]
    assert _report(Form.INDONESIAN)[0] != _report(Form.INDONESIAN, seed=4)[0]


def test_the_clock_of_a_report_is_the_zones() -> None:
    starts_at = datetime(2026, 12, 31, 23, 0, tzinfo=zones.WIT.info)
    by_zone = {
        zone: participants_report(
            random.Random(1),
            Form.FLAT,
            topic="Malam",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            zone=zone,
            attendees=[],
        ).content.decode()
        for zone in ("WIB", "WIT")
    }
    assert "12/31/2026 10:30:00 PM,01/01/2027 01:06:00 AM" in by_zone["WIT"]
    assert "12/31/2026 08:30:00 PM,12/31/2026 11:06:00 PM" in by_zone["WIB"]


@pytest.mark.parametrize("length", [timedelta(hours=1), timedelta(days=1), timedelta(days=30)])
def test_nobody_leaves_a_cohort_before_they_applied(length: timedelta) -> None:
    opens = datetime(2026, 11, 24, 9, 40, tzinfo=zones.zone("WIB").info)
    for seed in range(100):
        found = applications(random.Random(seed), PEOPLE, 19, opens=opens, closes=opens + length)
        assert len({stay.person for stay in found}) == 19
        left = [stay for stay in found if stay.leaves]
        assert len(left) == 2
        assert all(stay.joins <= stay.leaves <= opens + length for stay in left if stay.leaves)


def test_past_and_coming_webinars_are_about_sectors_that_there_are() -> None:
    known = {row["code"] for row in rows_of("sectors.csv")}
    for listed in (PAST, COMING):
        about = {each.sector for each in listed} - {""}
        assert len(about) > 1, "so that there is something to choose"
        assert about <= known
