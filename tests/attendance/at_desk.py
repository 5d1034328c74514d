"""What tests of the desk press and read."""

import io
from typing import Any

from werkzeug.test import TestResponse

from tests.attendance.reports_by_hand import Stay, flat
from tests.client import Client
from tests.html import parse, text_of
from webinar_hub.programmes.models import Meeting


def rows(page: str) -> list[list[str]]:
    return [
        [text_of(cell) for cell in row if cell.tag in ("th", "td")]
        for body in parse(page).iter("tbody")
        for row in body.iter("tr")
    ]


def messages(page: str) -> list[str]:
    return [text_of(one) for one in parse(page).iter("div") if one.get("role") == "status"]


def bring(client: Client, meeting: Meeting, *stays: Stay, **changed: Any) -> TestResponse:
    data = flat(meeting.starts_at, *stays)
    fields = {"report": (io.BytesIO(data), "participants_123.csv"), **changed}
    return client.submit(f"/desk/sesi/{meeting.key}", action="laporan", **fields)


def answer(client: Client, path: str, decision: str, **changed: Any) -> TestResponse:
    """Press a button of the review, as the page stands unless changed."""
    form = client.form(
        path,
        "typed_name" if decision == "new" else "who" if decision == "somebody" else "decision",
        action="cocokkan",
    )
    return client.post(form.action, data={**form.fields, "decision": decision, **changed})


def download(client: Client, meeting: Meeting, form: str, **changed: Any) -> TestResponse:
    found = client.form(f"/desk/sesi/{meeting.key}", action="peserta")
    return client.post(f"/desk/sesi/{meeting.key}/peserta.{form}", data={**found.fields, **changed})
