"""What the report of a period asks."""

from typing import Any

from wtforms import BooleanField, SelectField

from webinar_hub.network.rules import EndsBeforeStart
from webinar_hub.web.forms import HubForm, SelectChoice, _, day


class PeriodForm(HubForm):
    """Which sessions to count, and for whom the figures are; asked by its address alone."""

    class Meta(HubForm.Meta):
        """Without a token: it changes nothing."""

        csrf = False

    since = day(_("From"), name="mulai")
    until = day(_("Until"), name="sampai")
    programme = SelectField(_("Programme"), name="program", default="")
    whose = SelectField(
        _("Who"),
        name="siapa",
        default="",
        choices=[
            SelectChoice("", _("Everybody in our sessions")),
            SelectChoice("own", _("Our people, in anybody's sessions")),
        ],
    )
    outside = BooleanField(_("For somebody outside: hide counts of 1 to 4 people"), name="luar")

    @property
    def own(self) -> bool:
        """Say whether one's own people are asked about, in the sessions of anybody."""
        return "whose" in self and self.whose.data == "own"

    @property
    def hides(self) -> bool:
        """Say whether some counts may be hidden."""
        return bool(self.outside.data) or self.own

    def validate(self, *args: Any, **values: Any) -> bool:
        """Say whether there is such a period: it ends on the day that it begins, or later."""
        good = super().validate(*args, **values)
        first, last = self.since.data, self.until.data
        if first and last and last < first:
            self.refuse("until", EndsBeforeStart())
            return False
        return good
