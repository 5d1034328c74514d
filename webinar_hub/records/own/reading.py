"""A copy of somebody's data as people read it."""

import json
from datetime import datetime

from webinar_hub.history import words
from webinar_hub.kit import language, zones
from webinar_hub.kit.language import Sentence, _
from webinar_hub.people import holdings
from webinar_hub.people.holdings import Copied, Rows
from webinar_hub.records.own import pdf

Section = tuple[Sentence, list[list[tuple[Sentence, str]]]]


def readable(copied: dict[str, Rows]) -> list[Section]:
    """Return a copy as sections with rows of labelled texts; what is empty is left out."""
    wanted = [each.copied for each in holdings.declared if isinstance(each.copied, Copied)]
    return [
        (
            section.heading,
            [
                [
                    (section.fields[name], words.readable(name, value, {}))
                    for name, value in row.items()
                    if value not in (None, "", [])
                ]
                for row in copied[section.section]
            ],
        )
        for section in wanted
        if copied[section.section]
    ]


def as_json(copied: dict[str, Rows]) -> bytes:
    """Return a copy for machines."""
    return json.dumps(copied, default=_plain, ensure_ascii=False, indent=1).encode()


def _plain(value: datetime) -> str:
    return value.isoformat()


def as_paper(copied: dict[str, Rows], *, holder: str, network: str, now: datetime) -> bytes:
    """Return a copy as a document."""
    sections = [
        (str(heading), [[(str(label), text) for label, text in row] for row in rows])
        for heading, rows in readable(copied)
    ]
    when = zones.moment(now, zones.WIB)
    note = _("What %(network)s remembers of you, on %(when)s", network=network, when=when)
    return pdf.draw(
        sections,
        title=f"{_('My data')}: {holder}",
        note=str(note),
        author=network,
        language=language.current(),
        made=now,
    )
