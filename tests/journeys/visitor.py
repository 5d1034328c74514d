"""A visitor of the hub, who looks hard at every page on the way."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import LookedAt, too_wide
from tests.journeys.words import Words


class Visitor:
    """Somebody in a window of their own, who reads in one language.

    What is on the page is named by its English sentence.

    within narrows a search to a part of the page; words of people, such as names, are looked for as
    they are.
    """

    looked_at: LookedAt

    def __init__(self, page: Page, say: Words) -> None:
        self.page = page
        self.say = say
        self._complaints: list[str] = []
        page.on(
            "console",
            lambda message: (
                self._complaints.append(f"console: {message.text}")
                if message.type == "error"
                else None
            ),
        )
        page.on("pageerror", lambda error: self._complaints.append(f"script: {error}"))

    @property
    def main(self) -> Locator:
        """Return the page's content, without its head and foot."""
        return self.page.locator("main")

    def opens(self, address: str) -> Self:
        """Open an address, as from a message."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address}: {answer.status}"
        return self.looks()

    def follows(self, label: str, *, within: Locator | None = None, **values: object) -> Self:
        """Follow the link that begins with a label, looking at the menu last."""
        return self._goes(self._control("link", self.say(label, **values), within))

    def follows_name(self, name: str, *, within: Locator | None = None) -> Self:
        """Follow the link that begins with the name of somebody or something."""
        return self._goes(self._control("link", name, within))

    def unfolds(self, label: str) -> Self:
        """Open what is folded under a label."""
        self.main.locator("summary").filter(has_text=self.say(label)).click()
        return self

    def presses(self, label: str, *, within: Locator | None = None, **values: object) -> Self:
        """Press the button that begins with a label, and go where it leads."""
        return self._goes(self._control("button", self.say(label, **values), within))

    def field(self, label: str, **values: object) -> Locator:
        """Return the field with a label."""
        return self.main.get_by_label(self.say(label, **values), exact=True)

    def writes(self, filled: Mapping[str, str]) -> Self:
        """Fill in fields by their labels."""
        for label, text in filled.items():
            self.field(label).fill(text)
        return self

    def takes(self, role: str, label: str) -> bytes:
        """Press what hands over a file, and return what is in it."""
        with self.page.expect_download() as arriving:
            self._control(role, label, self.main).click()
        return Path(arriving.value.path()).read_bytes()

    def reads(self, *sentences: str, **values: object) -> Self:
        """Find sentences on the page."""
        for sentence in sentences:
            expect(self.main).to_contain_text(self.say(sentence, **values))
        return self

    def reads_words(self, *words: str) -> Self:
        """Find words of people on the page, such as names and numbers."""
        for each in words:
            expect(self.main).to_contain_text(each)
        return self

    def table(self, caption: str, **values: object) -> Locator:
        """Return the table with a caption."""
        return self.page.get_by_role("table", name=self.say(caption, **values))

    def rows(self, caption: str, **values: object) -> list[list[str]]:
        """Return the cells of the table with a caption, row by row, white space folded."""
        lines = self.table(caption, **values).locator("tbody tr").all()
        return [
            [" ".join(cell.split()) for cell in line.locator("th, td").all_inner_texts()]
            for line in lines
        ]

    def looks(self) -> Self:
        """Fail for anything that stands in somebody's way on the page.

        What axe finds, another language, sideways scrolling, errors.

        Axe does not go twice over a page that is built the same.
        """
        wrong = [*too_wide(self.page), *self._complaints, *self.looked_at.barriers(self.page)]
        if (spoken := self.page.evaluate("document.documentElement.lang")) != self.say.language:
            wrong.append(f"speaks {spoken}")
        self._complaints.clear()
        assert wrong == [], f"{self.page.url}: {wrong}"
        return self

    def _control(self, role: str, label: str, within: Locator | None) -> Locator:
        # The browser tool hands the expression on as JavaScript's, between slashes.
        name = re.compile(r"^\s*" + re.escape(label).replace("/", r"\/"))
        assert role in ("button", "link")
        for place in (within or self.main, self.page.locator("body")):
            found = (
                place.get_by_role("button", name=name)
                if role == "button"
                else place.get_by_role("link", name=name)
            )
            if found.count():
                return found.first
        raise AssertionError(
            f"{self.page.url} has no {role} {label!r}: {self.main.inner_text()[:2000]}"
        )

    def _goes(self, control: Locator) -> Self:
        with self.page.expect_navigation(wait_until="load") as leading:
            control.click()
        answer = leading.value
        assert answer.status == 200, (
            f"{self.page.url}: {answer.status} {self.main.inner_text()[:2000]}"
        )
        return self.looks()


def address_in(text: str, path: str) -> str:
    """Return the one address in a text that leads to a path of the hub."""
    found = {str(address) for address in re.findall(r"https?://\S+", text)}
    [address] = [address for address in found if urlsplit(address).path.startswith(path)]
    return address
