"""The desk's review of people who may be one.

Which pairs wait, one beside the other, and what is decided.
"""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.accounts import queries as accounts
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.network import regions
from webinar_hub.people.models import Decision, Duplicate, Person
from webinar_hub.people.words import REASONS
from webinar_hub.records.own.card import card
from webinar_hub.records.same import actions, queries
from webinar_hub.records.same.actions import Part
from webinar_hub.records.same.rules import AlreadyDecided
from webinar_hub.registrations import known_people
from webinar_hub.web import access
from webinar_hub.web.acting import act_once
from webinar_hub.web.forms import Button, HubForm

pages = Blueprint("records_review", __name__, url_prefix="/desk/orang/ganda")

_PUT_OFF = "nanti"


@pages.get("")
@access.secretariat
def index() -> ResponseReturnValue:
    """List the pairs that wait for a decision, or those that were put off."""
    later = request.args.get("keadaan") == _PUT_OFF
    page = queries.seen_by(access.current_actor()).page(
        later=later, after=request.args.get("setelah", "")[:16] or None
    )
    return render_template(
        "records/pairs.html", page=page, later=later, reasons=REASONS, put_off=_PUT_OFF
    )


@pages.route("/<key>", methods=["GET", "POST"])
@access.secretariat
def pair(key: str) -> ResponseReturnValue:
    """Show two people side by side, and carry out what is decided.

    The next pair follows at once.
    """
    actor = access.current_actor()
    form = HubForm()
    seen = queries.seen_by(actor)
    found = seen.pair(key, decided=form.is_submitted())
    if form.validate_on_submit():
        try:
            return _decided(found)
        except AlreadyDecided as refusal:
            flash(str(refusal))
            return _next(found)
        except Refused as refusal:
            form.show(refusal)
            found = seen.pair(key)
    kept, gone = actions.who_stays(found.one, found.other)
    page = render_template(
        "records/pair.html",
        pair=found,
        form=form,
        sides=[
            (each, card(each, actor), accounts.of_person(each.id) is not None)
            for each in (kept, gone)
        ],
        choices=_choices(kept, gone, whole=actor.took_second_step),
        reasons=[REASONS[reason] for reason in found.reasons.split()],
        region_name_of=regions.name_of,
        # Both are of the reader's own region, or the pair would not be seen.
        reached=partial(known_people.addresses, whole=actor.took_second_step),
        took_second_step=actor.took_second_step,
    )
    return page, form.status if form.errors else 200


def _choices(
    kept: Person, gone: Person, *, whole: bool
) -> list[tuple[Part, list[tuple[str, str]]]]:
    """Return what has to be chosen.

    Each part that both have and that differs, with the two texts.
    """
    texts = {
        Part.NAME: (kept.full_name, gone.full_name),
        Part.PHONE: tuple(known_people.addresses(each, whole=whole).phone for each in (kept, gone)),
        Part.EMAIL: tuple(known_people.addresses(each, whole=whole).email for each in (kept, gone)),
    }
    return [
        (part, [("kept", one or ""), ("gone", other or "")])
        for part, (one, other) in texts.items()
        if one and other and one != other
    ]


def _decided(found: Duplicate) -> ResponseReturnValue:
    answer = request.form.get("jawaban")
    if answer == Decision.SAME:
        kept, _gone = actions.who_stays(found.one, found.other)
        chosen = {
            part for part in Part if request.form.get(part) == "gone" or not getattr(kept, part)
        }
        act_once(Button(), actions.merge, found.id, frozenset(chosen))
        flash(
            str(
                _(
                    "Merged: %(name)s is one person now. You can undo this on their page for 30 days.",
                    name=kept.full_name,
                )
            )
        )
    else:
        decision = Decision.DIFFERENT if answer == Decision.DIFFERENT else Decision.LATER
        act_once(Button(), actions.decide, found.id, decision)
        flash(
            str(
                _("Noted: these are two people.")
                if decision is Decision.DIFFERENT
                else _("Put off: you find the pair under “Put off”.")
            )
        )
    return _next(found)


def _next(found: Duplicate) -> ResponseReturnValue:
    following = queries.seen_by(access.current_actor()).following(found)
    return redirect(
        url_for("records_review.pair", key=following.key)
        if following
        else url_for("records_review.index"),
        303,
    )
