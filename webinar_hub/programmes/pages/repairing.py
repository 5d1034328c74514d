"""What staff see of repairing: a series changes, others see something, a draft goes."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.language import _, ngettext
from webinar_hub.programmes import queries, rules
from webinar_hub.programmes.models import Meeting, Programme, Series, State
from webinar_hub.programmes.repairing import actions
from webinar_hub.programmes.repairing.foreseeing import foreseen
from webinar_hub.programmes.repairing.forms import SeriesChangeForm, ShowForm
from webinar_hub.programmes.repairing.rules import closing_warning
from webinar_hub.programmes.words import STATES_EXPLAINED
from webinar_hub.web import access
from webinar_hub.web.acting import act, act_knowing
from webinar_hub.web.forms import HubForm

pages = Blueprint("programmes_repair", __name__, url_prefix="/desk")


@pages.route("/seri/<key>/ubah", methods=["GET", "POST"])
@access.secretariat
def edit_series(key: str) -> ResponseReturnValue:
    """Change a series or cohort, with what that changes for its people shown first."""
    found = queries.seen_by(access.current_actor()).series(key)
    form = SeriesChangeForm.of(found)
    now, closed = clock.now(), found.closed(clock.now())
    done = act_knowing(
        form,
        actions.change_series,
        found,
        foresee=lambda run: foreseen(
            [found],
            run,
            warnings=[None if closed else closing_warning(form.closes_at(found), now)],
            now=now,
        ),
        facts=lambda: form.facts(found),
    )
    if done is not None:
        flash(str(_("Saved.")))
        return redirect(url_for("programmes_desk.series", key=key), 303)
    return _page("programmes/edit_series.html", form, series=found)


@pages.route("/program/<key>/terlihat", methods=["GET", "POST"])
@access.secretariat
def show_programme(key: str) -> ResponseReturnValue:
    """Say who sees a programme."""
    found = queries.seen_by(access.current_actor()).programme(key)
    back = url_for("programmes_desk.programme", key=key)
    return _show(found, back, url_for(".delete_programme", key=key))


@pages.route("/seri/<key>/terlihat", methods=["GET", "POST"])
@access.secretariat
def show_series(key: str) -> ResponseReturnValue:
    """Say who sees a series."""
    found = queries.seen_by(access.current_actor()).series(key)
    back = url_for("programmes_desk.series", key=key)
    return _show(found, back, url_for(".delete_series", key=key))


@pages.route("/sesi/<key>/terlihat", methods=["GET", "POST"])
@access.secretariat
def show_meeting(key: str) -> ResponseReturnValue:
    """Say who sees a session."""
    found = queries.seen_by(access.current_actor()).to_change(key)
    back = url_for("attendance_desk.meeting", key=key)
    return _show(found, back, url_for(".delete_meeting", key=key))


def _show(thing: Programme | Series | Meeting, back: str, delete: str) -> ResponseReturnValue:
    form = ShowForm(data={"state": thing.state.value})
    series = queries.series_of(thing) if isinstance(thing, Programme) else [_series(thing)]
    done = act_knowing(
        form,
        actions.show,
        thing,
        foresee=lambda run: foreseen(
            series, run, warnings=_staying(thing, form.wanted()), now=clock.now()
        ),
        facts=lambda: {"state": form.wanted()},
    )
    if done is not None:
        flash(str(_("Saved.")))
        return redirect(back, 303)
    return _page(
        "programmes/show.html",
        form,
        thing=thing,
        back=back,
        delete=delete,
        counts=rules.state_of(thing),
        explained=STATES_EXPLAINED,
    )


def _series(thing: Series | Meeting) -> Series:
    return thing.series if isinstance(thing, Meeting) else thing


def _staying(thing: Programme | Series | Meeting, wanted: State) -> list[str]:
    """Say how many people keep a place in what fewer will see."""
    number = actions.registered(thing)
    if not number or rules.strictest(wanted, thing.state) is thing.state:
        return []
    return [
        ngettext(
            "%(num)d person is registered and keeps the place and the personal page.",
            "%(num)d people are registered and keep their places and personal pages.",
            number,
        )
        % {"num": number}
    ]


@pages.post("/program/<key>/hapus")
@access.secretariat
def delete_programme(key: str) -> ResponseReturnValue:
    """Delete a programme that nobody saw."""
    found = queries.seen_by(access.current_actor()).programme(key)
    return _delete(found, url_for("programmes_desk.index"))


@pages.post("/seri/<key>/hapus")
@access.secretariat
def delete_series(key: str) -> ResponseReturnValue:
    """Delete a series that nobody saw."""
    found = queries.seen_by(access.current_actor()).series(key)
    return _delete(found, url_for("programmes_desk.programme", key=found.programme.key))


@pages.post("/sesi/<key>/hapus")
@access.secretariat
def delete_meeting(key: str) -> ResponseReturnValue:
    """Delete a session that nobody saw."""
    found = queries.seen_by(access.current_actor()).to_change(key)
    return _delete(found, url_for("programmes_desk.series", key=found.series.key))


def _delete(thing: Programme | Series | Meeting, back: str) -> ResponseReturnValue:
    act(actions.delete, thing)
    flash(str(_("Deleted.")))
    return redirect(back, 303)


def _page(template: str, form: HubForm, **values: object) -> ResponseReturnValue:
    return render_template(template, form=form, **values), form.status if form.errors else 200
