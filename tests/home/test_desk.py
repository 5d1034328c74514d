"""The desk's day."""

import re
from datetime import timedelta

from flask import Flask

from tests import html
from tests.cast import DIRECTOR, Cast, soon
from tests.client import EN, Client
from tests.statements import statements
from webinar_hub.accounts import queries
from webinar_hub.accounts.actions import close_account
from webinar_hub.accounts.models import Invitation
from webinar_hub.attendance.models import Evidence, EvidenceKind
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.models import Role
from webinar_hub.programmes.models import Handover, HandoverState, Meeting, State


def doubtful_row(meeting: Meeting) -> None:
    """Put a row into a meeting's evidence that nobody has decided on."""
    now = clock.now()
    db.session.add(
        Evidence(
            meeting_id=meeting.id,
            kind=EvidenceKind.STAY,
            fingerprint=f"row{meeting.id}",
            name="iPhone",
            joined_at=now,
            left_at=now + timedelta(minutes=1),
            noted_at=now,
        )
    )
    db.session.commit()


def test_visitor_is_sent_to_sign_in(sqlite_app: Flask, client: Client) -> None:
    assert client.get("/desk/").location == "/masuk?next=/desk/"


def test_secretariat_sees_what_waits(app: Flask, client: Client, cast: Cast) -> None:
    series = cast.series()
    past = cast.meeting(series, title="Lalu", starts_at=soon(days=-2))
    led = cast.meeting(series, title="Siap", starts_at=soon(days=2))
    unled = cast.meeting(series, title="Tanpa", starts_at=soon(days=10))
    cast.meeting(series, title="Jauh", starts_at=soon(days=20))
    cast.facilitator(led)
    cast.registration(cast.maria(), led)
    doubtful_row(past)
    cast.sign_in(client, cast.staff())
    tree = html.parse(client.get("/desk/", headers=EN).text)
    waiting = [html.text_of(each) for each in tree.iter("h3")]
    assert waiting == ["Session without a facilitator", "Doubtful name in an attendance report"]
    goes = [each.get("href") for each in tree.iter("a") if "btn" in each.get("class", "").split()]
    assert goes == [f"/desk/sesi/{unled.key}/orang", f"/desk/sesi/{past.key}/cocokkan"]
    rows = [html.text_of(each) for each in tree.iter("tr")][1:]
    assert [row.split("Semidaring")[0] for row in rows] == ["Lalu", "Siap"]
    assert rows[1].endswith("Theresia Ina Tukan 1 Ready")


