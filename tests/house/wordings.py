"""A secretariat of each place of the stage, and a letter that it worded anew."""

from tests.house.parts import Stage, store
from webinar_hub.kit import clock
from webinar_hub.messages.wording.models import Wording
from webinar_hub.network.models import Secretariat


def fill(filled: Stage, place: str, secretariat: Secretariat) -> None:
    """Put both into a place; what the letter says is the place's secret."""
    key = secretariat.organisation.key
    words = Wording(
        secretariat_id=secretariat.id,
        kind="registrations/answered",
        language="en",
        subject="There is an answer",
        body=f"{filled.secret(place, 'kata')}\n{{link}}",
        saved_at=clock.now(),
    )
    store(words)
    filled.put("secretariat", place, key=key)
    filled.put("wording", place, key=key, what="registrations-answered", tongue="en")
