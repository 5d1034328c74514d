"""Limits on what a form may carry: the framework checks multipart forms, this also checks plain ones."""

from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

UPLOAD_LIMIT = 5 * 1024 * 1024
_FORM_LIMIT = 200_000
_FIELD_LIMIT = 500


def attach(app: Flask) -> None:
    """Refuse plain forms that are too long or have too many fields, before anything reads them."""

    @app.before_request
    def measure() -> None:
        if request.mimetype != "application/x-www-form-urlencoded":
            return
        if (request.content_length or 0) > _FORM_LIMIT or request.get_data(cache=True).count(b"&") >= _FIELD_LIMIT:
            raise RequestEntityTooLarge
