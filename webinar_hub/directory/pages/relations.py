"""The networks that an organisation is in, and the organisations of which it is a part."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.directory import queries
from webinar_hub.directory.forms import JoinForm, MembershipForm, PartForm, PartOfForm
from webinar_hub.kit.language import _
from webinar_hub.network import actions as network
from webinar_hub.network import parents
from webinar_hub.network import queries as organisations
from webinar_hub.network.models import Organisation, ParentKind
from webinar_hub.network.rules import UnknownNetwork, UnknownParent
from webinar_hub.web import access
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.forms import HubForm

pages = Blueprint("directory_relations", __name__, url_prefix="/desk/lembaga/<key>")


def _found(key: str) -> Organisation:
    return queries.in_scope_of(access.current_actor()).organisation(key)


def _saved(key: str) -> ResponseReturnValue:
    flash(str(_("Saved.")))
    return redirect(url_for("directory_desk.organisation", key=key), 303)


def _page(
    template: str, found: Organisation, form: HubForm, **values: object
) -> ResponseReturnValue:
    page = render_template(f"directory/{template}.html", organisation=found, form=form, **values)
    return page, form.status if form.errors else 200


@pages.route("/jaringan", methods=["GET", "POST"])
@access.secretariat
def join(key: str) -> ResponseReturnValue:
    """Make an organisation a member of a network."""
    found, form = _found(key), JoinForm()
    if act_once(form, network.join_network, found, facts=lambda: _joined(form)) is not None:
        return _saved(key)
    return _page("join", found, form, networks=organisations.national_networks())


def _joined(form: JoinForm) -> dict[str, Any]:
    named = organisations.called(form.network.data or "")
    if named is None:
        raise UnknownNetwork
    return {"network": named, "since": form.since.data}


@pages.route("/jaringan/<membership>", methods=["GET", "POST"])
@access.secretariat
def date_membership(key: str, membership: str) -> ResponseReturnValue:
    """Correct from when to when an organisation is a member, or end it."""
    found = _found(key)
    one = queries.membership(found, membership)
    form = MembershipForm(data=MembershipForm.values(one))
    if (
        act_once(
            form,
            network.date_membership,
            one,
            facts=lambda: {"since": form.since.data, "until": form.until.data},
        )
        is not None
    ):
        return _saved(key)
    return _page("membership", found, form, membership=queries.membership(found, membership))


@pages.post("/jaringan/<membership>/hapus")
@access.secretariat
def remove_membership(key: str, membership: str) -> ResponseReturnValue:
    """Take back that an organisation is a member of a network."""
    act(network.remove_membership, queries.membership(_found(key), membership))
    return _saved(key)


@pages.route("/induk", methods=["GET", "POST"])
@access.secretariat
def part_of(key: str) -> ResponseReturnValue:
    """Say of which organisation another is a branch, or whose network it is."""
    found, form = _found(key), PartOfForm()
    if act_once(form, parents.put_below, found, facts=lambda: _put(form)) is not None:
        return _saved(key)
    return _page("part_of", found, form)


def _put(form: PartOfForm) -> dict[str, Any]:
    named = organisations.called(form.parent.data or "")
    if named is None:
        raise UnknownParent
    return {"parent": named, "kind": ParentKind(form.kind.data), "since": form.since.data}


@pages.route("/induk/<part>", methods=["GET", "POST"])
@access.secretariat
def correct_part(key: str, part: str) -> ResponseReturnValue:
    """Correct what an organisation is to the one above it, and from when to when."""
    found = _found(key)
    link = parents.link_of(found, part)
    form = PartForm(data=PartForm.values(link))
    if act_once(form, parents.correct_part, link, facts=form.facts) is not None:
        return _saved(key)
    return _page("part", found, form, link=parents.link_of(found, part))


@pages.post("/induk/<part>/hapus")
@access.secretariat
def remove_part(key: str, part: str) -> ResponseReturnValue:
    """Take back that an organisation is a part of another."""
    link = parents.link_of(_found(key), part)
    act(parents.remove_part, link)
    return _saved(key)
