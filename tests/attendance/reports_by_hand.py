"""Zoom reports as a facilitator downloads them, around the hours of a meeting."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from webinar_hub.attendance.evidence.actions import Upload, open_report
from webinar_hub.kit.zones import WIB, Zone

_HEAD = (
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,"
    "Recording Consent,In Waiting Room"
)

Stay = tuple[str, str, int, int]
"""A name, an address, and the minutes after the start of the meeting of coming and leaving."""


def flat(starts_at: datetime, *stays: Stay, waiting: bool = False) -> bytes:
    """Return a report without a block above it, on the WIB clock."""
    lines = [_HEAD]
    for name, email, came, left in stays:
        hours = [
            (starts_at + timedelta(minutes=m))
            .astimezone(ZoneInfo("Asia/Jakarta"))
            .strftime("%m/%d/%Y %I:%M:%S %p")
            for m in (came, left)
        ]
        times = f"{hours[0]},{hours[1]},{left - came}"
        lines.append(f'"{name}",{email},{times},Yes,,{"Yes" if waiting else "No"}')
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


def upload(
    starts_at: datetime, *stays: Stay, name: str = "participants_1.csv", zone: Zone = WIB
) -> Upload:
    """Return such a report, read."""
    return open_report(flat(starts_at, *stays), name=name, zone=zone, around=starts_at)
