"""On the day somebody who was to speak drops out: who comes instead, and what is said to whom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _, ngettext
from webinar_hub.kit.text import clean
from webinar_hub.messages import queries as messages
from webinar_hub.messages.rules import UNSENT, by_hand
from webinar_hub.people.models import Person
from webinar_hub.programmes.appearing import actions, queries, telling
from webinar_hub.programmes.appearing.forms import ReplaceForm
from webinar_hub.programmes.appearing.models import Answer
from webinar_hub.programmes.appearing.rules import awaited
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.queries import seen_by
from webinar_hub.programmes.words import ROLES
from webinar_hub.registrations import known_people
from webinar_hub.registrations.queries import full, told_of
from webinar_hub.web import access
from webinar_hub.web.acting import act_knowing
from webinar_hub.web.shell import settings

pages = Blueprint("replacing_desk", __name__, url_prefix="/desk/sesi/<key>")

_OFFERED = 8


@pages.get("/ganti")
@access.secretariat
def index(key: str) -> ResponseReturnValue:
    """Ask who drops out; whoever said so stands first."""
    meeting = seen_by(access.current_actor()).to_change(key)
    answers = queries.answers(meeting)
    parts: dict[Person, list[str]] = {}
    for each in queries.appearances([meeting.id])[meeting.id]:
        parts.setdefault(each.person, []).append(str(ROLES[each.role]))
    listed = sorted(parts, key=lambda person: answers.get(person.id) is not Answer.CANNOT)
    return render_template(
        "registrations/replacing.html",
        meeting=meeting,
        parts={person: ", ".join(parts[person]) for person in listed},
        answers=answers,
    )


@dataclass(frozen=True)
class _Told:
    """One of the two, as plain words.

    address: where a message goes, None where it is handed over, "" where there is none.
    """

    name: str
    roles: str
    address: str | None


@pages.route("/orang/<person>/ganti", methods=["GET", "POST"])
@access.secretariat
def by_whom(key: str, person: str) -> ResponseReturnValue:
    """Ask who comes instead of somebody, show what is said to whom, and change it."""
    meeting = seen_by(access.current_actor()).to_change(key)
    leaves, now = queries.once_there(meeting, person), clock.now()
    if request.method == "GET" and not awaited(meeting, now):
        return redirect(url_for(".index", key=key))
    offered = queries.stand_ins(meeting, leaves, now, most=_OFFERED)
    form, seen = ReplaceForm(), list[_Told]()

    def foresee(run: Callable[[], Any]) -> list[str]:
        comes, goes = db.rehearse(lambda: _both(meeting, run(), leaves, form.named.email))
        seen.append(comes)
        return [_coming(comes), _leaving(goes), *_registered(meeting)]

    done = act_knowing(
        form,
        actions.replace,
        meeting,
        leaves,
        foresee=foresee,
        facts=lambda: {"comes": _chosen(form.who.data, offered) or form.named},
    )
    if done is not None:
        return redirect(url_for(".told", key=key, person=done), 303)
    words = clean(request.args.get("cari", ""))[:100]
    page = render_template(
        "registrations/replaced_by.html",
        form=form,
        meeting=meeting,
        leaves=leaves,
        offered=offered,
        words=words,
        found=known_people.known_to(access.current_actor()).page(words, size=_OFFERED).rows
        if words
        else [],
        text=_text(meeting, leaves.full_name, seen[-1].name) if form.changes else "",
    )
    return page, form.status if form.errors else 200


@pages.get("/orang/<person>/menggantikan")
@access.secretariat
def told(key: str, person: str) -> ResponseReturnValue:
    """Show what is left to say: the text for the group, and messages to hand over."""
    meeting = seen_by(access.current_actor()).to_change(key)
    comes = queries.somebody(meeting, person)
    leaves = queries.came_for(meeting, comes)
    both = [each for each in (comes, leaves) if each is not None]
    letters, by_mail = telling.last_letters(meeting, both), settings().smtp_host != ""
    return render_template(
        "registrations/replaced.html",
        meeting=meeting,
        comes=comes,
        leaves=leaves,
        letters={each: letters[each.id] for each in both if each.id in letters},
        text=_text(meeting, leaves.full_name, comes.full_name) if leaves else "",
        seen=messages.seen_by(access.current_actor()).among(
            [each.key for each in letters.values()]
        ),
        to_hand_over=[
            each
            for each in letters.values()
            if by_hand(each.state, by_mail=by_mail and each.email is not None)
        ],
        to_come=awaited(meeting, clock.now()),
    )


def _chosen(key: str | None, offered: Sequence[Person]) -> Person | None:
    """Return who was tapped: one of those offered, or known to whoever acts; else NotFound."""
    if not key:
        return None
    listed = next((each for each in offered if each.key == key), None)
    return listed or known_people.known_to(access.current_actor()).person(key)


def _both(
    meeting: Meeting, comes: Person, leaves: Person, typed: str | None
) -> tuple[_Told, _Told]:
    letters = telling.last_letters(meeting, [comes, leaves])
    by_mail = settings().smtp_host != ""
    first, second = (
        _Told(
            each.full_name,
            ", ".join(str(ROLES[role]) for role in queries.roles(meeting, each.id)),
            _address(each, typed)
            if by_mail
            else None
            if each.id in letters and letters[each.id].state in UNSENT
            else "",
        )
        for each in (comes, leaves)
    )
    return first, second


def _address(person: Person, typed: str | None) -> str | None:
    """Return a person's address as whoever acts may read it: whole where they typed it."""
    if person.email == typed:
        return typed
    return known_people.reached(access.current_actor(), person).email


def _coming(told: _Told) -> str:
    whose = {"name": told.name, "roles": told.roles}
    if told.address:
        return str(
            _(
                "%(name)s takes over as %(roles)s. A link to their part, with the way into the room, goes to %(email)s.",
                **whose,
                email=told.address,
            )
        )
    if told.address is None:
        return str(
            _(
                "%(name)s takes over as %(roles)s. The link to their part, with the way into the room, is to be handed over.",
                **whose,
            )
        )
    return str(_("%(name)s takes over as %(roles)s. No message goes out.", **whose))


def _leaving(told: _Told) -> str:
    if told.address:
        said = _("%(name)s is told by e-mail that they need not come.", name=told.name)
    elif told.address is None:
        said = _("A message for %(name)s, who need not come, is to be handed over.", name=told.name)
    else:
        said = _("%(name)s needs no message.", name=told.name)
    return str(said)


def _registered(meeting: Meeting) -> list[str]:
    told = told_of([meeting])
    if not told.people:
        return []
    counted = ngettext(
        "%(num)d person is registered, %(by_hand)d without e-mail. The hub writes to none of them: the text for the group tells them.",
        "%(num)d people are registered, %(by_hand)d without e-mail. The hub writes to none of them: the text for the group tells them.",
        told.people,
    )
    return [counted % {"num": told.people, "by_hand": told.by_hand}]


def _text(meeting: Meeting, leaves: str, comes: str) -> str:
    """Return what tells a group of the change, with public addresses alone."""
    is_full = full(meeting, clock.now())
    return render_template(
        "registrations/replaced.txt", meeting=meeting, leaves=leaves, comes=comes, full=is_full
    ).strip()
