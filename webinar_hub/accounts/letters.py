"""What accounts write to people: kinds and facts; the sender makes text and links of them."""

from datetime import datetime

from webinar_hub.accounts.models import Account, SignInLink
from webinar_hub.messages.actions import drop, post
from webinar_hub.messages.models import Letter
from webinar_hub.messages.rendering import SIGN_IN


def sign_in(account: Account, link: SignInLink, *, now: datetime) -> Letter:
    """Write the sign-in link to an account; a letter with an older link that is not sent yet is dropped."""
    subject = f"account:{account.person.key}"
    drop(subject, kinds=[SIGN_IN], now=now)
    person = account.person
    return post(SIGN_IN, subject=subject, person=person, facts={"sign_in": link.key}, due=now, language=person.language, now=now)
