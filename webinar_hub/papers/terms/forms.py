"""What we ask of whoever writes the terms of reference of a session."""

from typing import Any, ClassVar

from wtforms import HiddenField, RadioField

from webinar_hub.kit.errors import Refused
from webinar_hub.papers.models import Terms
from webinar_hub.papers.terms import rules
from webinar_hub.programmes.models import Meeting
from webinar_hub.web.forms import AtMost, HubForm, LinesField, SelectChoice, _, required


class TermsForm(HubForm):
    """What a session does not say by itself."""

    PLACES: ClassVar[dict[type[Refused], str]] = dict.fromkeys(
        (rules.UnreadablePoint, rules.OutsideSession, rules.TooManyPoints), "agenda"
    )

    version = HiddenField(default="0")
    background = LinesField(
        _("Background"), validators=[required(_("Write why there is this session.")), AtMost(4000)]
    )
    aims = LinesField(_("Aims"), validators=[required(_("Write at least one aim.")), AtMost(2000)])
    questions = LinesField(_("Key questions"), validators=[AtMost(2000)])
    agenda = LinesField(_("Agenda"), validators=[AtMost(4000)])
    method = LinesField(_("Method"), validators=[AtMost(1500)])
    output = LinesField(_("Expected output"), validators=[AtMost(2000)])
    language = RadioField(
        _("Language of the TOR"),
        choices=[SelectChoice("id", "Bahasa Indonesia"), SelectChoice("en", "English")],
        default="id",
    )

    @staticmethod
    def values(terms: Terms | None, before: Terms | None, meeting: Meeting) -> dict[str, Any]:
        """Return what the form shows: what was written, else what sessions have alike.

        before: of the latest session of the series that has some.
        """
        source = terms or before
        if source is None:
            return {"background": meeting.description}
        agenda = rules.typed(source.agenda, meeting.starts_at, meeting.home)
        shown = {"agenda": agenda, "language": source.language}
        if terms is None:
            return {
                **shown,
                "background": meeting.description,
                "method": source.method,
                "output": source.output,
            }
        stored = {name: getattr(terms, name) for name in rules.TEXTS}
        return {**shown, **stored, "version": str(terms.version)}

    def facts(self, meeting: Meeting) -> dict[str, Any]:
        """Return what is written of the form; raise what rules.agenda raises."""
        texts = {name: self[name].data or "" for name in rules.TEXTS}
        points = rules.agenda(
            self.agenda.data or "", meeting.starts_at, meeting.ends_at, meeting.home
        )
        return {**texts, "agenda": points, "language": self.language.data}
