"""The forms of the directory offer the regions in which one acts, and no other."""

import pytest
from flask import Flask

from tests import html
from tests.cast import Cast
from tests.client import Client
from webinar_hub.people.models import Role


@pytest.mark.parametrize("page", ["baru", "{key}/ubah"])
@pytest.mark.parametrize("looks_at", [None, "73"])
def test_a_province_is_offered_its_own_regions(
    sqlite_app: Flask, client: Client, cast: Cast, page: str, looks_at: str | None
) -> None:
    cast.region("73.71")
    own = cast.organisation("Yayasan Pelita Mutis", region="53.71")
    secretary = cast.staff(Role.SECRETARIAT, region="53")
    if looks_at:
        cast.grant(secretary, Role.VIEWER, looks_at)
    cast.sign_in(client, secretary)
    tree = html.parse(client.get(f"/desk/lembaga/{page.format(key=own.key)}").text)
    [field] = [each for each in tree.iter("select") if each.get("name") == "region"]
    offered = {option.get("value", "")[:2] for option in field.iter("option")}
    assert offered == {"53"}
