"""Hand over a file to keep."""

import unicodedata
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from flask import Response, request, stream_with_context
from werkzeug.wsgi import wrap_file


def attachment(content: bytes | Iterator[bytes], name: str, mimetype: str) -> Response:
    """Return an answer that a browser stores as a file (RFC 6266), sent part by part as it comes.

    Its name keeps letters, digits, dots and hyphens of any script.
    """
    sent = content if isinstance(content, bytes) else stream_with_context(content)
    return Response(sent, mimetype=mimetype, headers=_named(name))


def open_attachment(file: IO[bytes], name: str, mimetype: str) -> Response:
    """Return an answer as `attachment` does, of an open file, which the server closes.

    It sends it without a thread: whoever reads a long one slowly, or not at all, stops nobody.
    """
    handed = wrap_file(request.environ, file)
    return Response(handed, mimetype=mimetype, headers=_named(name), direct_passthrough=True)


def _named(name: str) -> dict[str, str]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    own = "" if plain == name else f"; filename*=UTF-8''{quote(name)}"
    return {"Content-Disposition": f'attachment; filename="{plain}"{own}'}
