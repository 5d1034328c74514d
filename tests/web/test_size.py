"""How long a body may be, and where it may be longer.

The server and the application go by the same.
"""

from flask import Flask

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
    }


def test_the_server_asks_by_method_and_path(sqlite_app: Flask) -> None:
    asked = [
        ("POST", "/desk/jaringan"),
        ("POST", "/masuk"),
        ("POST", "/nowhere"),
        ("BREW", "/desk/jaringan"),
        ("POST", "//x"),
        ("POST", ""),
    ]
    most = [size.limit_at(sqlite_app, *each) for each in asked]
    assert most == [size.UPLOAD_LIMIT, *[size.BODY_LIMIT] * 5]
