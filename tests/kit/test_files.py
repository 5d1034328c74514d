"""Stored files behave alike in a folder and in a store, and a store that fails holds nobody up."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import stores
from webinar_hub.kit.errors import Refused, Unreachable, Unwritable
from webinar_hub.kit.files import Files, Folder, Stored, StoreFailed
from webinar_hub.kit.store import Store


def store(endpoint: str, bucket: str, patience: float = 20, pause: float = 60) -> Store:
    """Return a store; it waits for long, as tests run where much else does."""
    return Store(
        bucket,
        endpoint,
        stores.REGION,
        stores.KEY,
        stores.SECRET,
        patience=patience,
        pause=pause,
    )


@pytest.fixture(params=["folder", "store"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Files]:
    """Yield empty files of each kind."""
    if request.param == "folder":
        yield Folder(tmp_path / "files")
    else:
        endpoint = request.getfixturevalue("store_endpoint")
        yield store(endpoint, stores.new_bucket(endpoint))


def test_what_was_put_is_there_until_it_is_replaced_or_removed(files: Files) -> None:
    assert files.get("logo", "a.png") is None
    files.put("logo", "a.png", b"first")
    files.put("certificates", "a.png", b"of another room")
    assert files.get("logo", "a.png") == b"first"
    files.put("logo", "a.png", b"\0second")
    assert files.get("logo", "a.png") == b"\0second"
    files.remove("logo", ["a.png", "never.png"])
    files.remove("logo", [])
    assert files.get("logo", "a.png") is None
    assert files.get("certificates", "a.png") == b"of another room"
    files.put("logo", "empty", b"")
    assert files.get("logo", "empty") == b""


def test_everything_is_listed_in_the_order_of_the_names(files: Files) -> None:
    assert list(files.every()) == []
    for name, content in {"b.pdf": b"22", "a.pdf": b"1", "c.pdf": b""}.items():
        files.put("certificates", name, content)
    files.put("logo", "a.png", b"333")
    assert list(files.every()) == [
        Stored("certificates", "a.pdf", 1),
        Stored("certificates", "b.pdf", 2),
        Stored("certificates", "c.pdf", 0),
        Stored("logo", "a.png", 3),
    ]


def test_what_is_removed_while_a_folder_is_listed_is_passed_over(tmp_path: Path) -> None:
    files = Folder(tmp_path / "files")
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        files.put("materials", name, b"x")
    listed = files.every()
    first = next(listed)
    files.remove("materials", ["b.pdf"])
    assert [each.name for each in (first, *listed)] == ["a.pdf", "c.pdf"]


def test_a_store_lists_more_than_it_hands_out_at_a_time(store_endpoint: str) -> None:
    many = store(store_endpoint, stores.new_bucket(store_endpoint))
    names = [f"{number:04}.pdf" for number in range(203)]
    for name in names:
        many.put("certificates", name, b"x")
    assert [each.name for each in many.every()] == names
    many.remove("certificates", names)
    assert list(many.every()) == []


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "a/b", ".hidden", "a\0", "a b", "%2e%2e"])
def test_a_name_that_leads_elsewhere_is_no_name(files: Files, name: str) -> None:
    acts: list[Callable[[], object]] = [
        lambda: files.get("logo", name),
        lambda: files.put("logo", name, b"x"),
        lambda: files.remove("logo", [name]),
        lambda: files.get(name, "a"),
    ]
    for does in acts:
        with pytest.raises(ValueError, match="not a stored name"):
            does()


def test_what_is_not_ours_is_not_listed(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.put("logo", "a.png", b"x")
    for other in ("logo/.tmp1", "logo/a_b", "top.txt", "UPPER/a"):
        (tmp_path / other).parent.mkdir(exist_ok=True)
        (tmp_path / other).write_bytes(b"x")
    assert [each.path for each in folder.every()] == ["logo/a.png"]


_ACTS: dict[str, tuple[Callable[[Store], object], type[Refused]]] = {
    "put": (lambda files: files.put("logo", "a.png", b"x"), Unwritable),
    "get": (lambda files: files.get("logo", "a.png"), Unreachable),
    "remove": (lambda files: files.remove("logo", ["a.png"]), Unreachable),
    "list": (lambda files: list(files.every()), Unreachable),
}


def said(act: str, files: Store) -> str:
    """Do something that is refused; return the reason that the log has."""
    does, refused = _ACTS[act]
    with pytest.raises(refused) as told:
        does(files)
    assert isinstance(told.value.__cause__, StoreFailed)
    assert "%(" not in str(told.value)
    return str(told.value.__cause__)


@pytest.mark.parametrize("act", _ACTS)
def test_a_store_that_fails_refuses_and_says_why(
    act: str, store_endpoint: str, caplog: pytest.LogCaptureFixture
) -> None:
    with stores.that_is_silent() as silent:
        nobody = silent.endpoint
    gone = f"The store of files {nobody}/hub: it does not answer"
    assert said(act, store(nobody, "hub")) == gone
    with stores.that_refuses() as endpoint:
        assert said(act, store(endpoint, "hub")).endswith(
            "does not take the key, or does not allow this"
        )
    assert said(act, store(store_endpoint, "never-made")).endswith("there is no such bucket")
    assert gone in caplog.text
    assert stores.SECRET not in caplog.text


@pytest.mark.parametrize(("pause", "asked_again"), [(60, 0), (0, 1)])
def test_nobody_waits_for_a_store_that_kept_somebody_waiting(
    pause: float, asked_again: int
) -> None:
    with stores.that_is_silent() as silent:
        slow = store(silent.endpoint, "hub", patience=0.2, pause=pause)
        assert said("get", slow).endswith("it does not answer")
        assert silent.asked() == 1
        assert said("put", slow).endswith(
            "it did not answer a moment ago" if pause else "it does not answer"
        )
        assert silent.asked() == asked_again


def test_a_store_that_answers_again_is_asked_as_before() -> None:
    # It drops the first connection, and the one of the second try.
    with stores.that_refuses(after=2) as endpoint:
        back = store(endpoint, "hub", pause=0)
        reasons = [said("get", back) for _time in range(3)]
    assert reasons[0].endswith("it does not answer")
    assert all(reason.endswith("or does not allow this") for reason in reasons[1:])
