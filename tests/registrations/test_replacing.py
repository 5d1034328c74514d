"""On the day somebody drops out: four taps to who comes instead, and what is said to whom."""

from dataclasses import replace

import pytest
from flask import Flask

from tests import html
from tests.cast import DIRECTOR, Cast, soon
from tests.client import EN, Client
from tests.house.portraits import link_of
from tests.messages.outbox import rows
from tests.programmes.desk import errors
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import LetterState
from webinar_hub.people.models import Person, Role
from webinar_hub.programmes.appearing import actions, queries, rules
from webinar_hub.programmes.appearing.models import Answer
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting

SPEAKER, MODERATOR = AppearanceRole.SPEAKER, AppearanceRole.MODERATOR


@pytest.fixture
def meeting(app: Flask, cast: Cast) -> Meeting:
    """Return a session that begins in an hour."""
    return cast.meeting(title="Dapur umum", starts_at=soon(hours=1))


@pytest.fixture
def maria(cast: Cast, meeting: Meeting) -> Person:
    """Return who was to speak and to moderate."""
    return _named(cast.maria(), meeting, SPEAKER, MODERATOR)


@pytest.fixture
def ratna(client: Client, cast: Cast) -> Person:
    """Return who acts at the desk."""
    person = cast.ratna()
    cast.sign_in(client, person)
    return person


def _named(person: Person, meeting: Meeting, *roles: AppearanceRole) -> Person:
    for role in roles:
        now = clock.now()
        db.write(actions.appoint, meeting, person=person, role=role, by=DIRECTOR, now=now)
    db.session.rollback()
    return person


def _sign_in_province_that_looks_at_all(client: Client, cast: Cast, meeting: Meeting) -> None:
    meeting.series.programme.owner_id = cast.secretariat("53").organisation_id
    db.session.commit()
    yosep = cast.staff(region="53")
    cast.grant(yosep, Role.VIEWER)
    cast.sign_in(client, yosep)


def _parts(meeting: Meeting) -> set[tuple[str, AppearanceRole]]:
    listed = queries.appearances([meeting.id])[meeting.id]
    return {(each.person.name, each.role) for each in listed}


def _last(person: Person) -> LetterState:
    return next(each.state for each in reversed(rows()) if each.person_id == person.id)


@pytest.mark.usefixtures("ratna")
def test_four_taps_lead_to_who_comes_instead(
    client: Client, cast: Cast, meeting: Meeting, maria: Person
) -> None:
    earlier = cast.meeting(meeting.series, starts_at=soon(days=-7))
    suparmin = _named(cast.suparmin(), earlier, SPEAKER)
    cast.registration(cast.person("Budi", email="budi@example.org"), meeting)
    desk = f"/desk/sesi/{meeting.key}"
    assert f'href="{desk}/ganti"' in client.get(desk).text
    chosen = f"{desk}/orang/{maria.key}/ganti"
    assert f'href="{chosen}"' in client.get(f"{desk}/ganti").text
    [before] = [
        form for form in html.forms(html.parse(client.get(chosen).text)) if "who" in form.names
    ]
    shown = client.post(chosen, data={**before.fields, "who": suparmin.key})
    page = " ".join(html.text_of(html.parse(shown.text)).split())
    for said in (
        "Suparmin menggantikan sebagai Narasumber, Moderator.",
        "Ada perubahan: Suparmin menggantikan",
        "1 orang terdaftar, 0 tanpa email.",
    ):
        assert said in page
    assert _parts(meeting) == {("Maria Goreti Bere", SPEAKER), ("Maria Goreti Bere", MODERATOR)}
    [now] = [form for form in html.forms(html.parse(shown.text)) if "known" in form.names]
    done = [client.post(chosen, data=now.fields) for _press in range(2)]
    assert [each.location for each in done] == [f"{desk}/orang/{suparmin.key}/menggantikan"] * 2
    assert _parts(meeting) == {("Suparmin", SPEAKER), ("Suparmin", MODERATOR)}
    told = client.get(done[0].location)
    assert "Ada perubahan: Suparmin menggantikan" in told.text
    assert "A change: Suparmin comes" in client.get(done[0].location, headers=EN).text


