"""Every table of the hub in one import, for migrations and for tests of all of them."""

import webinar_hub.accounts.models
import webinar_hub.attendance.models
import webinar_hub.calendars.models
import webinar_hub.certificates.models
import webinar_hub.directory.models
import webinar_hub.history.models
import webinar_hub.inviting.models
import webinar_hub.kit.editions
import webinar_hub.materials.models
import webinar_hub.materials.photos.models
import webinar_hub.messages.models
import webinar_hub.messages.wording.models
import webinar_hub.network.models
import webinar_hub.papers.models
import webinar_hub.people.models
import webinar_hub.programmes.appearing.models
import webinar_hub.programmes.archive.models
import webinar_hub.programmes.models
import webinar_hub.programmes.provisions.models
import webinar_hub.records.models
import webinar_hub.registrations.models
import webinar_hub.reports.models
import webinar_hub.setup.models
import webinar_hub.topics.models
import webinar_hub.web.models  # noqa: F401
