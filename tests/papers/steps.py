"""Papers that tests and the stage write."""

from datetime import date
from typing import Any

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.materials.models import Visibility
from webinar_hub.papers.models import FollowUp, Notulen, Terms
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


def notulen_of(meeting: Meeting, **changed: Any) -> Notulen:
    """Return the notulen of a session, whatever its state."""
    facts = {
        "language": "id",
        "said": "Bima menutup dapur umum.\n\nKupang memindahkannya.",
        "decided": "- Daftar periksa dipakai semua anggota",
        "visibility": Visibility.PUBLIC,
        "written_at": clock.now(),
    }
    notulen = Notulen(meeting_id=meeting.id, **(facts | changed))
    db.session.add(notulen)
    db.session.commit()
    return notulen


def follow_up_of(meeting: Meeting, what: str = "Kirim daftar periksa", **changed: Any) -> FollowUp:
    """Return what somebody does after a session."""
    facts = {"who": "Sekretariat NTT", "due": date(2040, 12, 6)}
    agreed = FollowUp(meeting_id=meeting.id, what=what, **(facts | changed))
    db.session.add(agreed)
    db.session.commit()
    return agreed
