"""A copy of somebody's data as people read it."""

from webinar_hub.history import words
from webinar_hub.kit.language import Sentence
from webinar_hub.people import holdings
from webinar_hub.people.holdings import Copied, Rows

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
