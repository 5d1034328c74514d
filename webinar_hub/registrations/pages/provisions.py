"""What a session has so that more people can take part, as the desk chooses and arranges it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.counts import small
from webinar_hub.kit.language import _, ngettext
from webinar_hub.programmes.forms import version_of
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.provisions import actions, queries, rules, words
from webinar_hub.programmes.provisions.forms import ProvisionsForm
from webinar_hub.programmes.provisions.models import Provision
from webinar_hub.programmes.queries import seen_by
from webinar_hub.programmes.rules import Conflict
from webinar_hub.registrations import providing
from webinar_hub.web import access
from webinar_hub.web.acting import act, act_knowing
from webinar_hub.web.forms import HubForm

pages = Blueprint("provisions_desk", __name__, url_prefix="/desk")

pages.add_app_template_filter(words.all_named, "provided_words")
pages.add_app_template_filter(words.dated, "provided_lines")
pages.add_app_template_filter(words.all_whole, "provided_whole")
pages.add_app_template_filter(rules.in_all, "provided_in_all")


@pages.app_template_filter("provision_line")
def provision_line(standing: queries.Standing, meeting: Meeting) -> str:
    """Return what a session has, as the desk reads it."""
    return words.whole(standing.kind, standing.said, meeting)


@pages.app_template_filter("provision_word")
def provision_word(kind: str) -> str:
    """Return what a provision is called."""
    return str(words.PROVISIONS[Provision(kind)])


@pages.route("/sesi/<key>/akses", methods=["GET", "POST"])
@access.secretariat
def of_meeting(key: str) -> ResponseReturnValue:
    """Choose what a meeting has, and see what of it is arranged and how many need it."""
    visible = seen_by(access.current_actor())
    meeting = visible.to_change(key)
    form = ProvisionsForm(data=ProvisionsForm.values(meeting))
    if _chosen(form, providing.choose, meeting):
        return redirect(url_for(".of_meeting", key=key), 303)
    if form.status == Conflict.status:
        meeting = visible.to_change(key)
        form.version.data = str(meeting.version)
    return _page(
        "registrations/provisions.html",
        form,
        meeting=meeting,
        standings=queries.standings([meeting])[meeting.id],
        needed=providing.needed([meeting])[meeting.id],
        over=meeting.cancelled_at is not None or meeting.ends_at <= clock.now(),
    )


@pages.post("/sesi/<key>/akses/siap")
@access.secretariat
def arrange(key: str) -> ResponseReturnValue:
    """Say that the provision in the field `done` is arranged, or that in `open` not after all."""
    meeting = seen_by(access.current_actor()).to_change(key)
    for field in ("done", "open"):
        asked = request.form.get(field)
        found = next((each for each in Provision if each.value == asked), None)
        if found is not None:
            act(actions.arrange, meeting, found, done=field == "done")
    return redirect(url_for(".of_meeting", key=key), 303)


@pages.route("/seri/<key>/akses", methods=["GET", "POST"])
@access.secretariat
def of_series(key: str) -> ResponseReturnValue:
    """Choose what each meeting of a series has unless it says otherwise itself."""
    series = seen_by(access.current_actor()).series(key)
    form = ProvisionsForm(data=ProvisionsForm.values(series))
    if _chosen(form, providing.choose_for_series, series):
        return redirect(url_for("programmes_desk.series", key=key), 303)
    return _page("registrations/series_provisions.html", form, series=series)


def _chosen(form: ProvisionsForm, action: Callable[..., Any], thing: Meeting | Series) -> bool:
    done = act_knowing(
        form,
        action,
        thing,
        foresee=lambda _run: _foreseen(providing.missing(thing, form.wanted(), clock.now())),
        facts=lambda: {"wanted": form.wanted(), "version": version_of(form.version.data)},
    )
    if done is not None:
        flash(str(_("Saved.")))
    return done is not None


def _foreseen(number: int) -> list[str]:
    """Say of how many people the answer may hold no longer, without telling how few they are."""
    if not number:
        return []
    return [
        str(
            _(
                "Said that they need what is taken away: %(who)s. The inclusion officer is asked to answer them once more.",
                who=_people(None if small(number) else number),
            )
        )
    ]


@pages.app_template_global("provisions_line")
def provisions_line(kinds: Iterable[Provision], needed: Mapping[str, int | None]) -> str:
    """Return some provisions, each with how many said that they need it."""
    return "; ".join(_with_people(kind, needed.get(kind, 0)) for kind in kinds)


def _with_people(kind: Provision, number: int | None) -> str:
    word = str(words.PROVISIONS[kind])
    if number == 0:
        return word
    return str(_("%(what)s (needed by %(who)s)", what=word, who=_people(number)))


def _people(number: int | None) -> str:
    """Return so many people in words; None for 1 to 4."""
    if number is None:
        return str(_("1 to 4 people"))
    return ngettext("%(num)d person", "%(num)d people", number) % {"num": number}


def _page(template: str, form: HubForm, **values: object) -> ResponseReturnValue:
    return render_template(template, form=form, **values), form.status if form.errors else 200