def test_whoever_is_shut_out_of_the_desk_leads_nothing(
    app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting()
    cast.sign_in(client, cast.staff())
    account = queries.of_person(cast.facilitator(meeting).id)
    assert account is not None
    assert "Session without a facilitator" not in client.get("/desk/", headers=EN).text
    close_account(account, by=DIRECTOR, now=clock.now())
    page = client.get("/desk/", headers=EN).text
    assert "Session without a facilitator" in page
    assert "Waiting for a facilitator" in page
    cast.facilitator(meeting, "Grace Simanjuntak")
    assert "without a facilitator" not in client.get("/desk/", headers=EN).text


def test_facilitator_sees_their_meetings_only(app: Flask, client: Client, cast: Cast) -> None:
    series = cast.series()
    mine, other = (
        cast.meeting(series, title="Punya saya"),
        cast.meeting(series, title="Punya orang"),
    )
    doubtful_row(mine)
    doubtful_row(other)
    cast.sign_in(client, cast.facilitator(mine))
    text = client.get("/desk/", headers=EN).text
    assert "Punya orang" not in text
    tree = html.parse(text)
    assert [html.text_of(each) for each in tree.iter("h3")] == [
        "Doubtful name in an attendance report"
    ]
    assert [html.text_of(each).split("Semidaring")[0] for each in tree.iter("tr")][1:] == [
        "Punya saya"
    ]


def test_nothing_of_the_national_programme_waits_for_a_province(
    app: Flask, client: Client, cast: Cast
) -> None:
    doubtful_row(cast.meeting(title="Nasional"))
    cast.sign_in(client, cast.staff(region="53"))
    text = client.get("/desk/", headers=EN).text
    assert text.count("Nasional") == 1
    assert "nothing waits for you" in text
    assert "Plan a session" in text


def test_costs_the_same_for_one_and_three_sessions(app: Flask, client: Client, cast: Cast) -> None:
    series = cast.series()
    cast.sign_in(client, cast.staff())
    counts = []
    for more in (1, 2):
        for _number in range(more):
            meeting = cast.meeting(series)
            cast.facilitator(meeting)
            cast.registration(
                cast.maria()
                if more == 1
                else cast.person(f"Ani {meeting.number}", email="a@example.org"),
                meeting,
            )
            doubtful_row(meeting)
        with statements() as seen:
            client.get("/desk/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_rooms_without_an_address_lapsed_invitations_and_offers_wait(
    app: Flask, client: Client, cast: Cast
) -> None:
    now = clock.now()
    receiver = cast.secretariat("53").organisation
    programme = cast.programme("Dari nasional")
    roomless = cast.meeting(
        cast.series(cast.programme("Punya NTT", owner=receiver)),
        starts_at=soon(days=2),
        join_link="",
    )
    cast.facilitator(roomless)
    db.session.add(
        Handover(
            programme=programme,
            giver=programme.owner,
            receiver=receiver,
            offered_by="Ratna",
            offered_at=now,
            state=HandoverState.OPEN,
        )
    )
    agus = cast.person("Agustinus Kleden", email="agus@jajar.example")
    for email, days in (("agus@jajar.example", 2), ("lama@jajar.example", 60)):
        db.session.add(
            Invitation(
                person_id=agus.id,
                email=email,
                role=Role.SECRETARIAT,
                region_code="53",
                by_label="Ratna",
                made_at=now - timedelta(days=days + 7),
                expires_at=now - timedelta(days=days),
            )
        )
    cast.sign_in(client, cast.staff(region="53"))
    tree = html.parse(client.get("/desk/", headers=EN).text)
    waiting = [html.text_of(each) for each in tree.iter("h3")]
    assert waiting == [
        "Session without the address of its room",
        "Programme offered to you",
        "Invitation that expired",
    ]


def test_the_menu_holds_what_ones_roles_open_and_says_where_one_is(
    app: Flask, client: Client, cast: Cast
) -> None:
    def menu(path: str) -> tuple[list[str], list[str]]:
        nav = next(
            each
            for each in html.parse(client.get(path, headers=EN).text).iter("nav")
            if each.get("class") == "menu"
        )
        here = [html.text_of(link) for link in nav.iter("a") if link.get("aria-current") == "page"]
        addresses = [str(link.get("href")) for link in nav.iter("a")]
        assert {client.get(address).status_code for address in addresses} == {200}
        return [html.text_of(link) for link in nav.iter("a")], here

    cast.sign_in(client, cast.facilitator(cast.meeting()))
    assert menu("/desk/kehadiran") == (
        ["Today", "Programmes", "Attendance", "Settings"],
        ["Attendance"],
    )
    cast.sign_in(client, cast.staff(Role.VIEWER))
    assert menu("/desk/") == (
        ["Today", "Programmes", "Attendance", "Certificates", "Settings"],
        ["Today"],
    )
    cast.sign_in(client, cast.staff())
    entries = [
        "Today",
        "Programmes",
        "Participants",
        "Attendance",
        "Certificates",
        "Messages",
        "Reports",
        "Organisations",
        "Settings",
    ]
    assert menu("/desk/riwayat") == (entries, ["Settings"])


def test_the_day_counts_what_is_to_do_and_names_five_of_a_kind(
    app: Flask, client: Client, cast: Cast
) -> None:
    series = cast.series()
    past = cast.meeting(series, title="Lalu", starts_at=soon(days=-2))
    for number in range(7):
        cast.meeting(series, title=f"Sesi {number}", starts_at=soon(days=1, hours=number))
    for name in ("iPhone", "Galaxy", "Oppo"):
        db.session.add(
            Evidence(
                meeting_id=past.id,
                kind=EvidenceKind.STAY,
                fingerprint=name,
                name=name,
                noted_at=clock.now(),
            )
        )
    db.session.commit()
    cast.sign_in(client, cast.staff())
    page = client.get("/desk/", headers=EN).text
    assert "10 things are waiting for you" in page
    heads = [html.text_of(each) for each in html.parse(page).iter("h3")]
    assert heads == ["Session without a facilitator"] * 5 + [
        "Sessions without a facilitator",
        "Doubtful names in an attendance report",
    ]
    assert [
        html.text_of(each) for each in html.parse(page).iter("b") if each.get("class") == "num"
    ] == ["1"] * 5 + ["2", "3"]


def test_the_national_session_is_on_a_provinces_desk_before_anybody_of_hers_is_in_it(
    app: Flask, client: Client, cast: Cast
) -> None:
    national = cast.meeting(title="Semidaring nasional", starts_at=soon(days=2))
    papua = cast.programme("Pelatihan Papua", owner=cast.secretariat("91").organisation)
    cast.meeting(cast.series(papua), title="Sesi Papua", starts_at=soon(days=2))
    draft = cast.programme("Rancangan", state=State.DRAFT)
    cast.meeting(cast.series(draft), title="Belum terbit", starts_at=soon(days=2))
    over = cast.meeting(national.series, title="Sudah lewat", starts_at=soon(days=-2))
    cast.registration(cast.person("Orang Papua", email="papua@example.org", region="91"), national)
    cast.sign_in(client, cast.staff(region="53"))
    page = html.parse(client.get("/desk/", headers=EN).text)
    rows = [
        html.text_of(each)
        for each in page.iter("tr")
        if "Semidaring nasional" in html.text_of(each)
    ]
    assert [row.split()[-1] for row in rows] == ["0"]
    assert not any(
        name in html.text_of(page) for name in ("Sesi Papua", "Belum terbit", "Sudah lewat")
    )
    shown = client.get(f"/desk/sesi/{national.key}", headers=EN).text
    assert "Orang Papua" not in shown
    assert national.join_link not in shown
    assert client.get(f"/desk/sesi/{over.key}").status_code == 404


def test_a_cancelled_session_says_so_in_the_search_and_among_others(
    app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(title="Semidaring gempa", starts_at=soon(days=2))
    meeting.cancelled_at, meeting.cancel_reason = clock.now(), "Banjir"
    cast.sign_in(client, cast.staff(region="53"))
    for address in ("/desk/", "/desk/sesi"):
        assert "Semidaring gempa Cancelled" in html.text_of(
            html.parse(client.get(address, headers=EN).text)
        ), address
    cast.sign_in(client, cast.ratna())
    assert "Semidaring gempa Cancelled" in html.text_of(
        html.parse(client.get("/desk/cari?q=gempa", headers=EN).text)
    )


def test_sessions_of_more_others_ask_no_more(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    cast.sign_in(client, cast.staff(region="53"))
    asked = []
    for region in ("32", "35", "91"):
        owner = cast.secretariat(region).organisation
        meeting = cast.meeting(cast.series(cast.programme(owner.name, owner=owner)))
        cast.registration(cast.person(owner.name, region="53"), meeting)
        with statements() as seen:
            assert owner.name in client.get("/desk/sesi").text
        asked.append(len(seen))
    assert len(set(asked)) == 1


def test_sessions_of_others_begin_at_today(app: Flask, client: Client, cast: Cast) -> None:
    series = cast.series()
    for title, days in (("Tadi", -3), ("Lusa", 2), ("Pekan depan", 6), ("Dahulu", -5)):
        cast.registration(
            cast.person(title, region="53"),
            cast.meeting(series, title=title, starts_at=soon(days=days)),
        )
    cast.sign_in(client, cast.staff(region="53"))
    for address in ("/desk/", "/desk/sesi"):
        page = client.get(address).text
        assert re.findall(r">(Tadi|Lusa|Pekan depan|Dahulu)</a>", page) == [
            "Lusa",
            "Pekan depan",
            "Tadi",
            "Dahulu",
        ], address
    assert '/desk/sesi"' in client.get("/desk/program").text
    cast.sign_in(client, cast.ratna())
    assert '/desk/sesi"' not in client.get("/desk/program").text
