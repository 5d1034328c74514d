"""Every public page is kept as it was made."""

from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.house import matrix, table
from tests.statements import statements


def public_addresses(app: Flask, cast: Cast) -> list[str]:
    """Return every address of a public page on the stage."""
    house = matrix.open_house(app, cast, ("visitor",))
    return [
        address
        for row in table.tabled(app)
        if row.mark == "public" and row.method == "GET" and row.rule.endpoint != "static"
        for kind, place, address in matrix.asks(house.stage, row)
        if kind != "upload" and place
    ]


def test_a_public_page_is_kept(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    """It asks no clock, and reads nothing of which there is no edition."""
    # Whether they keep the house rules is looked at where reading is.
    client.looks = False
    wrong = {}
    for address in public_addresses(sqlite_app, cast):
        first = client.get(address)
        with statements() as seen:
            again = client.get(address)
        if first.status_code == 200 and (seen or again.data != first.data):
            wrong[address] = seen
    assert wrong == {}
