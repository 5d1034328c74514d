"""What the queue asks: whether what was shown was sent."""

from wtforms import HiddenField
from wtforms.validators import Length

from webinar_hub.web.forms import HubForm


class SentForm(HubForm):
    """The letter in hand was sent; told is its Message-ID when its text was shown."""

    told = HiddenField(validators=[Length(max=120)])
