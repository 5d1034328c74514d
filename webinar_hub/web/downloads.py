"""Hand over a file to keep."""

import unicodedata
from urllib.parse import quote

from flask import Response


def attachment(content: bytes, name: str, mimetype: str) -> Response:
    """Return an answer that a browser stores as a file (RFC 6266).

    Its name keeps letters, digits, dots and hyphens of any script.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    own = "" if plain == name else f"; filename*=UTF-8''{quote(name)}"
    return Response(
        content,
        mimetype=mimetype,
        headers={"Content-Disposition": f'attachment; filename="{plain}"{own}'},
    )
