# ruff: noqa
# mypy: ignore-errors
"""Until every room has its pages: the real application, with an empty stand-in for each room that is still missing."""

import enum
import importlib
import importlib.util
import sys
import types
import warnings

from flask import Blueprint, Flask

from webinar_hub.config import Settings

_PAGES = [
    "accounts.views",
    "attendance.desk",
    "attendance.views",
    "calendars.views",
    "certificates.desk",
    "certificates.views",
    "home.desk",
    "home.views",
    "messages.desk",
    "network.views",
    "programmes.desk",
    "programmes.views",
    "registrations.views",
    "web.views",
]
_ADDRESSES = {
    "home.front": "/",
    "home.privacy": "/privasi",
    "home.mine": "/saya/<link>",
    "home_desk.today": "/desk/",
    "programmes.index": "/program",
    "programmes.programme": "/program/<key>",
    "programmes_desk.index": "/desk/program",
    "programmes_desk.programme": "/desk/program/<key>",
    "programmes_desk.series": "/desk/seri/<key>",
    "programmes_desk.edit_meeting": "/desk/sesi/<key>/ubah",
    "programmes_desk.cancel_meeting": "/desk/sesi/<key>/batal",
    "registrations.meeting": "/sesi/<key>",
    "registrations.join_meeting": "/sesi/<key>/daftar",
    "registrations.join_series": "/seri/<key>/daftar",
    "registrations.leave": "/saya/<link>/batal",
    "registrations.lost_link": "/saya",
    "attendance.enter": "/saya/<link>/gabung/<key>",
    "attendance_desk.meeting": "/desk/sesi/<key>",
    "attendance_desk.attendees": "/desk/sesi/<key>/peserta.<form>",
    "attendance_desk.upload": "/desk/sesi/<key>/laporan",
    "attendance_desk.review": "/desk/sesi/<key>/cocokkan",
    "certificates.download": "/saya/<link>/sertifikat/<key>.pdf",
    "certificates.check": "/cek",
    "certificates.checked": "/cek/<code>",
    "certificates_desk.index": "/desk/sertifikat",
    "certificates_desk.series": "/desk/seri/<key>/sertifikat",
    "certificates_desk.issue": "/desk/seri/<key>/sertifikat/terbit",
    "certificates_desk.revoke": "/desk/sertifikat/<key>/cabut",
    "calendars.how": "/kalender",
    "calendars.everything": "/kalender/semua.ics",
    "calendars.programme": "/kalender/program/<key>.ics",
    "calendars.meeting": "/sesi/<key>.ics",
    "messages_desk.index": "/desk/pesan",
    "messages_desk.letter": "/desk/pesan/<key>",
    "accounts.sign_in": "/masuk",
    "accounts.enter": "/masuk/<link>",
    "accounts.sign_out": "/keluar",
    "network.search": "/lembaga/cari",
}


def _stand_in(name: str) -> types.ModuleType:
    module = types.ModuleType(name)
    sys.modules[name] = module
    room, _, file = name.removeprefix("webinar_hub.").partition(".")
    parent = importlib.import_module(f"webinar_hub.{room}")
    setattr(parent, file, module)
    return module


def _importable(name: str) -> bool:
    try:
        importlib.import_module(name)
    except Exception as error:
        if importlib.util.find_spec(name) is not None:
            warnings.warn(f"{name} cannot be imported yet: {error!r}", stacklevel=2)
        return False
    return True


def create_app(settings: Settings) -> Flask:
    """Return the application with whatever rooms there are."""
    if not _importable("webinar_hub.attendance.rules"):
        _stand_in("webinar_hub.attendance.rules").AttendanceStatus = enum.StrEnum("AttendanceStatus", ["PRESENT", "ABSENT"])  # type: ignore[attr-defined]
    for name in _PAGES:
        if not _importable(f"webinar_hub.{name}"):
            _stand_in(f"webinar_hub.{name}").pages = Blueprint(name.replace(".views", "").replace(".", "_"), __name__)  # type: ignore[attr-defined]
    if not _importable("webinar_hub.app"):
        from webinar_hub.kit.actor import VISITOR

        for name in ("webinar_hub.accounts.queries", "webinar_hub.accounts.browser"):
            module = sys.modules[name] if _importable(name) else _stand_in(name)
            if not hasattr(module, "signed_in_actor"):
                module.signed_in_actor = lambda: VISITOR  # type: ignore[attr-defined]
    from webinar_hub import app as module
    from webinar_hub.web import access

    made = module.create_app(settings)
    for endpoint, address in _ADDRESSES.items():
        if endpoint not in made.view_functions:
            made.add_url_rule(address, endpoint, access.public_form(lambda **_: ("", 404)), methods=["GET", "POST"])
    return made
