"""Who is within whose scope: the one rule, as a question and as a condition of a query."""

from sqlalchemy import ColumnElement, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from webinar_hub.kit.actor import Actor


def within(actor: Actor, region_code: str | None) -> bool:
    """Say whether a region lies in the actor's scope; None (the whole network) only does for who answers for all of it."""
    if actor.everywhere:
        return True
    return region_code is not None and any(region_code == scope or region_code.startswith(f"{scope}.") for scope in actor.scopes)


def condition(actor: Actor, region_code: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    """Return the condition that keeps the rows of the actor's scope, by their region's code."""
    if actor.everywhere:
        return true()
    own = [or_(region_code == scope, region_code.startswith(f"{scope}.", autoescape=True)) for scope in actor.scopes]
    return or_(*own) if own else false()