@pytest.mark.usefixtures("ratna")
def test_who_has_no_email_is_handed_the_way_in_over_whatsapp(
    client: Client, meeting: Meeting, maria: Person
) -> None:
    chosen = f"/desk/sesi/{meeting.key}/orang/{maria.key}/ganti"
    answer = client.submit(chosen, name="Pak Darto", contact="0812 3456 7890")
    [form] = [each for each in html.forms(html.parse(answer.text)) if "known" in each.names]
    told = client.page(client.post(chosen, data=form.fields))
    [darto] = db.session.query(Person).filter_by(phone="+6281234567890")
    assert (darto.full_name, _last(darto)) == ("Pak Darto", LetterState.KEPT)
    [letter] = [each for each in rows() if each.person_id == darto.id]
    assert f'href="/desk/pesan/{letter.key}"' in told
    own = f"/peran/{link_of(meeting, darto)}"
    handed = client.get(f"/desk/pesan/{letter.key}").text
    assert (own in handed, "https://wa.me/6281234567890" in handed) == (True, True)
    assert meeting.join_link in client.get(own).text, "the way in, an hour before"


@pytest.mark.parametrize("typed", ["0812 3456 7890", "jauh.sekali@example.org"])
def test_an_address_from_elsewhere_is_read_only_by_who_typed_it(
    app: Flask,
    client: Client,
    cast: Cast,
    meeting: Meeting,
    maria: Person,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
) -> None:
    address = "jauh.sekali@example.org"
    cast.person("Jauh Sekali", email=address, phone="+6281234567890", region="31")
    _sign_in_province_that_looks_at_all(client, cast, meeting)
    with_mail = replace(app.extensions["settings"], smtp_host="mail.jajar.example")
    monkeypatch.setitem(app.extensions, "settings", with_mail)
    chosen = f"/desk/sesi/{meeting.key}/orang/{maria.key}/ganti"
    answer = client.submit(chosen, name="Jauh Sekali", contact=typed)
    said = " ".join(html.text_of(html.parse(answer.text)).split())
    assert "Jauh Sekali menggantikan sebagai" in said
    assert (f"dikirim ke {address}" in said) == (typed == address)


def test_what_another_desk_hands_over_is_not_led_to(
    client: Client, cast: Cast, meeting: Meeting, maria: Person
) -> None:
    """Nor is who looks at the whole network, and runs less of it."""
    _sign_in_province_that_looks_at_all(client, cast, meeting)
    desk = f"/desk/sesi/{meeting.key}/orang"
    answer = client.submit(f"{desk}/{maria.key}/ganti", name="Pak Darto", contact="0812 3456 7890")
    [form] = [each for each in html.forms(html.parse(answer.text)) if "known" in each.names]
    told = client.page(client.post(f"{desk}/{maria.key}/ganti", data=form.fields))
    [darto] = db.session.query(Person).filter_by(phone="+6281234567890")
    [letter] = [each for each in rows() if each.person_id == darto.id]
    assert (f"/desk/pesan/{letter.key}" in told, "Pak Darto" in told) == (False, True)
    again = client.submit(desk, action=f"{darto.key}/tautan")
    assert again.location == desk
    assert "1 diserahkan sekretariat lain" in client.get(again.location).text


def test_who_is_looked_for_is_found_among_ones_own_people_alone(
    client: Client, cast: Cast, meeting: Meeting, maria: Person
) -> None:
    cast.person("Jauh Dekat", region="53.71")
    far = cast.person("Jauh Sekali", region="31")
    _sign_in_province_that_looks_at_all(client, cast, meeting)
    chosen = f"/desk/sesi/{meeting.key}/orang/{maria.key}/ganti"
    found = client.get(f"{chosen}?cari=jauh").text
    assert ("Jauh Dekat" in found, "Jauh Sekali" in found) == (True, False)
    typed = client.form(chosen, "name").fields
    assert client.post(chosen, data={**typed, "who": far.key}).status_code == 404


