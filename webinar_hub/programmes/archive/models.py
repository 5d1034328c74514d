"""What we remember of words, so that sessions are found by them."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webinar_hub.kit.db import Base

WORD = 40
"""How many letters of a word count."""

_Letters = String(WORD).with_variant(String(WORD, collation="C"), "postgresql")
# In the order of the letters' numbers, as SQLite has it: so words with one beginning are a range.


class MeetingWord(Base):
    """A word of a meeting: of its titles, its number, who speaks in it, and what was said."""

    __tablename__ = "meeting_word"
    __table_args__ = (
        UniqueConstraint("meeting_id", "word"),
        Index("ix_meeting_word_found", "word", "meeting_id"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    word: Mapped[str] = mapped_column(_Letters)


class WordKey(Base):
    """A key under which a word of meetings is found that somebody spells otherwise."""

    __tablename__ = "word_key"
    __table_args__ = (UniqueConstraint("key", "word"), Index("ix_word_key_word", "word"))

    key: Mapped[str] = mapped_column(_Letters)
    word: Mapped[str] = mapped_column(_Letters)
