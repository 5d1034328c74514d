"""What the outbox itself writes to people."""

from webinar_hub.kit.language import _
from webinar_hub.messages.kinds import TOGETHER, Kind
from webinar_hub.messages.models import Lane

TRIAL = "messages/trial"
"""The kind that shows whoever words letters anew what they wrote."""

KINDS = (
    Kind(TOGETHER, _("Several personal links together"), Lane.CHANGES, service=True),
    Kind(TRIAL, _("Trial of a message"), Lane.CHANGES, service=True),
)