def test_who_was_told_of_the_part_is_told_that_it_is_taken_back(
    cast: Cast, meeting: Meeting, maria: Person
) -> None:
    [letter] = [each for each in rows() if each.person_id == maria.id]
    letter.state = LetterState.SENT
    db.session.commit()
    comes, now = cast.suparmin(), clock.now()
    db.write(actions.replace, meeting, maria, comes=comes, by=DIRECTOR, now=now)
    released = [each for each in rows() if each.person_id == maria.id][-1]
    assert [each["what"] for each in released.facts["news"]] == ["released"]
    assert released.state is LetterState.NEW
    with pytest.raises(rules.PartGone):
        db.write(actions.replace, meeting, maria, comes=comes, by=DIRECTOR, now=now)
    with pytest.raises(rules.NobodyElse):
        db.write(actions.replace, meeting, comes, comes=comes, by=DIRECTOR, now=now)


@pytest.mark.usefixtures("ratna")
def test_what_is_missing_is_asked_for_on_the_same_page(
    client: Client, meeting: Meeting, maria: Person
) -> None:
    chosen = f"/desk/sesi/{meeting.key}/orang/{maria.key}/ganti"
    answer = client.submit(chosen, name="", contact="bukan alamat")
    assert answer.status_code == 422
    assert len(errors(answer.text)) == 2
    typed = client.form(chosen, "name").fields
    assert client.post(chosen, data={**typed, "who": "x" * 16}).status_code == 404


@pytest.mark.usefixtures("ratna")
def test_who_said_that_they_cannot_come_stands_first(
    client: Client, cast: Cast, meeting: Meeting, maria: Person
) -> None:
    last = _named(cast.person("Zulkifli"), meeting, SPEAKER)
    part = queries.OwnPart(last, meeting, [SPEAKER], None)
    db.write(actions.answer, part, Answer.CANNOT, now=clock.now())
    page = client.get(f"/desk/sesi/{meeting.key}/ganti").text
    assert page.index("Zulkifli") < page.index("Maria Goreti")
    assert "Tidak dapat hadir" in page
    people = client.get(f"/desk/sesi/{meeting.key}/orang").text
    assert f"/orang/{last.key}/ganti" in people


@pytest.mark.usefixtures("ratna")
def test_who_was_only_appointed_came_for_nobody(
    client: Client, cast: Cast, meeting: Meeting, maria: Person
) -> None:
    told = client.get(f"/desk/sesi/{meeting.key}/orang/{maria.key}/menggantikan")
    assert ("kini bertugas" in told.text, "menggantikan" in told.text) == (True, False)
    stranger = cast.person("Orang Lain", email="lain@example.org")
    assert client.get(f"/desk/sesi/{meeting.key}/orang/{stranger.key}/ganti").status_code == 404


@pytest.mark.usefixtures("ratna")
def test_nobody_drops_out_of_what_is_over_or_was_cancelled(
    client: Client, meeting: Meeting, maria: Person
) -> None:
    asked, drops_out = f"/desk/sesi/{meeting.key}/ganti", f"/orang/{maria.key}/ganti"
    assert drops_out in client.get(asked).text
    by_whom = f"/desk/sesi/{meeting.key}{drops_out}"
    typed = client.form(by_whom, "name").fields | {"name": "Pak Darto"}
    meeting.cancelled_at = clock.now()
    assert drops_out not in client.get(asked).text
    meeting.cancelled_at, meeting.ends_at = None, clock.now()
    meeting.starts_at = soon(hours=-1)
    assert drops_out not in client.get(asked).text
    assert client.get(by_whom).location == asked
    answer = client.post(by_whom, data=typed)
    assert (answer.status_code, "dibatalkan atau sudah berlalu" in answer.text) == (422, True)
    assert {name for name, _role in _parts(meeting)} == {maria.name}


def test_of_late_are_the_last_twelve_months_of_the_programme(
    cast: Cast, meeting: Meeting, maria: Person
) -> None:
    long_ago = cast.meeting(meeting.series, starts_at=soon(days=-400))
    lately = cast.meeting(meeting.series, starts_at=soon(days=-30))
    elsewhere = cast.meeting(
        cast.series(cast.programme(name="Program lain")), starts_at=soon(days=-2)
    )
    for name, where in (("Lama", long_ago), ("Baru", lately), ("Lain", elsewhere)):
        person = cast.person(name)
        db.session.add(Appearance(meeting_id=where.id, person_id=person.id, role=SPEAKER))
    db.session.commit()
    here = _named(cast.person("Sini"), meeting, AppearanceRole.MC)
    offered = queries.stand_ins(meeting, maria, clock.now(), most=8)
    assert [each.name for each in offered] == [here.name, "Baru"]
