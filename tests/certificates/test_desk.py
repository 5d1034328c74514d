"""The desk shows who gets a certificate, issues what it showed, and takes certificates back."""

from datetime import timedelta

import pytest
from flask import Flask

from tests import html
from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from tests.client import Client
from tests.statements import statements
from webinar_hub.attendance.models import Evidence, EvidenceKind
from webinar_hub.certificates import queries
from webinar_hub.certificates.earning.queries import dry_runs
from webinar_hub.certificates.issuing import actions
from webinar_hub.certificates.models import CertificateState
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Series


def half_earned(cast: Cast, name: str = "Angkatan 1") -> Series:
    """Return a cohort in which Maria has earned the certificate and Suparmin has not."""
    series, meetings = cohorts.over(cast, cohorts.programme(cast, f"Pelatihan {name}"), name=name)
    cohorts.attended(
        cast,
        cast.person("Dr. Maria Goreti Bere, S.Sos., M.Si.", email=f"{series.key}@example.org"),
        meetings,
        present=4,
    )
    cohorts.attended(
        cast, cast.person("Suparmin", email=f"s{series.key}@example.org"), meetings, present=2
    )
    return series


def rows(page: str) -> list[list[str]]:
    """Return the cells of the tables' bodies."""
    return [
        [html.text_of(cell) for cell in row if cell.tag in ("th", "td")]
        for body in html.parse(page).iter("tbody")
        for row in body.iter("tr")
    ]


def buttons(page: str) -> list[str]:
    """Return the primary buttons."""
    return [
        html.text_of(button) for button in html.parse(page).iter() if button.get("class") == "btn"
    ]


