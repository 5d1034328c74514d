"""Hand over a file to keep."""

import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, stream_with_context


def attachment(content: bytes | Iterator[bytes], name: str, mimetype: str) -> Response:
    """Return an answer that a browser stores as a file (RFC 6266), sent part by part as it comes.

    Its name keeps letters, digits, dots and hyphens of any script.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    own = "" if plain == name else f"; filename*=UTF-8''{quote(name)}"
    return Response(
        content if isinstance(content, bytes) else stream_with_context(content),
        mimetype=mimetype,
        headers={"Content-Disposition": f'attachment; filename="{plain}"{own}'},
    )
