"""What the command who-was-affected says after an incident."""

from datetime import datetime
from pathlib import Path

from flask import Flask

from webinar_hub import config
from webinar_hub.kit import clock, language, zones
from webinar_hub.kit.phones import shown_phone
from webinar_hub.records.upkeep import incident
from webinar_hub.records.upkeep.incident import Incident


def say_who_was_affected(
    app: Flask, since: str, *, account: str | None, could_see: bool, notice_at: Path | None
) -> int:
    """Print a line for each list that was taken along and for each person; then draft the notice.

    Columns are separated by tabs. since is a day or a moment, in WIB without a zone. The notice, in
    both languages, goes to notice_at where that is given. Raises Misconfigured.
    """
    begun = _moment(since)
    with app.app_context():
        culprit = incident.account_at(account) if account else None
        found = incident.look_into(begun, culprit, could_see=could_see)
        _print_lists_and_people(found)
        notice = "\n\n".join(_notice(app, found, lang) for lang in ("id", "en"))
    if notice_at:
        notice_at.write_text(notice, encoding="utf-8")
        print(f"The drafts of the notice are in {notice_at}.")
    else:
        print(f"\n{notice}")
    return 0


def _moment(since: str) -> datetime:
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        raise config.Misconfigured(
            f"“{since}” is no moment: write it as 2026-11-24 or 2026-11-24T08:00."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zones.WIB.info)


def _print_lists_and_people(found: Incident) -> None:
    for one in found.downloads:
        rows = f"{len(one.people)} people" if one.sure else f"at most {len(one.people)} people"
        print(
            f"{one.at:%Y-%m-%d %H:%M} UTC",
            one.by,
            one.meeting,
            rows,
            ", ".join(one.columns),
            sep="\t",
        )
    for each in found.people:
        person = each.person
        print(
            person.full_name,
            person.email or (shown_phone(person.phone) if person.phone else "–"),
            "; ".join(each.acts),
            sep="\t",
        )
    print(f"{len(found.people)} people, {len(found.downloads)} lists.")


def _notice(app: Flask, found: Incident, lang: str) -> str:
    """Return the draft of the notice in a language."""
    with language.reading(lang):
        moments = {
            name: zones.moment(at, zones.WIB)
            for name, at in (("since", found.since), ("until", clock.now()))
        }
        return app.jinja_env.get_template("records/notice.txt").render(
            incident=found, hub=app.extensions["settings"], **moments
        )
