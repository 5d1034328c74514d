"""Say what other organisations hold at the hours of a date. It warns, and forbids nothing."""

from collections.abc import Sequence

from webinar_hub.kit.language import _
from webinar_hub.programmes import signals
from webinar_hub.programmes.planning.rules import Hours
from webinar_hub.programmes.recurrence.holidays import Warned
from webinar_hub.programmes.signals import Elsewhere


def clashes(dates: Sequence[Hours]) -> list[list[Warned]]:
    """Return what others hold at the hours of each date, asked for all of them at once."""
    if not dates:
        return []
    since, until = min(each.starts_at for each in dates), max(each.ends_at for each in dates)
    held = [each for ask in signals.elsewhere for each in ask(since, until)]
    return [[_warned(other) for other in held if _meets(date, other)] for date in dates]


def added(moves: Sequence[tuple[Hours, Hours | None]]) -> list[list[Warned]]:
    """Return what others hold at the hours of each date that they did not at those before."""
    now = clashes([hours for hours, _before in moves])
    earlier = clashes([before or hours for hours, before in moves])
    return [
        [each for each in new if before is None or each not in known]
        for (_hours, before), new, known in zip(moves, now, earlier, strict=True)
    ]


def _meets(date: Hours, other: Elsewhere) -> bool:
    return other.starts_at < date.ends_at and date.starts_at < max(other.ends_at, other.starts_at)


def _warned(other: Elsewhere) -> Warned:
    return Warned(
        _(
            "At the same time: %(title)s (%(whose)s)",
            title=other.title or _("something without a title"),
            whose=other.whose,
        )
    )
