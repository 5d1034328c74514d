"""What answers to a part are called where people read them."""

from webinar_hub.kit.language import Sentence, _
from webinar_hub.programmes.appearing.models import Answer

ANSWERS: dict[Answer, Sentence] = {
    Answer.COMES: _("Comes"),
    Answer.CANNOT: _("Cannot come"),
}
