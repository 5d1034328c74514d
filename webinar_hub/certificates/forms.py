"""What certificates ask staff: why one is taken back."""

from wtforms.validators import DataRequired

from webinar_hub.web.forms import AtMost, HubForm, LinesField, _


class RevokeForm(HubForm):
    """The reason that the holder and the check page will show."""

    reason = LinesField(
        _("Reason"), validators=[DataRequired(message=_("Please write the reason.")), AtMost(300)]
    )

    def facts(self) -> dict[str, str]:
        """Return what was filled in, for the action."""
        return {"reason": self.reason.data or ""}
