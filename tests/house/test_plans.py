"""No page reads a table from end to end that grows for ever, on either database, but those named here, each with its reason."""

from collections import defaultdict

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.house import routes, stage
from tests.house.plans import read_whole, sent
from webinar_hub import jobs
from webinar_hub.kit.db import db

_ALLOWED: dict[str, set[str]] = {}


@pytest.mark.parametrize("region", [None, "53"], ids=["administrator", "province"])
def test_no_page_reads_a_growing_table_whole(app: Flask, client: Client, cast: Cast, region: str | None) -> None:
    filled = stage.fill(cast)
    cast.sign_in(client, filled.administrator if region is None else cast.staff(region=region))
    found: dict[str, set[str]] = defaultdict(set)
    for rule in routes.rules(app):
        if "GET" in routes.methods(rule) and rule.endpoint != "accounts.sign_out":
            for address in stage.addresses(rule, filled.values):
                for question in _QUESTIONS.get(rule.endpoint, [""]):
                    with sent() as statements:
                        client.get(address + question)
                    found[rule.endpoint] |= {table for each in statements for table in _whole(*each)}
    assert {endpoint: tables for endpoint, tables in found.items() if tables} == _ALLOWED


def _whole(statement: str, values: object) -> set[str]:
    with db.engine.connect() as connection:
        return read_whole(connection, statement, values)


_QUESTIONS = {
    "directory_desk.index": ["", "?cari=contoh", "?provinsi=53&jenis=ngo"],
    "network.search": ["?q=contoh"],
    "people_desk.index": ["", "?cari=maria", "?cari=08123456", "?cari=maria@example.org"],
}
"""What is asked of pages that search."""
