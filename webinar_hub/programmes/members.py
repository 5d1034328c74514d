"""What is for members only: meetings of the owner's network."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, or_, select

from webinar_hub.network.models import Membership
from webinar_hub.programmes import rules
from webinar_hub.programmes.models import Programme
from webinar_hub.programmes.queries import LEVELS, Programmes, within


def for_members(organisations: Collection[int]) -> Programmes:
    """Return what is for members only, and open to people of these organisations."""
    return Programmes(false(), open_to(organisations))


def open_to(
    organisations: Collection[int] | Collection[SQLColumnExpression[int | None]],
) -> ColumnElement[bool]:
    """Return the condition that keeps meetings for members only, open to these organisations.

    Theirs is a network that owns it, or of which its owner is a member. An owner that is in no
    network itself is the secretariat of all of them. organisations are ids, or the columns of a
    select that hold them.
    """
    now_in = Membership.until.is_(None)
    of_them = Membership.organisation_id.in_(organisations)
    own = select(Membership.network_id).where(of_them, now_in).correlate_except(Membership)
    together = select(Membership.organisation_id).where(Membership.network_id.in_(own), now_in)
    of_all = Programme.owner_id.not_in(select(Membership.organisation_id).where(now_in))
    theirs = or_(
        Programme.owner_id.in_(own), Programme.owner_id.in_(together), and_(of_all, own.exists())
    )
    return and_(theirs, within(rules.FOR_MEMBERS, *LEVELS), ~within(rules.AT_ADDRESS, *LEVELS))
