"""Error pages in words, with a reference number and never a trace."""

import logging
from collections.abc import Sequence

from flask import Flask, Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, SecurityError

from webinar_hub.kit import causes, tokens
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, NotStored, Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.web.shell import settings

_log = logging.getLogger("webinar_hub")

_SENTENCES: dict[int, Sentence] = {
    400: _(
        "The form was open too long or came from another page. Go back, reload the page and press the button again."
    ),
    404: NotFound.sentence,
    405: _(
        "Only a button leads to this address; it opens no page. Please go back to the page before."
    ),
    413: _("What you sent is too large. Send a smaller file or a shorter text."),
}


def attach(app: Flask) -> None:
    """Give the application its error pages."""

    @app.errorhandler(Refused)
    def refused(refusal: Refused) -> ResponseReturnValue:
        return _page(refusal.status, refusal.sentence)

    @app.errorhandler(NotStored)
    def not_stored(refusal: NotStored) -> ResponseReturnValue:
        # What was typed waits in the page for another press; files cannot, and a password stands on
        # no page.
        kept = not request.files and "password" not in request.form
        return _page(
            refusal.status, refusal.sentence, list(request.form.items(multi=True)) if kept else []
        )

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if isinstance(error, SecurityError):
            # Under a foreign host name no address can be built, so no page either.
            return Response(
                str(_("Nothing is here. The hub is at %(address)s", address=settings().public_url)),
                status,
                mimetype="text/plain",
            )
        if status < 400:
            return error.get_response()
        return _page(status, _SENTENCES.get(status, _("This did not work. Go back and try again.")))

    @app.errorhandler(Exception)
    def broken(error: Exception) -> ResponseReturnValue:
        # What failed while reading leaves a transaction in which nothing more can be asked.
        db.session.rollback()
        if refusal := causes.refusal(error):
            return _page(refusal.status, refusal.sentence)
        reference = tokens.plain_code(8)
        _log.error(
            "reference %s: %s %s failed",
            reference,
            request.method,
            request.endpoint,
            exc_info=error,
        )
        sentence = _(
            "Something is broken on our side, not on yours. Tell the secretariat this number: %(reference)s",
            reference=reference,
        )
        return _page(500, sentence)


def _page(status: int, sentence: Sentence, typed: Sequence[tuple[str, str]] = ()) -> Response:
    g.setdefault("actor", VISITOR)
    return make_response(
        render_template("web/refused.html", sentence=sentence, status=status, typed=typed), status
    )
