"""What one only looks at is neither offered to act on nor named among what waits."""

from flask import Flask

from tests import html
from tests.cast import NATION, Cast
from tests.client import EN, Client
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Role
from webinar_hub.programmes.models import Handover, HandoverState


def _secretary(cast: Cast, client: Client) -> tuple[Organisation, Organisation]:
    """Sign in somebody who runs 53 and looks at 73; return both secretariats."""
    own, looked_at = cast.secretariat("53").organisation, cast.secretariat("73").organisation
    secretary = cast.staff(Role.SECRETARIAT, region="53")
    cast.grant(secretary, Role.VIEWER, "73")
    cast.sign_in(client, secretary)
    return own, looked_at


def _offered(cast: Cast, name: str, giver: Organisation, receiver: Organisation) -> None:
    programme = cast.programme(name, owner=giver)
    now = clock.now()
    db.session.add(
        Handover(
            programme=programme,
            giver=giver,
            receiver=receiver,
            offered_by=NATION.label,
            offered_at=now,
            state=HandoverState.OPEN,
        )
    )
    db.session.commit()


def test_a_new_programme_is_offered_to_ones_own_secretariats(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    own, _looked_at = _secretary(cast, client)
    tree = html.parse(client.get("/desk/program/baru").text)
    [field] = [each for each in tree.iter("select") if each.get("name") == "owner"]
    assert [option.get("value") for option in field.iter("option")] == [own.key]


def test_who_has_no_secretariat_yet_is_led_to_set_one_up(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    cast.region("53.71")
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53.71"))
    main = next(html.parse(client.get("/desk/program/baru").text).iter("main"))
    assert "/desk/sekretariat/baru" in [each.get("href") for each in main.iter("a")]
    assert list(main.iter("form")) == []
    # Their organisation may be in no directory yet, and nobody is left to be invited.
    form = "/desk/sekretariat/baru"
    assert "/desk/lembaga/baru" in client.get(form).text
    cast.organisation("Forum Kupang", region="53.71")
    typed = {"organisation": "Forum Kupang", "region": "53.71", "issuer_code": "JC-5371"}
    signs = {"signatory": "Yosef Nalle", "signatory_title": "Sekretaris", "place": "Kupang"}
    assert client.submit(form, **typed, **signs).location == "/desk/program/baru"


def test_offers_to_and_from_whom_one_only_looks_at_are_not_ones_own(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    own, looked_at = _secretary(cast, client)
    third = cast.secretariat("91").organisation
    for name, giver, receiver in (
        ("Kepada kami", third, own),
        ("Dari kami", own, third),
        ("Kepada mereka", third, looked_at),
    ):
        _offered(cast, name, giver, receiver)
    _offered(cast, "Dari mereka", looked_at, third)
    text = client.get("/desk/serah-terima", headers=EN).text
    shown = {
        name: name in text for name in ("Kepada kami", "Dari kami", "Kepada mereka", "Dari mereka")
    }
    assert shown == {
        "Kepada kami": True,
        "Dari kami": True,
        "Kepada mereka": False,
        "Dari mereka": False,
    }
