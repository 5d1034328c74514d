"""What participants do, on their phones.

Register, join, cancel, come back, fetch their certificates.
"""

from typing import Self
from urllib.parse import unquote, urlsplit

from tests.journeys.story import NETWORK, TRAINING, Story
from tests.journeys.visitor import Visitor, address_in


class Participant(Visitor):
    """Somebody with a phone and no account; contact is an e-mail address or a telephone number."""

    def __init__(self, story: Story, name: str, contact: str, district: str) -> None:
        super().__init__(story.window(width=360, language=story.say.language), story.say)
        self.story = story
        self.name = name
        self.contact = contact
        self.district = district
        self.link = ""

    def finds_the_session(self) -> Self:
        """Come from the front page to the training's first session.

        See its hours in three zones.
        """
        return (
            self.opens("/")
            .follows("Programmes")
            .follows_name(TRAINING)
            .follows("Session %(number)s", number=1)
        )

    def hours_in_three_zones(self) -> list[str]:
        """Return the zones and hours at the head of the page."""
        return self.main.locator(".zones dt, .zones dd.h").all_inner_texts()

    def fills_in_the_form(self, button: str) -> Self:
        """Fill in the form and send it with its button; the organisation is typed and found."""
        self.writes({"Full name": self.name, "Mobile number or e-mail": self.contact})
        self._finds("Organisation", "#lembaga-l", NETWORK[:6])
        self._finds("District or city", "#wilayah-l", self.district)
        self.field("Send me news of the next webinars and trainings.").check()
        return self.presses(button)

    def _finds(self, label: str, names: str, letters: str) -> None:
        """Type some letters and take the first name that is offered."""
        self.field(label).press_sequentially(letters)
        self.page.locator(f"{names} option").first.wait_for(state="attached")
        self.field(label).fill(
            self.page.locator(f"{names} option").first.get_attribute("value") or ""
        )

    def is_told_where_the_form_ended(self) -> Self:
        """Stand on the page of the form that was just sent."""
        assert urlsplit(self.page.url).path.startswith("/terdaftar/")
        return self

    def opens_the_link_in(self, letter: str) -> Self:
        """Open the personal link of a letter, say that the form was one's own, keep the address."""
        self.link = address_in(letter, "/saya/")
        return (
            self.opens(self.link)
            .reads("Are you %(name)s?", name=self.name)
            .presses("Yes, it is mine")
        )

    def shared_address(self) -> str:
        """Return the one address in what "Share by WhatsApp" sends.

        The public one, as it stands on the page.
        """
        link = (
            self.main.get_by_role("link", name=self.say("Share by WhatsApp")).get_attribute("href")
            or ""
        )
        address = address_in(unquote(urlsplit(link).query), "/")
        assert address == self.main.locator("code", has_text="/k/").inner_text()
        return address

    def joins(self) -> tuple[str, str]:
        """Press "Gabung" and return the room's address with the name to use in Zoom."""
        self.presses("Join").reads("Use this as your name in %(platform)s", platform="Zoom")
        way_in = self.say("Join in %(platform)s", platform="Zoom")
        room = self.main.get_by_role("link", name=way_in).get_attribute("href")
        return str(room), self.main.locator("#zoom-name").inner_text()

    def takes_the_form_back(self) -> None:
        """Cancel on the page of the form what it entered."""
        self.main.get_by_text(self.say("Cancel this registration")).first.click()
        self.presses("Cancel this registration").reads("This registration is cancelled")

    def comes_back(self) -> Self:
        """Open one's own page again."""
        return self.opens(self.link)
