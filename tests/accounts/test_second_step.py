"""The second step: who takes it, what is closed before, how it is set up and lost."""

import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from tests import html
from tests.accounts.steps import (
    APP,
    MINE,
    PAPER,
    STEP,
    account_of,
    another,
    changes_written,
    next_code,
    printed,
    secret_on,
    with_app,
)
from tests.cast import Cast
from tests.client import Client
from tests.conftest import LONG
from tests.house import matrix, parts, stage
from webinar_hub.accounts import rules
from webinar_hub.accounts.models import Account, PrintedCode, SignIn
from webinar_hub.accounts.proving import codes
from webinar_hub.accounts.proving import rules as proof_rules
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import Role
from webinar_hub.web import limits
from webinar_hub.web.models import Attempts


@pytest.mark.parametrize(
    ("actor", "needed"),
    [
        (Actor(1, "x", administrator=True), True),
        (Actor(1, "x", scopes=frozenset({""})), True),
        (Actor(1, "x", scopes=frozenset({"53"})), True),
        (Actor(1, "x", scopes=frozenset({"53.71"})), False),
        (Actor(1, "x", scopes=frozenset({"53.71", "31"})), True),
        (Actor(1, "x", viewing=frozenset({""})), False),
        (Actor(1, "x"), False),
    ],
)
@pytest.mark.parametrize("proves", [False, True])
def test_who_has_to_take_it(actor: Actor, *, needed: bool, proves: bool) -> None:
    """Abuse case 48: without the step whoever needs it, or has set it up, has no role at all."""
    before = rules.signed_in_as(actor, proves=proves, proved=False)
    assert before == (Actor(1, "x", held_back=True) if needed or proves else actor)
    after = rules.signed_in_as(actor, proves=proves, proved=True)
    assert (
        after.took_second_step,
        after.held_back,
        after.administrator,
        after.scopes,
        after.viewing,
    ) == (
        True,
        False,
        actor.administrator,
        actor.scopes,
        actor.viewing,
    )


@pytest.mark.parametrize("who", ["administrator", "nation", "province", "with an app"])
def test_the_desk_is_closed_before_it(app: Flask, client: Client, cast: Cast, who: str) -> None:
    """Abuse case 48: every page of the desk leads to the step, and every button does nothing.

    Of each mark one page and one button for all but the administrator, in long runs all.
    """
    filled = stage.fill(cast)
    if who == "with an app":
        person = filled.people["leader"]
        account_of(person).proves_since = clock.now()
        db.session.commit()
    else:
        regions = {"nation": None, "province": "53"}
        person = (
            filled.people["administrator"]
            if who == "administrator"
            else cast.staff(Role.SECRETARIAT, region=regions[who])
        )
    cast.sign_in(client, person, proved=False)
    token = next(
        form.fields["csrf_token"]
        for form in html.forms(html.parse(client.get(STEP).text))
        if "csrf_token" in form.fields
    )
    marks = ("desk", "reader", "secretariat", "administrator")
    rows = [row for row in matrix.rows(app, {}) if row.mark in marks]
    if who != "administrator" and not LONG:
        rows = list({(row.mark, row.method): row for row in rows}.values())
    opened = []
    for row in rows:
        answer = client.open(
            row.address({}),
            method=row.method,
            data={"csrf_token": token} if row.method == "POST" else None,
        )
        if answer.status_code != 302 or not answer.location.startswith(STEP):
            opened.append((*row.name, answer.status_code))
    assert opened == []


@pytest.mark.usefixtures("sqlite_app")
def test_whoever_reads_the_mail_sets_up_no_other_step(client: Client, cast: Cast) -> None:
    """Abuse case 48: where there is a step, its pages are closed until it was taken."""
    ratna = cast.ratna()
    cast.sign_in(client, ratna)
    with_app(client)
    cast.sign_in(client, ratna, proved=False)
    before = account_of(ratna).authenticator
    for page in (APP, PAPER):
        assert (client.get(page).status_code, client.get(page).location) == (
            302,
            f"{STEP}?next={page}",
        )
        token = client.form(STEP).fields["csrf_token"]
        assert (
            client.post(
                page, data={"csrf_token": token, "form_id": "x", "word": "a" * 16, "code": "123456"}
            ).status_code
            == 302
        )
    assert account_of(ratna).authenticator == before
    assert db.session.scalars(select(PrintedCode)).all() == []


