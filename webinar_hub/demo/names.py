"""Indonesian names by tradition, and the words that names of organisations are made of."""

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_DATA = Path(__file__).with_name("data")


def read(name: str) -> dict[str, Any]:
    """Return what a file of the demo's data holds."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Tradition:
    """How names are made somewhere: a given name, then a second part.

    Where second_women is empty, women's second part is that of men. faith is what titles may say:
    muslim, christian, hindu or any.
    """

    faith: str
    men: list[str]
    women: list[str]
    second_men: list[str]
    second_women: list[str] | None = None

    def draw(self, rng: random.Random, *, woman: bool) -> str:
        """Return a name without titles."""
        given = rng.choice(self.women if woman else self.men)
        second = (self.second_women or self.second_men) if woman else self.second_men
        return f"{given} {rng.choice(second)}"


_NAMES = read("names")
TRADITIONS = {key: Tradition(**pools) for key, pools in _NAMES["traditions"].items()}
MONONYMS: list[str] = _NAMES["mononyms"]
BY_REGION: dict[str, str] = _NAMES["by_region"]
TITLES: list[tuple[str, str, str, str]] = [tuple(each) for each in _NAMES["titles"]]
