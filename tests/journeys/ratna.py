"""What Ratna does, who looks after the hub.

Plan, appoint, hand messages over, close a session, issue and revoke certificates.
"""

import time
from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

from playwright.sync_api import Locator

from tests.journeys.story import COHORT, NETWORK, ROOM, TRAINING, WEBINAR, Story
from tests.journeys.visitor import Visitor

THERESIA = "Theresia Ina Tukan, S.Sos."
THERESIA_AT = "theresia@contoh.example"
SIGNATORY = "Drs. Petrus Kanisius Bala, M.A."
REASON = "Pembicara berhalangan hadir."
TITLE = "Air bersih di masa tanggap darurat"


class Ratna(Visitor):
    """The administrator, at a desk with a wide window."""

    def __init__(self, story: Story) -> None:
        super().__init__(story.window(language=story.say.other), story.say)
        self.story = story

    def signs_in(self) -> None:
        """Open the link that `init` printed, switch the language, and press the button."""
        self.page.goto(self.story.hub.first_sign_in)
        self.page.get_by_role("banner").get_by_role("button", name=self.say.own_name).click()
        self.page.wait_for_load_state()
        self.looks().presses("Sign in").reads("What is the network called?")
        self.follows("Today").reads("nothing waits for you")

    def says_who_signs(self) -> None:
        """Name who signs the network's certificates."""
        self.follows("Settings").follows("Secretariats").follows_name(NETWORK)
        self.writes({"Who signs": SIGNATORY, "Position": "Sekretaris Jenderal", "Place": "Kupang"})
        self.presses("Save").reads_words(SIGNATORY)

    def starts_the_webinar(self) -> None:
        """Start the weekly webinar with two dates, from tomorrow on, and publish it."""
        self._starts("Webinar", WEBINAR)
        tomorrow = self.story.session.starts + timedelta(days=1)
        self.follows("New weekly series")
        self.writes(
            {
                "From": f"{tomorrow:%Y-%m-%d}",
                "Until and including": f"{tomorrow + timedelta(weeks=1):%Y-%m-%d}",
                "Starts at": "14:00",
                "Ends at": "16:00",
            }
        )
        self.field("Day of the week").select_option(str(tomorrow.weekday()))
        self.field("Afterwards always keep the next %(weeks)s weeks planned", weeks=12).uncheck()
        self._plans()
        self._publishes()

    def starts_the_training(self) -> None:
        """Start a training with two places on two dates, the first running now, and publish it."""
        session = self.story.session
        self._starts("Training", TRAINING)
        self.follows("New cohort").writes(
            {
                "Name of the cohort": COHORT,
                "Places": "2",
                "Address of the room (Zoom or another)": ROOM,
            }
        )
        days = (session.starts, session.starts + timedelta(days=1))
        self.field("Dates, one a line").fill("\n".join(f"{day:%Y-%m-%d}" for day in days))
        self.writes(
            {"Starts at": f"{session.starts:%H:%M}", "Ends at": f"{session.planned_end:%H:%M}"}
        )
        self._plans()
        self._publishes()

    def _plans(self) -> None:
        """Look at the dates, and plan every one, holidays too."""
        self.presses("See the dates")
        for box in self.main.locator("[name=dates]").all():
            box.check()
        self.presses("Plan the ticked dates")

    def _starts(self, kind: str, name: str) -> None:
        self.follows("Programmes").follows("New programme")
        self.field(kind).check()
        self.writes({"Name": name, "What it is about": "Bersama lembaga dari seluruh Indonesia."})
        self.presses("Start the programme")

    def _publishes(self) -> None:
        self.follows("Publish it on its page").presses("Publish")
        self.reads("Published. Everybody sees the programme and its dates now.")

    def appoints_theresia(self) -> None:
        """Make Theresia the facilitator of the session, coming from the training's programme."""
        self.follows_name(COHORT).follows("Appoint somebody")
        self.writes({"Full name with titles": THERESIA, "E-mail address": THERESIA_AT})
        self.field("Role").select_option(label=self.say("Facilitator"))
        self.presses("Appoint").reads("Can sign in").reads_words(THERESIA_AT)

    def reads_the_message(self, kind: str, to: str) -> str:
        """Find the newest message of a kind to somebody under "Pesan", and return its text."""
        self.opens("/desk/pesan").follows_name(to, within=self._message(kind, to).first)
        if self.main.get_by_role("button", name=self.say("Read it to hand it over")).count():
            self.presses("Read it to hand it over")
        return self.main.locator("pre").inner_text()

    def waits_for_the_message(self, kind: str, to: str) -> None:
        """Look under "Pesan" until the worker has seen to a message of a kind to somebody."""
        self.opens("/desk/pesan")
        deadline = time.monotonic() + 20
        while not self._message(kind, to).count():
            assert time.monotonic() < deadline, self.main.inner_text()
            time.sleep(0.2)
            self.page.reload()
        self.waits_for_the_worker()

    def _message(self, kind: str, to: str) -> Locator:
        return self.page.get_by_role("row").filter(has_text=self.say(kind)).filter(has_text=to)

    def whatsapp_number(self) -> str:
        """Return the number to which WhatsApp would send the message on the page."""
        address = (
            self.main.get_by_role("link", name=self.say("Send by WhatsApp")).get_attribute("href")
            or ""
        )
        return urlsplit(address).path.removeprefix("/")

    def waits_for_the_worker(self) -> None:
        """Wait until the worker has seen to every message."""
        deadline = time.monotonic() + 20
        while self.story.hub.rows("SELECT 1 FROM letter WHERE state NOT IN ('kept', 'dropped')"):
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def cancels_the_second_session(self) -> None:
        """Cancel the training's second date, with a reason."""
        self._goes_to(TRAINING, COHORT)._opens_the_change(2).writes(
            {"Why it will not take place": REASON}
        )
        self.presses("Cancel this session").reads("Cancelled.")

    def adds_a_place(self) -> None:
        """Raise the capacity of the first session to three, coming from the second one."""
        self.follows_name(f"{TRAINING}, {COHORT}")._opens_the_change(1).writes(
            {"Places": "3"}
        ).presses("Save").reads("Saved.")

    def closes_the_session(self) -> None:
        """Write down when the first session really ended."""
        self._goes_to(TRAINING, COHORT)._opens_the_change(1)
        self.writes({"Ends at": f"{self.story.session.ends:%H:%M}"}).presses("Save").reads("Saved.")

    def names_the_next_webinar(self) -> None:
        """Give the next webinar its topic."""
        self._goes_to(WEBINAR, WEBINAR)._opens_the_change(1).writes({"Title": TITLE}).presses(
            "Save"
        ).reads("Saved.")

    def _goes_to(self, programme: str, series: str) -> Self:
        return (
            self.follows("Programmes")
            .follows_name(programme)
            .follows_name(series, within=self.main.get_by_role("table"))
        )

    def _opens_the_change(self, number: int) -> Self:
        return self.follows("Change", within=self.page.get_by_role("row").nth(number))

    def goes_to_the_certificates(self) -> Self:
        """Open the dry run of the training."""
        return self.follows("Certificates").follows_name(f"{TRAINING}, {COHORT}")

    def issues_two_certificates(self) -> None:
        """Issue what the dry run promised."""
        self.presses("Issue %(num)d certificates", num=2).reads("Certificates issued: %(n)s.", n=2)

    def revokes(self, number: str, reason: str) -> None:
        """Take a certificate back."""
        self.goes_to_the_certificates().follows_name(number)
        self.writes({"Reason": reason}).presses("Revoke").reads(
            "Revoked. The check page says so from now on."
        )
