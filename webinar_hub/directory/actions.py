"""Change organisations. Runs inside db.write."""

from datetime import datetime
from typing import Any

from webinar_hub.accounts.roles.actions import follow
from webinar_hub.kit.actor import Actor
from webinar_hub.network import actions as network
from webinar_hub.network.models import Organisation


def change(organisation: Organisation, *, by: Actor, now: datetime, **facts: Any) -> Organisation:
    """Change an organisation, and where the roles of its focal persons lie.

    Raises what change_organisation raises.
    """
    changed = network.change_organisation(organisation, **facts, by=by, now=now)
    follow(changed)
    return changed
