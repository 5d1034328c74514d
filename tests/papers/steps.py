"""Papers that tests and the stage write."""

from typing import Any

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.papers.models import Terms
from webinar_hub.programmes.models import Meeting


def terms_of(meeting: Meeting, **changed: Any) -> Terms:
    """Return the terms of reference of a session, whatever its state."""
    facts = {
        "language": "id",
        "background": "Banjir memutus layanan.\n\nJejaring belajar darinya.",
        "aims": "- Berbagi pengalaman\n- Menyusun daftar periksa",
        "questions": "1. Apa yang berhenti lebih dulu?",
        "agenda": [[0, 10, "Pembukaan"], [10, None, "Paparan"]],
        "method": "Paparan dan tanya jawab.",
        "output": "Daftar periksa",
        "written_at": clock.now(),
    }
    terms = Terms(meeting_id=meeting.id, **(facts | changed))
    db.session.add(terms)
    db.session.commit()
    return terms
