"""Who acts: a plain value that a page, a job and a command can all hand to an action."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts.

    id is the person's row, None for a visitor, a job or a command; label stands in the history. scopes are the codes of
    the regions a secretariat answers for ("" is the whole network).
    """

    id: int | None
    label: str
    administrator: bool = False
    scopes: frozenset[str] = frozenset()

    @property
    def secretariat(self) -> bool:
        """Say whether this actor runs programmes."""
        return self.administrator or bool(self.scopes)

    @property
    def everywhere(self) -> bool:
        """Say whether this actor's scope is the whole network."""
        return self.administrator or "" in self.scopes


VISITOR = Actor(id=None, label="visitor")


def machine(name: str) -> Actor:
    """Return the actor for a job or command of this name."""
    return Actor(id=None, label=f"machine:{name}", administrator=True)