@pytest.mark.usefixtures("app")
def test_with_an_app(app: Flask, client: Client, cast: Cast) -> None:
    """Abuse case 48: set up at the first sign-in, asked for at the next; each code once."""
    ratna = cast.ratna()
    cast.sign_in(client, ratna, proved=False)
    assert client.get("/desk/program").location == f"{STEP}?next=/desk/program"
    assert APP in client.get(STEP).text
    wrong = client.submit(APP, code="000000")
    assert wrong.status_code == 422
    word = next(
        form for form in html.forms(html.parse(wrong.text)) if "word" in form.fields
    ).fields["word"][0]
    secret = codes.secret(b"l" * 64, account_of(ratna).id, word)
    assert secret_on(wrong.text) == secret
    form = next(form for form in html.forms(html.parse(wrong.text)) if "word" in form.fields)
    first = pyotp.TOTP(secret).at(clock.now())
    answer = client.post(APP, data={**form.fields, "code": first})
    assert (answer.status_code, answer.location) == (303, f"{PAPER}?next=/desk/")
    assert client.get("/desk/program").status_code == 200

    phone = another(app)
    cast.sign_in(phone, ratna, proved=False)
    assert phone.submit(f"{STEP}?next=/desk/program", code=first).status_code == 422
    answer = phone.submit(f"{STEP}?next=/desk/program", code=next_code(secret))
    assert (answer.status_code, answer.location) == (303, "/desk/program")
    assert phone.get("/desk/program").status_code == 200
    third = another(app)
    cast.sign_in(third, ratna, proved=False)
    assert third.submit(STEP, code=next_code(secret)).status_code == 422
    assert secret not in "".join(
        str(vars(row))
        for table in (Account, Entry, Letter)
        for row in db.session.scalars(select(table))
    )


@pytest.mark.usefixtures("app")
def test_with_paper_alone(app: Flask, client: Client, cast: Cast) -> None:
    """Abuse case 48: printed codes are enough, are kept as digests, and each is good once."""
    ratna = cast.ratna()
    cast.sign_in(client, ratna, proved=False)
    paper = printed(client)
    assert len(set(paper)) == 10
    assert client.get("/desk/program").status_code == 200
    stored = "".join(db.session.scalars(select(PrintedCode.digest)))
    assert [code for code in paper if code in stored or code.replace("-", "") in stored] == []
    for number, good in enumerate([paper[0].lower().replace("-", " "), paper[1]]):
        phone = another(app)
        cast.sign_in(phone, ratna, proved=False)
        if number:
            assert phone.submit(STEP, code=paper[0]).status_code == 422
        assert phone.submit(STEP, code=good).status_code == 303
        assert phone.get("/desk/program").status_code == 200
    assert "8 kode cetak masih berlaku." in client.get(MINE).text
    newer = printed(client)
    assert not set(newer) & set(paper)
    phone = another(app)
    cast.sign_in(phone, ratna, proved=False)
    assert phone.submit(STEP, code=paper[5]).status_code == 422
    assert phone.submit(STEP, code=newer[0]).status_code == 303


@pytest.mark.usefixtures("sqlite_app")
def test_a_double_press_shows_the_same_codes(client: Client, cast: Cast) -> None:
    cast.sign_in(client, cast.ratna(), proved=False)
    form = client.form(PAPER)
    pages = [client.post(PAPER, data=form.fields).text for _ in range(2)]
    found = [re.findall(r">([0-9A-Z]{5}-[0-9A-Z]{5})<", page) for page in pages]
    assert found[0] == found[1]
    assert len(found[0]) == 10
    newer = printed(client)
    assert newer != found[0]
    late = client.post(PAPER, data=form.fields)
    assert (late.status_code, late.location) == (303, PAPER)


@pytest.mark.usefixtures("sqlite_app")
def test_codes_are_not_tried_out(client: Client, cast: Cast) -> None:
    """Abuse case 48: five codes of six digits in a quarter of an hour.

    Paper stays open to its owner.
    """
    ratna = cast.ratna()
    cast.sign_in(client, ratna)
    secret, paper = with_app(client), printed(client)
    cast.sign_in(client, ratna, proved=False)
    answers = [client.submit(STEP, code=f"00000{number}").status_code for number in range(6)]
    assert answers == [422] * 5 + [429]
    assert client.submit(STEP, code=next_code(secret)).status_code == 429
    assert client.submit(STEP, code=paper[0]).status_code == 303


