"""What holders and the public see: the certificate as a file, and whether one is genuine."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.certificates import queries
from webinar_hub.certificates.checking import queries as checking
from webinar_hub.certificates.checking.rules import typed_code
from webinar_hub.certificates.drawing.pdf import grouped
from webinar_hub.certificates.drawing.queries import attachment_name, document, printed
from webinar_hub.certificates.drawing.wording import WORDING
from webinar_hub.certificates.models import Certificate
from webinar_hub.certificates.statements import actions as statements
from webinar_hub.kit import storage
from webinar_hub.kit.text import clean
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.web import access, limits
from webinar_hub.web.acting import act_once
from webinar_hub.web.downloads import attachment
from webinar_hub.web.forms import Button
from webinar_hub.web.shell import links, settings

pages = Blueprint("certificates", __name__)

_UNKNOWN_A_MINUTE = 600


@pages.get("/saya/<link>/sertifikat/<key>.pdf")
@access.personal
def download(link: str, key: str) -> ResponseReturnValue:
    """Hand over a certificate by its holder's personal link; of a revoked one, say so instead."""
    registration = sent_forms.confirmed_by_link(links().link_key, link)
    certificate = queries.own_certificate(registration, key)
    if certificate.revoked_at is not None:
        latest = checking.successor(certificate)
        return render_template(
            "certificates/withdrawn.html", certificate=certificate, latest=latest, link=link
        ), 410
    return attachment(
        document(certificate, links(), storage.at(settings())),
        attachment_name(certificate),
        "application/pdf",
    )


@pages.post("/saya/<link>/keterangan/<key>")
@access.personal
def ask_for_statement(link: str, key: str) -> ResponseReturnValue:
    """Give the statement of a session in which somebody was present, and hand it over."""
    registration = sent_forms.confirmed_by_link(links().link_key, link)
    given = act_once(
        Button(), statements.ask, registration, key, facts=lambda: {"settings": settings()}
    )
    return redirect(url_for(".download", link=link, key=given), 303)


@pages.get("/cek")
@access.public_form
def check() -> ResponseReturnValue:
    """Take a code or a number and say what was certified.

    Numbers follow one another, so anybody can count through them: a number alone shows everything
    but the holder's name, and the session of a letter of assignment where it is not for everybody.
    """
    typed = clean(request.args.get("kode", ""))[:200]
    if not typed:
        return render_template("certificates/check.html", typed="", certificate=None)
    certificate = checking.by_number(typed)
    if certificate is None and (code := typed_code(typed)):
        return redirect(url_for("certificates.checked", code=grouped(code)))
    return _answer(certificate, holder=False, typed=typed) if certificate else _unknown(typed)


@pages.get("/cek/<code>")
@access.public_form
def checked(code: str) -> ResponseReturnValue:
    """Say what was certified under a code, and whether it stands."""
    exact = typed_code(code)
    certificate = checking.by_code(exact) if exact else None
    return (
        _answer(certificate, holder=True, typed=grouped(certificate.code))
        if certificate
        else _unknown(clean(code)[:200])
    )


def _answer(certificate: Certificate, *, holder: bool, typed: str) -> ResponseReturnValue:
    facts = printed(certificate, links())
    return render_template(
        "certificates/check.html",
        typed=typed,
        certificate=certificate,
        facts=facts,
        words=WORDING[facts.language],
        latest=checking.successor(certificate),
        holder=holder,
        told=holder or checking.told_by_number(certificate),
    )


def _unknown(typed: str) -> ResponseReturnValue:
    limits.spend("certificates.unknown", most=_UNKNOWN_A_MINUTE, per=timedelta(minutes=1))
    return render_template("certificates/check.html", typed=typed, certificate=None), 404
