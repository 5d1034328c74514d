"""read-report: minutes computed by hand, and what it says of anything else."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from webinar_hub.attendance.command import read_report_command
from webinar_hub.config import ROOT

REPORTS = Path(__file__).parent / "reports"
HOURS = ["--start", "2026-11-26T14:00", "--end", "2026-11-26T16:00", "--zone", "WIB"]
REGISTRANTS = ["--registrants", str(REPORTS / "registrants.csv")]


def run(capsys: pytest.CaptureFixture[str], *files: str) -> tuple[int, dict[str, Any]]:
    """Return the exit status and the JSON of the reports together."""
    status = read_report_command(
        [*(str(REPORTS / file) for file in files), *HOURS, *REGISTRANTS, "--json"]
    )
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, result


@pytest.mark.parametrize(
    ("files", "status", "minutes"),
    [
        (
            ["header_block.csv"],
            1,  # line 17 leaves before it joins
            {
                # 13.52.10-14.40.00 and 14.38.30-16.07.45 are one stay, clipped to 14.00-16.00
                "r01": 120,
                # 14.05.30-15.59.30
                "r05": 114,
                # 14.10-15.10
                "r06": 60,
                # 14.15-14.45
                "r03": 30,
                # 14.30.00-15.30.15
                "r08": 60.25,
                # 13.30-13.58 is before the start; 15.00-17.12 is clipped to 15.00-16.00
                "r09": 60,
                # 14.20-15.20, by the code
                "r04": 60,
                # 14.00-14.30; the other row cannot be read
                "r10": 30,
            },
        ),
        (
            ["flat.csv"],
            0,
            {
                # 13.50.00-13.59.30 in the waiting room is nothing; 13.59.30-14.59.30 clipped: 59.5;
                # 15.10.00-15.40.20: 30 min 20 s
                "r02": 59.5 + 30 + 20 / 60,
                # 14.00-15.00 and 14.30-15.45 overlap by 30: 60 + 75 - 30
                "r12": 105,
                # 14.00-16.30 clipped
                "r08": 120,
                # 14.45.30-15.00.00
                "r07": 14.5,
                # 14.00-14.01, one word at a shared address
                "r06": 1,
            },
        ),
        # 137 minutes in all and 25 on a second device may overlap: only the longer counts, at
        # most the 120 of the meeting.
        (["unique.csv"], 1, {"r01": 120, "r09": 64, "r11": 0}),
        # 13.55-15.20 and 14.10-16.20 clipped: 80 and 110; 15.00-15.45
        (["with_meeting_data.csv"], 0, {"r01": 80, "r08": 110, "r09": 45}),
        # 14.00.05-15.59.05; the waiting room 13.58-14.00 is nothing, 14.00.00-14.59.59
        (["sentence_case.csv"], 0, {"r01": 119, "r08": 59 + 59 / 60}),
        # 13.59.05-14.45.30 clipped 45.5, and 14.50.30-16.00.30 clipped 69.5; 14.10-15.10
        (["indonesian.csv"], 0, {"r01": 45.5 + 69.5, "r08": 60}),
        (["indonesian_unique.csv"], 0, {"r01": 118, "r08": 35}),
        # 14.00-15.30; the other row is the waiting room
        (["spanish.csv"], 0, {"r01": 90, "r08": 0}),
        # Two files: 13.55-15.20 and 14.00-15.30 make 14.00-15.30; 14.10-16.20 clipped
        (["with_meeting_data.csv", "spanish.csv"], 0, {"r01": 90, "r08": 110, "r09": 45}),
        # Stays of 90 and 0 minutes beside totals of 118 and 35: the longer of each.
        (["spanish.csv", "indonesian_unique.csv"], 0, {"r01": 118, "r08": 35}),
        # 62 minutes in all between 13.52 and 16.05; 15.30-16.12 clipped; 14.10-14.10
        (["meet_two_names.csv"], 0, {"r01": 62, "r03": 30, "r07": 0}),
    ],
)
def test_minutes_are_those_computed_by_hand(
    capsys: pytest.CaptureFixture[str], files: list[str], status: int, minutes: dict[str, float]
) -> None:
    found, result = run(capsys, *files)
    assert found == status
    assert {one["registrant"]: one["seconds"] for one in result["people"]} == {
        who: round(60 * each) for who, each in minutes.items()
    }


def test_the_json_says_every_row_by_file_and_line(capsys: pytest.CaptureFixture[str]) -> None:
    _status, result = run(capsys, "header_block.csv")
    file = str(REPORTS / "header_block.csv")
    assert list(result) == ["format", "links", "people", "problems"]
    assert result["format"] == "zoom-meeting"
    assert [(link["line"], link["registrant"]) for link in result["links"]] == [
        *(
            (5, "r01"),
            (6, "r01"),
            (7, "r06"),
            (8, "r05"),
            (9, None),
            (10, "r03"),
            (11, None),
            (12, None),
        ),
        *((13, "r08"), (14, "r09"), (15, "r09"), (16, "r04"), (18, "r10"), (20, None)),
    ]
    assert next(link for link in result["links"] if link["line"] == 12) == {
        "file": file,
        "line": 12,
        "name": "Budi Santoso",
        "email": "rizki.pratama@gmail.com",
        "registrant": None,
        "proposals": [
            {"registrant": "r11", "score": 95, "why": "Same name"},
            {"registrant": "r07", "score": 70, "why": "Same e-mail address"},
        ],
    }
    assert result["problems"] == [
        {
            "file": file,
            "line": 17,
            "what": "Maria br. Sitompul leaves before joining: this stay counts nothing.",
        }
    ]


def test_without_registrants_every_row_is_for_review(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_report_command([str(REPORTS / "spanish.csv"), *HOURS]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Format zoom-meeting: 2 rows, 0 decided.",
        (
            f"{REPORTS / 'spanish.csv'}:2: for review: Sri Wahyuni <sri.wahyuni@pelitamutis.org>: "
            "Nobody on the list is alike"
        ),
    ]


@pytest.mark.parametrize(
    ("start", "end", "zone"),
    [
        ("2026-11-26T14:00", "2026-11-26T16:00", "wib"),
        ("2026-11-26T14:00", "2026-11-26T16:00", "Asia/Pontianak"),
        ("2026-11-26T07:00Z", "2026-11-26T18:00+09:00", "WIB"),
        ("2026-11-26 14:00", "20261126T1600", "Asia/Jakarta"),
    ],
)
def test_hours_may_name_their_own_offset(
    capsys: pytest.CaptureFixture[str], start: str, end: str, zone: str
) -> None:
    arguments = [
        str(REPORTS / "flat.csv"),
        "--start",
        start,
        "--end",
        end,
        "--zone",
        zone,
        *REGISTRANTS,
        "--json",
    ]
    assert read_report_command(arguments) == 0
    people = json.loads(capsys.readouterr().out)["people"]
    assert {"registrant": "r12", "seconds": 105 * 60} in people


def test_the_zone_is_the_clock_of_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    # Read as WITA, 14.00-15.00 and 14.30-15.45 are 13.00-14.45 WIB, of which 45 minutes count.
    hours = [
        "--start",
        "2026-11-26T14:00+07:00",
        "--end",
        "2026-11-26T16:00+07:00",
        "--zone",
        "WITA",
    ]
    read_report_command([str(REPORTS / "flat.csv"), *hours, *REGISTRANTS, "--json"])
    assert {"registrant": "r12", "seconds": 45 * 60} in json.loads(capsys.readouterr().out)[
        "people"
    ]


@pytest.mark.parametrize("file", ["google_form.csv", "registrants.csv"])
def test_any_other_file_is_not_recognised(capsys: pytest.CaptureFixture[str], file: str) -> None:
    assert (
        read_report_command([str(REPORTS / "flat.csv"), str(REPORTS / file), *HOURS, "--json"]) == 2
    )
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"read-report: {REPORTS / file}: The file was not recognised")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            ["--start", "kemarin"],
            "“kemarin” is no date with a time: write it like 2026-11-26T14:00.",
        ),
        (
            ["--end", "2026-11-26T14:00"],
            "the meeting must end after it starts: 2026-11-26T14:00 is not before 2026-11-26T14:00.",
        ),
        (
            ["--zone", "WIBB"],
            "“WIBB” is no time zone: write WIB, WITA, WIT or a name such as Asia/Jakarta.",
        ),
        (
            ["--zone", "../etc"],
            "“../etc” is no time zone: write WIB, WITA, WIT or a name such as Asia/Jakarta.",
        ),
        (
            ["--registrants", "nowhere.csv"],
            "nowhere.csv cannot be read: No such file or directory.",
        ),
        (
            ["--registrants", str(REPORTS / "meet.csv")],
            (
                f"{REPORTS / 'meet.csv'} has no column id, phone, organisation; "
                "the columns are id,name,email,phone,organisation and optionally code."
            ),
        ),
    ],
)
def test_an_argument_that_cannot_be_used_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], changed: list[str], sentence: str
) -> None:
    assert read_report_command([str(REPORTS / "flat.csv"), *HOURS, *REGISTRANTS, *changed]) == 2
    assert capsys.readouterr().err == f"read-report: {sentence}\n"


def test_registrants_with_a_repeated_id_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "registrants.csv"
    file.write_text(
        "id;name;email;phone;organisation\n1;Sumarni;;;\n1;Yohana Kambu;;;\n", "utf-8-sig"
    )
    assert read_report_command([str(REPORTS / "flat.csv"), *HOURS, "--registrants", str(file)]) == 2
    assert capsys.readouterr().err == f"read-report: {file} has an empty or repeated id: 1.\n"


def test_it_is_a_command_of_the_hub(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "webinar_hub",
            "read-report",
            str(REPORTS / "registrants.csv"),
            *HOURS,
        ],
        cwd=ROOT,
        env={"WEBINAR_HUB_INSTANCE": str(tmp_path / "never-made")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert not (tmp_path / "never-made").exists()
