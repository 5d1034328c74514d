"""What staff see first: what waits for them today."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webinar_hub.home import queries
from webinar_hub.kit import clock
from webinar_hub.web import access

pages = Blueprint("home_desk", __name__, url_prefix="/desk")


@pages.get("/")
@access.desk
def today() -> ResponseReturnValue:
    """Show what waits, the most pressing first, and the sessions of the week behind and the week ahead."""
    return render_template("home/today.html", today=queries.today(access.current_actor(), clock.now()))
