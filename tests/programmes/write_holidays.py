"""Write a year's holidays into the hub, from the package `holidays`.

Call it as `python -m tests.programmes.write_holidays 2028 "SKB Nomor …"` once the joint decree of
the three ministers is out and the package knows it; compare what it writes with the decree.
"""

import sys
from datetime import date, timedelta

import holidays
from holidays.calendars.islamic import _IslamicLunar

from webinar_hub.programmes.recurrence.holidays import FOLDER

_TABLES = {"days": "public", "leave": "government"}
_EID = "Hari Raya Idul Fitri"


def of_package(year: int, table: str) -> dict[date, tuple[str, str]]:
    """Return what the package knows of a year: the names of each day, in Indonesian and English."""
    of_kind = {
        language: holidays.country_holidays(
            "ID", years=year, language=language, categories=(_TABLES[table],)
        )
        for language in ("id", "en_US")
    }
    return {day: (name, of_kind["en_US"][day]) for day, name in sorted(of_kind["id"].items())}


def _text(year: int, decree: str) -> str:
    found = {table: of_package(year, table) for table in _TABLES}
    eid = next(day for day, names in found["days"].items() if names[0].startswith(_EID))
    month, day = (int(str(each)) for each in _IslamicLunar.RAMADAN_BEGINNING_DATES[year][:2])
    lines = [
        "# Written by `python -m tests.programmes.write_holidays`. The first day of Ramadan is",
        "# reckoned: communities and the ministry may begin it a day apart.",
        f'decree = "{decree}"',
        f"ramadan = [{date(year, month, day)}, {eid - timedelta(days=1)}]",
    ]
    for table, days in found.items():
        lines += ["", f"[{table}]"]
        lines += [f'{day} = ["{names[0]}", "{names[1]}"]' for day, names in days.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    number, named = sys.argv[1:]
    (FOLDER / f"{number}.toml").write_text(_text(int(number), named), "utf-8")
