"""What is done with accounts, roles and links that only read, as the history tells it."""

from webinar_hub.accounts.rules import browser_name
from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.language import _

ROLES = _("roles and accounts at the desk")

ACTS = Acts(
    verbs={
        "invited": Verb(_("Invited to a role"), touches=ROLES),
        "withdrew an invitation": Verb(_("Invitation withdrawn"), touches=ROLES),
        "granted": Verb(_("Role given"), touches=ROLES),
        "changed a role": Verb(_("Last day of a role changed"), touches=ROLES),
        "ended a role": Verb(_("Role ended"), touches=ROLES),
        "opened account": Verb(_("Account opened"), touches=ROLES),
        "closed account": Verb(_("Account closed"), touches=ROLES),
        "reset the second step": Verb(_("Second step of signing in reset"), touches=ROLES),
        "asked to reset the second step": Verb(
            _("Asked to have the second step reset"), touches=ROLES
        ),
        "printed a sign-in link": Verb(_("Sign-in link printed on the machine"), touches=ROLES),
        "made a read-only link": Verb(_("Read-only link made"), touches=None),
        "ended a read-only link": Verb(_("Read-only link ended"), touches=None),
        "signed in": Verb(_("Signed in"), touches=None),
        "signed out": Verb(_("Signed out"), touches=None),
        "ended a sign-in": Verb(_("One browser signed out"), touches=None),
        "ended other sign-ins": Verb(_("All other browsers signed out"), touches=None),
        "asked for another address": Verb(_("Asked for another sign-in address"), touches=None),
        "changed the address": Verb(_("Sign-in address changed"), touches=None),
        "set up an authenticator app": Verb(_("Authenticator app set up"), touches=None),
        "made printed codes": Verb(_("Printed codes made"), touches=None),
        "set the password": Verb(_("Password set"), touches=None),
        "removed the password": Verb(_("Password removed"), touches=None),
        "took the second step": Verb(_("Second step of signing in taken"), touches=None),
        "closed for codes": Verb(
            _("Codes of the app closed for a day, after too many wrong ones"), touches=None
        ),
    },
    objects={"account": _("Account"), "reading_link": _("Read-only link")},
    fields={"label": _("For whom"), "browser": _("Browser")},
    readers={"browser": lambda text: browser_name(text) or text},
)