@pytest.mark.usefixtures("sqlite_app")
def test_a_word_of_another_account_tells_nothing(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    """A word from a copy of the database shows no secret in another account."""
    ratna = cast.ratna()
    cast.sign_in(client, ratna)
    secret, other = with_app(client), another(sqlite_app)
    cast.sign_in(other, cast.staff(Role.SECRETARIAT, region="53"), proved=False)
    shown = other.submit(APP, word=account_of(ratna).authenticator, code="000000")
    assert shown.status_code == 422
    assert secret_on(shown.text) != secret


@pytest.mark.usefixtures("sqlite_app")
def test_codes_are_not_tried_out_slowly(client: Client, cast: Cast) -> None:
    """Abuse case 48: after fifty wrong codes a day the app's are closed, paper is not.

    The owner is told.
    """
    ratna = cast.ratna()
    cast.sign_in(client, ratna)
    secret, paper, account = with_app(client), printed(client), account_of(ratna)
    cast.sign_in(client, ratna, proved=False)
    for _ in range(proof_rules.WRONG_CODES_A_DAY - 1):
        limits.count(f"code-failed:{account.id}", per=timedelta(days=1))
    assert "codes_tried" not in changes_written()
    assert client.submit(STEP, code="000000").status_code == 422
    assert changes_written()[-1] == "codes_tried"
    closed = client.submit(STEP, code=next_code(secret))
    assert closed.status_code == 429
    assert "50 kode salah dalam sehari" in closed.text
    assert client.submit(STEP, code=paper[0]).status_code == 303
    assert changes_written().count("codes_tried") == 1


@pytest.mark.usefixtures("sqlite_app")
def test_only_wrong_codes_count_for_the_day(client: Client, cast: Cast) -> None:
    ratna = cast.ratna()
    cast.sign_in(client, ratna)
    secret, paper, account = with_app(client), printed(client), account_of(ratna)
    counted = select(Attempts.count).where(Attempts.name == f"code-failed:{account.id}")
    cast.sign_in(client, ratna, proved=False)
    for typed, status, counts in (
        (next_code(secret), 303, None),
        (paper[0], 303, None),
        (paper[0], 422, None),
        ("123456", 422, 1),
    ):
        assert client.submit(STEP, code=typed).status_code == status
        assert db.session.scalar(counted) == counts


@pytest.mark.usefixtures("sqlite_app")
def test_a_new_app_signs_the_others_out(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    """Abuse case 46: browsers that took the step with the old app are out."""
    ratna, other = cast.ratna(), another(sqlite_app)
    cast.sign_in(other, ratna)
    cast.sign_in(client, ratna)
    with_app(client)
    assert other.get(MINE).status_code == 302
    assert client.get(MINE).status_code == 200
    assert set(db.session.scalars(select(Letter.kind))) == {"accounts/secured"}


@pytest.mark.usefixtures("sqlite_app")
def test_lists_with_contacts_take_it_and_others_do_not(client: Client, cast: Cast) -> None:
    """The facilitator at 13.55 gets the list.

    A district's secretary is led to the step where addresses are in it.
    """
    district = cast.organisation("Sekretariat Kupang", region="53.71")
    meeting = cast.meeting(cast.series(cast.programme(owner=district)))
    cast.registration(cast.maria(), meeting)
    page = f"/desk/sesi/{meeting.key}"
    secretary = cast.staff(Role.SECRETARIAT, region="53.71")
    cast.sign_in(client, secretary, proved=False)
    assert client.submit(page, action="peserta.csv").status_code == 200
    answer = client.submit(page, action="peserta.csv", contacts=True)
    assert (answer.status_code, answer.location) == (303, f"{STEP}?next={page}")
    assert printed(client)
    assert client.submit(page, action="peserta.csv", contacts=True).status_code == 200
    cast.sign_in(client, cast.facilitator(meeting), proved=False)
    assert client.submit(page, action="peserta.csv").status_code == 200


@pytest.mark.usefixtures("sqlite_app")
def test_a_link_of_the_machine_takes_no_step(client: Client, cast: Cast) -> None:
    ratna = cast.ratna()
    cast.sign_in(client, ratna)
    assert client.get("/desk/peran").status_code == 200
    assert db.session.scalars(select(SignIn.proved_at)).one() is not None


@pytest.mark.usefixtures("sqlite_app")
def test_an_invited_secretary_sets_it_up_first(client: Client, cast: Cast) -> None:
    """Abuse case 49: accepting an invitation opens the pages of the step and nothing else."""
    filled = stage.fill(cast)
    offer = filled.things["invitation link"][parts.PROVINCE]["link"]
    assert client.submit(f"/undangan/{offer}").location == "/desk/"
    assert client.get("/desk/").location == f"{STEP}?next=/desk/"
    assert printed(client)
    assert client.get("/desk/").status_code == 200
