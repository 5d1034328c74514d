"""What we ask of whoever writes the notulen of a session."""

from typing import Any

from wtforms import HiddenField, RadioField

from webinar_hub.kit.letterhead import check
from webinar_hub.materials.models import Visibility
from webinar_hub.materials.words import VISIBILITIES
from webinar_hub.papers.models import Notulen
from webinar_hub.programmes.forms import choices, version_of
from webinar_hub.web.forms import (
    AtMost,
    HubForm,
    LinesField,
    SelectChoice,
    TextField,
    _,
    day,
    required,
)

_FIELDS = ("said", "decided", "visibility", "language")


class NotulenForm(HubForm):
    """What was said and decided."""

    version = HiddenField(default="0")
    said = LinesField(
        _("What was said"), validators=[required(_("Write what was said.")), AtMost(15_000)]
    )
    decided = LinesField(_("What was decided"), validators=[AtMost(4000)])
    visibility = RadioField(
        _("Read by"), choices=choices(VISIBILITIES), default=Visibility.REGISTERED.value
    )
    language = RadioField(
        _("Language of the notulen"),
        choices=[SelectChoice("id", "Bahasa Indonesia"), SelectChoice("en", "English")],
        default="id",
    )

    @staticmethod
    def values(notulen: Notulen | None) -> dict[str, Any]:
        """Return what the form shows of a notulen."""
        if notulen is None:
            return {}
        stored = {name: getattr(notulen, name) for name in _FIELDS}
        return {**stored, "version": str(notulen.version)}

    @property
    def texts(self) -> list[str]:
        """Return what stands in the form, whoever typed it."""
        return [self[name].data or "" for name in _FIELDS]

    def facts(self) -> dict[str, Any]:
        """Return what write takes from the form; raise Unprintable."""
        check(self.said.data or "")
        check(self.decided.data or "")
        return {
            "version": version_of(self.version.data),
            "said": self.said.data or "",
            "decided": self.decided.data or "",
            "visibility": Visibility(self.visibility.data),
            "language": self.language.data,
        }


class FollowUpForm(HubForm):
    """What somebody does after a session."""

    what = TextField(
        _("What is to be done"),
        validators=[required(_("Write what is to be done.")), AtMost(300)],
    )
    who = TextField(_("Who does it"), validators=[AtMost(160)])
    due = day(_("By when"), needed=False)

    @property
    def typed(self) -> bool:
        """Say whether anything stands in the form."""
        return bool(self.what.data or self.who.data or self.due.data)

    def facts(self) -> dict[str, Any]:
        """Return what agree takes from the form; raise Unprintable."""
        check(self.what.data or "")
        check(self.who.data or "")
        return {"what": self.what.data or "", "who": self.who.data or "", "due": self.due.data}
