"""What the steps of setting up are called."""

from webinar_hub.kit.language import Sentence, _
from webinar_hub.setup.models import Step

STEPS: dict[Step, Sentence] = {
    Step.LOOK: _("Name and look"),
    Step.SECRETARIAT: _("Secretariat"),
    Step.REGIONS: _("Regions"),
    Step.ORGANISATIONS: _("Organisations"),
    Step.SERIES: _("First series"),
}
