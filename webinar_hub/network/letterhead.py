"""What stands at the head of a secretariat's papers."""

from webinar_hub.config import Settings
from webinar_hub.kit.letterhead import Letterhead
from webinar_hub.kit.phones import shown_phone
from webinar_hub.network.models import Organisation, Secretariat


def letterhead(owner: Organisation, issuer: Secretariat | None, settings: Settings) -> Letterhead:
    """Return the letterhead of an organisation, and of the secretariat that it is, if any."""
    own = owner.name if owner.abbreviation else ""
    place = issuer.place if issuer else ""
    number = shown_phone(settings.whatsapp) if settings.whatsapp else ""
    contact = " · ".join(each for each in (settings.contact, number) if each)
    site = settings.public_url.partition("://")[2]
    return Letterhead(
        name=owner.abbreviation or owner.name,
        lines=tuple(each for each in (own, place, contact, site) if each),
        red=settings.chosen.red,
        blue=settings.chosen.blue,
        logo=settings.chosen.logo,
    )
