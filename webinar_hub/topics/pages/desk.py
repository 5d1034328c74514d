"""What staff see of proposed topics: the list, and one with what may become of it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.language import Sentence, _
from webinar_hub.kit.phones import shown_phone
from webinar_hub.topics import actions, queries
from webinar_hub.topics.forms import AnswerForm, ScheduleForm
from webinar_hub.topics.models import Topic
from webinar_hub.web import access, paging
from webinar_hub.web.acting import act, act_once

pages = Blueprint("topics_desk", __name__, url_prefix="/desk/usulan")


def _own(key: str) -> Topic:
    return queries.run_by(access.current_actor()).topic(key)


@pages.get("")
@access.secretariat
def index() -> ResponseReturnValue:
    """List what was proposed for one's programmes, what waits first."""
    listed, paged = queries.run_by(access.current_actor()).page(paging.asked_page())
    return render_template("topics/index.html", topics=listed, paged=paged)


@pages.get("/<key>")
@access.secretariat
def topic(key: str) -> ResponseReturnValue:
    """Show a topic with what may become of it."""
    return _page(_own(key))


def _page(
    found: Topic,
    answer: AnswerForm | None = None,
    schedule: ScheduleForm | None = None,
) -> ResponseReturnValue:
    dates = queries.free_dates(found.programme, clock.now())
    answer = answer or AnswerForm(formdata=None)
    schedule = schedule or ScheduleForm.of(found, dates, formdata=None)
    page = render_template(
        "topics/topic.html",
        topic=found,
        answer=answer,
        schedule=schedule,
        dates=dates,
        shown_phone=shown_phone,
    )
    return page, next((form.status for form in (answer, schedule) if form.errors), 200)


def _back_saying(key: str, said: Sentence) -> ResponseReturnValue:
    flash(str(said))
    return redirect(url_for(".topic", key=key), 303)


@pages.post("/<key>/setujui")
@access.secretariat
def agree(key: str) -> ResponseReturnValue:
    """Agree to a topic."""
    form = AnswerForm()
    if act_once(form, actions.agree, _own(key), facts=form.facts) is None:
        return _page(_own(key), form)
    return _back_saying(key, _("Agreed. Now give it a date, whenever there is one."))


@pages.post("/<key>/tolak")
@access.secretariat
def decline(key: str) -> ResponseReturnValue:
    """Decline a topic, with a word for who proposed it."""
    form = AnswerForm()
    if act_once(form, actions.decline, _own(key), facts=form.facts) is None:
        return _page(_own(key), form)
    return _back_saying(key, _("Declined."))


@pages.post("/<key>/jadwalkan")
@access.secretariat
def schedule(key: str) -> ResponseReturnValue:
    """Give a topic to a date that stands without one."""
    found = _own(key)
    form = ScheduleForm.of(found, queries.free_dates(found.programme, clock.now()))
    if act_once(form, actions.schedule, found, facts=form.facts) is None:
        return _page(_own(key), schedule=form)
    return _back_saying(key, _("The session has this topic now."))


@pages.post("/<key>/tarik")
@access.secretariat
def take_back(key: str) -> ResponseReturnValue:
    """Take the date of a topic back."""
    act(actions.take_back, _own(key))
    return _back_saying(key, _("The date stands without a topic again; the topic stays agreed."))


@pages.post("/<key>/buang")
@access.secretariat
def discard(key: str) -> ResponseReturnValue:
    """Delete what is no proposal, and tell nobody."""
    act(actions.discard, _own(key))
    flash(str(_("Discarded; nobody was told.")))
    return redirect(url_for(".index"), 303)
