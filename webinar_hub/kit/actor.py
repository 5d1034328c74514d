"""Who acts: a plain value that a page, a job and a command can all hand to an action."""

from contextvars import ContextVar
from dataclasses import dataclass, replace

_place: ContextVar[str] = ContextVar("place", default="")


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts.

    id is the person's row, None for a visitor, a job or a command; label stands in the history.
    scopes are the codes of the regions a secretariat answers for ("" is the whole network), viewing
    those that somebody may only look at. Whatever asks for a scope asks for scopes alone; what may
    be read by a viewer, too, is asked for as `actor.reading`. organisations are the ids of those
    that a focal person stands for, caring the regions of an inclusion officer: neither opens
    anything else.
    held_back: the second step must be taken before anything else, and there are no roles until
    then.
    """

    id: int | None
    label: str
    administrator: bool = False
    scopes: frozenset[str] = frozenset()
    viewing: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()
    caring: frozenset[str] = frozenset()
    took_second_step: bool = False
    held_back: bool = False

    @property
    def secretariat(self) -> bool:
        """Say whether this actor runs programmes."""
        return self.administrator or bool(self.scopes)

    @property
    def reader(self) -> bool:
        """Say whether this actor may open what a secretariat reads."""
        return self.secretariat or bool(self.viewing)

    @property
    def reading(self) -> "Actor":
        """Return the actor with all they may see in their scopes, for pages that change nothing."""
        return replace(self, scopes=self.scopes | self.viewing)

    @property
    def as_officer(self) -> "Actor":
        """Return the actor with the regions of their inclusion officer's role as only scopes.

        An administrator is none by being one.
        """
        return Actor(id=self.id, label=self.label, scopes=self.caring)

    @property
    def everywhere(self) -> bool:
        """Say whether this actor's scope is the whole network."""
        return self.administrator or "" in self.scopes


VISITOR = Actor(id=None, label="visitor")

ONESELF = Actor(id=None, label="participant")
"""Who acts when a participant does, who has no account; the entry's subject says who it was."""


def acting_from(address: str) -> None:
    """Set the network address that acts come from, for the rest of this context (a request)."""
    _place.set(address)


def place() -> str:
    """Return the network address that acts come from, "" for a job or a command."""
    return _place.get()


def machine(name: str) -> Actor:
    """Return the actor for a job or command of this name."""
    return Actor(id=None, label=f"machine:{name}", administrator=True)
