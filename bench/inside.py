"""The hub inside this process, to count the statements that a page needs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context

from flask import Flask
from sqlalchemy import Engine, event

from bench.visitor import Visitor


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements sent to a database inside the block."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


class Inside(Visitor):
    """A visitor inside the process, for counting."""

    def __init__(self, app: Flask) -> None:
        super().__init__(0)
        self._client = app.test_client()

    def ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, Mapping[str, str], str]:
        """Return status, headers and text of an answer."""
        kind = "application/x-www-form-urlencoded" if method == "POST" else None
        answer = Context().run(
            self._client.open, path, method=method, data=body, headers=headers, content_type=kind
        )
        return (
            answer.status_code,
            {name.lower(): value for name, value in answer.headers.items()},
            answer.text,
        )
