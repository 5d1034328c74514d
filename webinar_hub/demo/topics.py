"""What the demo's meetings are about, in Bahasa Indonesia."""

from dataclasses import dataclass

from webinar_hub.demo.names import read


@dataclass(frozen=True)
class Topic:
    """A meeting's title and the sentences under it; both empty while the topic is being agreed.

    sector: the code of the one that it is about, "" for none. spoken: in which language it is held.
    """

    title: str = ""
    description: str = ""
    sector: str = ""
    spoken: str = "id"


# The running number of the last weekly webinar planned.
WEEKLY_END = 221

_TOPICS = read("topics")
PAST, COMING, SERVICES, SOCIAL_WORK, SECRETARIAT = (
    tuple(Topic(**each) for each in _TOPICS[run])
    for run in ("past", "coming", "services", "social_work", "secretariat")
)
