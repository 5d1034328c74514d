"""A ZIP is written part after part, and leaves nothing behind, whatever fails."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from webinar_hub.kit.archive import Archive

MADE = datetime(2026, 11, 26, 14, tzinfo=UTC)


def _broken() -> Iterator[bytes]:
    yield b"one"
    raise ValueError("two")


def test_what_is_put_in_comes_out_and_nothing_stays(tmp_path: Path) -> None:
    archive = Archive(tmp_path, MADE)
    archive.put("berkas/a.pdf", b"%PDF-")
    archive.put("berkas/b.xlsx", iter([b"one", b"two"]))
    with zipfile.ZipFile(io.BytesIO(b"".join(archive.read()))) as read:
        assert read.testzip() is None
        assert {name: read.read(name) for name in read.namelist()} == {
            "berkas/a.pdf": b"%PDF-",
            "berkas/b.xlsx": b"onetwo",
        }
        assert read.getinfo("berkas/a.pdf").date_time == (2026, 11, 26, 14, 0, 0)
    assert list(tmp_path.iterdir()) == []


def test_a_part_that_fails_takes_all_with_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path, MADE)
    archive.put("a", b"one")
    with pytest.raises(ValueError, match="two"):
        archive.put("b", _broken())
    archive.drop()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValueError, match="closed"):
        archive.read()