def test_what_the_dry_run_shows_is_issued_and_a_second_press_changes_nothing(
    app: Flask, cast: Cast, client: Client
) -> None:
    series = half_earned(cast)
    cast.sign_in(client, cast.staff())
    path = f"/desk/seri/{series.key}/sertifikat"
    page = client.get(path).text
    assert rows(page) == [
        ["Dr. Maria Goreti Bere, S.Sos., M.Si.", "4 dari 4", "10", "Mendapat"],
        ["Suparmin", "2 dari 4", "", "Belum Hadir di 2 dari 4 sesi; syaratnya 3."],
    ]
    assert buttons(page) == ["Terbitkan 1 sertifikat"]
    form = client.form(path, action="terbit")
    answers = [client.post(form.action, data=form.fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    [certificate] = queries.of_series(series.id)
    page = client.get(path).text
    assert [row[-1] for row in rows(page)] == [
        certificate.number,
        "Belum Hadir di 2 dari 4 sesi; syaratnya 3.",
        "Sah",
    ]
    assert buttons(page) == []
    assert certificate.issued_by.startswith("Yosep Rumbiak")


def test_the_list_costs_the_same_for_one_series_and_three(
    app: Flask, cast: Cast, client: Client
) -> None:
    cast.sign_in(client, cast.staff())
    counted = []
    for names in (["A"], ["B", "C"]):
        for name in names:
            half_earned(cast, name)
        with statements() as seen:
            page = client.get("/desk/sertifikat").text
        counted.append(len(seen))
        states = [row[-1] for row in rows(page)]
        assert states == ["Siap terbit: 1"] * len(states)
    assert len(states) == 3
    assert counted[0] == counted[1]


def test_revoking_and_replacing_at_the_desk(app: Flask, cast: Cast, client: Client) -> None:
    series = half_earned(cast)
    [first] = db.write(actions.issue, series, by=DIRECTOR, now=clock.now())
    cast.sign_in(client, cast.staff())
    path = f"/desk/sertifikat/{first.key}"
    assert first.number.replace("/", "/<wbr>") in client.get(path).text
    refused = client.submit(path, action="cabut", reason="  ")
    assert refused.status_code == 422
    assert "Mohon tulis alasannya." in refused.text
    assert first.state == CertificateState.VALID
    form = client.form(path, "reason", action="cabut")
    assert client.post(f"{path}/ganti", data={**form.fields, "reason": ""}).status_code == 422
    answer = client.post(f"{path}/ganti", data={**form.fields, "reason": "ejaan nama"})
    db.session.expire_all()
    [second, _first] = queries.of_series(series.id)
    assert answer.location == f"/desk/sertifikat/{second.key}"
    assert (first.state, second.state) == (CertificateState.REPLACED, CertificateState.VALID)
    late = client.post(
        f"{path}/cabut", data={**form.fields, "form_id": "lain", "reason": "ejaan nama"}
    )
    assert (late.status_code, "sudah dicabut sebelumnya" in late.text) == (422, True)
    assert (
        client.submit(answer.location, action="cabut", reason="orang yang salah").status_code == 303
    )
    db.session.expire_all()
    assert (second.state, second.revoked_why) == (CertificateState.REVOKED, "orang yang salah")
    assert buttons(client.get(answer.location).text) == ["Bolehkan sertifikat lain"]
    listed = f"/desk/seri/{series.key}/sertifikat"
    assert "Terbitkan" not in " ".join(buttons(client.get(listed).text))
    assert client.submit(answer.location, action="bolehkan", reason="").status_code == 422
    assert (
        client.submit(answer.location, action="bolehkan", reason="orangnya benar").location
        == listed
    )
    assert "orangnya benar" in client.get(answer.location).text
    assert "Terbitkan 1 sertifikat" in buttons(client.get(listed).text)


def test_a_certificate_can_be_fetched_at_the_desk(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    [certificate] = db.write(actions.issue, half_earned(cast), by=DIRECTOR, now=clock.now())
    cast.sign_in(client, cast.staff())
    answer = client.submit(f"/desk/sertifikat/{certificate.key}", action=".pdf")
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")


@pytest.mark.parametrize(
    "path", ["/desk/seri/{series}/sertifikat", "/desk/sertifikat/{certificate}"]
)
def test_another_provinces_secretariat_sees_nothing(
    sqlite_app: Flask, cast: Cast, client: Client, path: str
) -> None:
    series = half_earned(cast)
    [certificate] = db.write(actions.issue, series, by=DIRECTOR, now=clock.now())
    address = path.format(series=series.key, certificate=certificate.key)
    assert client.get(address).status_code == 302
    cast.sign_in(client, cast.staff(region="53"))
    assert client.get(address).status_code == 404
    assert rows(client.get("/desk/sertifikat").text) == []
    [meeting, *_rest] = dry_runs([series])[0].meetings
    facilitator = client.application.test_client()
    assert isinstance(facilitator, Client)
    cast.sign_in(facilitator, cast.facilitator(meeting))
    assert facilitator.get(address).status_code == 403


def test_the_page_says_what_is_in_the_way(sqlite_app: Flask, cast: Cast, client: Client) -> None:
    series = half_earned(cast)
    cast.secretariat().signatory = ""
    cast.meeting(series, starts_at=clock.now() - timedelta(days=2), minutes=1, title="Penutup")
    db.session.commit()
    cast.sign_in(client, cast.staff())
    page = client.get(f"/desk/seri/{series.key}/sertifikat").text
    assert "belum punya penanda tangan" in page
    assert "Sesi ke-5: Penutup" in page
    assert buttons(page) == []


def test_a_cohort_says_in_which_sessions_names_are_undecided(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    for meeting, name in ((meetings[1], "Samsung A12"), (meetings[3], "Samsung A12")):
        row = Evidence(meeting_id=meeting.id, kind=EvidenceKind.STAY, name=name)
        row.fingerprint, row.noted_at, row.undecided = meeting.key, clock.now(), True
        db.session.add(row)
    db.session.commit()
    cast.sign_in(client, cast.staff())
    said = html.text_of(html.parse(client.get(f"/desk/seri/{series.key}/sertifikat").text))
    assert "2 nama belum diputuskan." in said
    assert [number for number in range(1, 5) if f"Topik {number}" in said] == [2, 4]
