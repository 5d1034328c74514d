"""Rules by which series go on, and the date that each meeting was given."""

from collections import defaultdict
from datetime import UTC, date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def upgrade() -> None:
    """Change the tables, and find what the dates of each series have in common."""
    recurrence = op.create_table(
        "recurrence",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("exdates", sa.Text(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=4), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("join_link", sa.String(length=500), nullable=False),
        sa.Column("weeks_ahead", sa.Integer(), nullable=True),
        sa.Column("planned_until", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("zone IN ('WIB', 'WITA', 'WIT')", name=op.f("ck_recurrence_zone")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_recurrence_minutes")),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["series.id"],
            name=op.f("fk_recurrence_series_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurrence")),
        sa.UniqueConstraint("series_id", "first_on", name=op.f("uq_recurrence_series_id_first_on")),
    )
    with op.batch_alter_table("meeting", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("original_on", sa.Date(), nullable=True))
        batch_op.create_index("ix_meeting_original", ["series_id", "original_on"], unique=True)
    _carry_over(recurrence)


def _carry_over(recurrence: sa.Table) -> None:
    bind = op.get_bind()
    tables = sa.MetaData()
    meeting = sa.Table("meeting", tables, autoload_with=bind)
    series = sa.Table("series", tables, autoload_with=bind)
    rolling = {row.id: row.rolling for row in bind.execute(sa.select(series))}
    by_series: dict[int, dict[date, Any]] = defaultdict(dict)
    for row in bind.execute(sa.select(meeting).order_by(meeting.c.starts_at, meeting.c.id)):
        by_series[row.series_id].setdefault(_local(row.starts_at, row.zone).date(), row)
    for series_id, dated in by_series.items():
        for day, row in dated.items():
            ours = meeting.c.id == row.id
            bind.execute(sa.update(meeting).where(ours).values(original_on=day))
        days, last = list(dated), [*dated.values()][-1]
        rule, exdates = _weekly(days) if rolling[series_id] else ("", [])
        values = {
            "series_id": series_id,
            "first_on": days[0],
            "rule": rule,
            "exdates": ",".join(f"{day:%Y%m%d}" for day in exdates),
            "starts": _local(last.starts_at, last.zone).time(),
            "minutes": int((last.ends_at - last.starts_at).total_seconds()) // 60,
            "zone": last.zone,
            "title": "",
            "capacity": last.capacity,
            "join_link": last.join_link,
            "planned_until": days[-1],
        }
        bind.execute(sa.insert(recurrence).values(values))


def _local(at: Any, zone: str) -> Any:
    aware = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return aware.astimezone(ZoneInfo(_ZONES[zone]))


def _weekly(days: list[date]) -> tuple[str, list[date]]:
    """Return the weekly rule that dates follow, and those it would have besides; "" for none."""
    weeks = (days[-1] - days[0]).days // 7
    every = [days[0] + timedelta(weeks=week) for week in range(weeks + 1)]
    left_out = sorted(set(every) - set(days))
    if not set(days) <= set(every) or len(left_out) >= len(days):
        return "", []
    rule = f"FREQ=WEEKLY;INTERVAL=1;BYDAY={_DAYS[days[0].weekday()]};UNTIL={days[-1]:%Y%m%d}"
    return rule, left_out


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("meeting", recreate="never") as batch_op:
        batch_op.drop_index("ix_meeting_original")
        batch_op.drop_column("original_on")

    op.drop_table("recurrence")
