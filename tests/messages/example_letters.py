"""One letter of each kind of this room, with every fact it can carry."""

from typing import Any

from tests.messages.parts import OF_WEEKLY

FACTS: dict[str, dict[str, Any]] = {
    "messages/together": {"more": 4},
    "messages/trial": OF_WEEKLY
    | {
        "of": "registrations/link_again",
        "subject": "Tautan Anda: {title}",
        "body": "Yth. {name},\nselamat datang di {title}.\n\n{session}\n{link}\n\nPanduan:\nhttps://jajar.example/panduan",
    },
}
