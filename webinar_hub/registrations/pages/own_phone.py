"""Her own phone: what she typed once is sent again for another date by one tap.

The cookie holds what was typed and nobody's key. Pages that are the same for everybody never get
it: the browser sends it to these addresses alone.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from webinar_hub.kit import clock, language, tokens
from webinar_hub.kit.language import _
from webinar_hub.people import contacts
from webinar_hub.people.contacts import Contact
from webinar_hub.people.models import AgeBand, Sex
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.forms import OwnPhoneForm
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import SentForm
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.web import access, asked, devices, sources
from webinar_hub.web.acting import act_once
from webinar_hub.web.forms import HubForm
from webinar_hub.web.shell import links, settings

pages = Blueprint("own_phone", __name__)

_KEPT = timedelta(days=90)
_PATH = "/ikut"
_PURPOSE = "own phone"


@dataclass(frozen=True)
class Typed:
    """What somebody typed in a form, as their own phone keeps it."""

    name: str
    email: str | None
    phone: str | None
    organisation: str
    region_code: str | None
    sex: str | None
    age_band: str | None

    @property
    def masked(self) -> str:
        """Return the address as only its owner knows it again."""
        return contacts.masked(Contact(self.email, self.phone))

    def application(self) -> Application:
        """Return the same form once more; nothing is agreed to besides the code of conduct."""
        return Application(
            name=self.name,
            email=self.email,
            phone=self.phone,
            organisation=self.organisation,
            region_code=self.region_code,
            consents={},
            language=language.current(),
            sex=Sex(self.sex) if self.sex else None,
            age_band=AgeBand(self.age_band) if self.age_band else None,
        )


def _typed(form: SentForm) -> Typed:
    return Typed(
        form.name,
        form.email,
        form.phone,
        form.organisation_name,
        form.region_code,
        form.sex,
        form.age_band,
    )


@pages.route("/ikut/<key>", methods=["GET", "POST"])
@access.public_form
def ask(key: str) -> ResponseReturnValue:
    """Ask whoever's own phone this is whether to register; lead any other to the form."""
    meeting = programmes.public().meeting(key)
    typed = _remembered(clock.now())
    if typed is None:
        return redirect(_whole_form(meeting))
    form = HubForm()
    wanted = _asked_for(meeting)
    sent = act_once(form, joining.join, *wanted, facts=lambda: _facts(typed), refer=str)
    if sent is None:
        page = render_template(
            "registrations/own_phone.html", form=form, typed=typed, meeting=meeting
        )
        return page, form.status if form.errors else 200
    asked.blur_time()
    link = sent_forms.first_link(links().link_key, sent)
    return _remember(devices.lead_to_own(url_for("home.done", link=link)), typed)


@pages.post("/ikut/<key>/bukan")
@access.public_form
def not_me(key: str) -> ResponseReturnValue:
    """Forget who was remembered, and lead to the form."""
    meeting = programmes.public().meeting(key)
    answer = redirect(_whole_form(meeting), 303)
    answer.delete_cookie(_cookie(), path=_PATH, secure=settings().https, httponly=True)
    return answer


@pages.post("/terdaftar/<link>/ponsel")
@access.personal
def remember(link: str) -> ResponseReturnValue:
    """Remember on this phone what a form says, where its box is ticked."""
    sent = sent_forms.by_link(links().link_key, link)
    form = OwnPhoneForm()
    answer = redirect(url_for("home.done", link=link), 303)
    if not (form.validate_on_submit() and form.own.data) or sent.age_band is AgeBand.CHILD:
        flash(str(_("Nothing is remembered on this phone.")))
        return answer
    flash(str(_("Remembered on this phone for 90 days. Next time one tap is enough.")))
    return _remember(answer, _typed(sent))


def _asked_for(meeting: Meeting) -> tuple[str | None, str | None]:
    return (None, meeting.key) if meeting.series.rolling else (meeting.series.key, None)


def _whole_form(meeting: Meeting) -> str:
    if meeting.series.rolling:
        return url_for("registrations.join_meeting", key=meeting.key)
    return url_for("registrations.join_series", key=meeting.series.key)


def _facts(typed: Typed) -> dict[str, Any]:
    return {"application": typed.application(), **sources.came_by()}


def _cookie() -> str:
    return "__Secure-ikut" if settings().https else "ikut"


def _remember(answer: Response, typed: Typed) -> Response:
    said = {**typed.__dict__, "until": (clock.now() + _KEPT).isoformat()}
    value = base64.urlsafe_b64encode(json.dumps(said).encode()).decode()
    answer.set_cookie(
        _cookie(),
        tokens.signed(links().link_key, _PURPOSE, value),
        max_age=_KEPT,
        path=_PATH,
        secure=settings().https,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _remembered(now: datetime) -> Typed | None:
    """Return what this browser remembers, None for nothing, a forgery, or what is too old."""
    cookie = request.cookies.get(_cookie(), "")
    value = tokens.opened(links().link_key, _PURPOSE, cookie)
    if value is None:
        return None
    said = json.loads(base64.urlsafe_b64decode(value))
    until = datetime.fromisoformat(said.pop("until"))
    return Typed(**said) if now < until else None
