"""What stands on a document, as it is printed: kept with its row, drawn again from it for ever."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True)
class Topic:
    """One line of the list of topics on the second page."""

    title: str
    jp: int | None


@dataclass(frozen=True)
class CertificateFacts:
    """Everything that is printed, as it is printed.

    language: "id" or "en"; issued: aware, for the document's own data; logo: the stored file of
    the network's logo, "" for none.
    """

    language: str
    issuer: str
    issuer_note: str
    heading: str
    number: str
    holder: str
    role: str
    title: str
    dates: str
    mode: str
    jp: int | None
    place_and_date: str
    signatory: str
    signatory_title: str
    code: str
    check_address: str
    issued: datetime
    tool: str = "Webinar Hub"
    red: str = "#a1331e"
    blue: str = "#1f4e64"
    logo: str = ""
    topics: tuple[Topic, ...] = ()

    def stored(self) -> dict[str, Any]:
        """Return the facts as plain values that JSON can hold."""
        return asdict(self) | {
            "issued": self.issued.isoformat(),
            "topics": [asdict(topic) for topic in self.topics],
        }

    @classmethod
    def from_stored(cls, facts: dict[str, Any]) -> Self:
        """Return the facts that stored() gave."""
        topics = tuple(Topic(**topic) for topic in facts.get("topics", ()))
        return cls(
            **(facts | {"issued": datetime.fromisoformat(facts["issued"]), "topics": topics})
        )


@dataclass(frozen=True)
class LetterFacts(CertificateFacts):
    """What stands on a letter about somebody's part in a session besides.

    kind: a statement of attendance or an assignment; letterhead: the lines beside the issuer;
    organisation: that of the holder, "" for none; rows: what the session is and when, label and
    lines.
    """

    kind: str = "statement"
    letterhead: tuple[str, ...] = ()
    organisation: str = ""
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def from_stored(cls, facts: dict[str, Any]) -> Self:
        """Return the facts that stored() gave."""
        rows = tuple((label, tuple(lines)) for label, lines in facts["rows"])
        return super().from_stored(facts | {"rows": rows, "letterhead": tuple(facts["letterhead"])})


def from_stored(facts: dict[str, Any]) -> CertificateFacts:
    """Return the facts that a document was made of, of whichever kind it is."""
    return (LetterFacts if "rows" in facts else CertificateFacts).from_stored(facts)
