"""What Theresia does, who leads the session.

Sign in by link, take the list along, bring the report in, decide the doubtful name.
"""

import csv
import io
from typing import Self

import openpyxl
from playwright.sync_api import FilePayload

from tests.journeys.ratna import THERESIA_AT
from tests.journeys.story import Story
from tests.journeys.visitor import Visitor


class Theresia(Visitor):
    """The facilitator, at a desk with a wide window."""

    def __init__(self, story: Story) -> None:
        super().__init__(story.window(language=story.say.language), story.say)
        self.story = story

    def asks_for_a_link(self) -> None:
        """Open the desk, be asked who one is, and leave one's address."""
        self.opens("/desk/").writes({"E-mail address": THERESIA_AT}).presses(
            "Send me the link"
        ).reads("Check your e-mail")

    def signs_in(self, link: str) -> None:
        """Open the link that came and press its button."""
        self.opens(link).presses("Sign in").reads("Today")

    def sees_her_own_sessions(self) -> list[list[str]]:
        """Return the sessions that the desk shows her."""
        return self.follows("Programmes").rows("Sessions you lead")

    def opens_the_session(self) -> Self:
        """Open the session's screen from the list of her sessions."""
        return self.follows("Session %(number)s", number=1)

    def takes_the_list_as_csv(self) -> list[list[str]]:
        """Download the attendee list as CSV and return its rows."""
        return list(csv.reader(io.StringIO(self.takes("button", "CSV").decode("utf-8-sig"))))

    def takes_the_list_as_xlsx(self) -> list[list[str]]:
        """Download the attendee list as XLSX and return its rows, as text."""
        sheet = openpyxl.load_workbook(io.BytesIO(self.takes("button", "XLSX"))).active
        assert sheet is not None
        return [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.iter_rows(values_only=True)
        ]

    def brings_the_report(self, report: bytes) -> None:
        """Upload the platform's report."""
        file = FilePayload(name="participants_91234567890.csv", mimeType="text/csv", buffer=report)
        self.field("Attendance report").set_input_files(file)
        self.presses("Import the report")

    def sees_why(self) -> list[list[str]]:
        """Return who was matched to whom and why, with the minutes of each name in the report."""
        self.follows("Who was matched, and why")
        return [
            row[:4]
            for row in self.rows(
                "%(shown)s of %(all)s names, in the order of the report.", shown=4, all=4
            )
        ]

    def decides(self, name: str) -> None:
        """Say in the review that the name in question is somebody's on the list."""
        self.main.get_by_role("radio", name=name).check()
        self.presses("Accept").reads("Every name is decided")

    def sees_the_minutes(self) -> dict[str, str]:
        """Return the minutes of each person in the session's list."""
        self.follows("To the session")
        people = self.table("%(shown)s of %(num)d people, by name", shown=3, num=3).locator(
            "tbody tr"
        )
        names = [cell.splitlines()[0] for cell in people.locator("th").all_inner_texts()]
        return dict(zip(names, people.locator("td:last-child").all_inner_texts(), strict=True))
