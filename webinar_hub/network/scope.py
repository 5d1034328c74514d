"""Who is within whose scope: the one rule, as a question and as a condition of a query."""

from sqlalchemy import ColumnElement, SQLColumnExpression, false, or_, true

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db


def inside(region_code: str | None, scope: str) -> bool:
    """Say whether a region lies in a scope.

    A scope is its region's code, "" the whole network, and so is the region None.
    """
    return scope == "" or (
        region_code is not None and (region_code == scope or region_code.startswith(f"{scope}."))
    )


def within(actor: Actor, region_code: str | None) -> bool:
    """Say whether a region lies in the actor's scope.

    None (the whole network) only does for who answers for all of it.
    """
    if actor.everywhere:
        return True
    return any(inside(region_code, scope) for scope in actor.scopes)


def condition(actor: Actor, region_code: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
    """Return the condition that keeps the rows of the actor's scope, by their region's code."""
    if actor.everywhere:
        return true()
    own = [lies_in(region_code, scope) for scope in actor.scopes]
    return or_(*own) if own else false()


def lies_in(region_code: SQLColumnExpression[str | None], code: str) -> ColumnElement[bool]:
    """Return the condition that keeps the rows of a region and of those inside it."""
    return db.inside(region_code, code)
