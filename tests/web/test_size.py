"""How long a body may be, and where it may be longer.

The server and the application go by the same.
"""

from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Client
from webinar_hub.web import size


def test_only_pages_that_take_a_file_take_more(sqlite_app: Flask) -> None:
    more = {
        rule.endpoint
        for rule in sqlite_app.url_map.iter_rules()
        if size._limit(sqlite_app, rule.endpoint) != size.BODY_LIMIT
    }
    assert more == {
        "attendance_desk.upload",
        "setup.look",
        "setup.organisations",
        "directory_imports.upload",
        "network_desk.network",
        "materials_desk.add_file",
        "photos_desk.add",
        "portraits.describe",
        "speaking.bring",
        "speaking.describe",
    }


def test_the_server_asks_by_method_and_path(sqlite_app: Flask) -> None:
    asked = [
        ("POST", "/desk/sesi/x/materi/berkas"),
        ("POST", "/desk/jaringan"),
        ("POST", "/masuk"),
        ("POST", "/nowhere"),
        ("BREW", "/desk/jaringan"),
        ("POST", "//x"),
        ("POST", ""),
    ]
    most = [size.limit_at(sqlite_app, *each) for each in asked]
    assert most == [size.MATERIAL_LIMIT, size.UPLOAD_LIMIT, *[size.BODY_LIMIT] * 5]


@pytest.mark.parametrize("path", ["/", "/desk/", "/nowhere", "/lembaga/cari"])
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"QUERY_STRING": "q=\xff"}, 404),
        ({"HTTP_HOST": "elsewhere.example", "QUERY_STRING": "%00"}, 400),
        ({"HTTP_HOST": "elsewhere.example", "CONTENT_LENGTH": "99999999"}, 400),
    ],
    ids=["no text", "foreign host and NUL", "foreign host and too long"],
)
def test_an_odd_address_is_refused_in_words(
    sqlite_app: Flask, client: Client, cast: Cast, path: str, asked: dict[str, Any], status: int
) -> None:
    cast.meeting()
    assert client.get(path, environ_overrides=asked).status_code == status
