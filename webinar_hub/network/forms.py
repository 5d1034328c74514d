"""What we ask about a secretariat."""

from webinar_hub.network import rules
from webinar_hub.web.forms import AtMost, HubForm, LinesField, TextField, _, required


class SignatoryForm(HubForm):
    """Who signs its certificates, as what and where."""

    signatory = TextField(_("Who signs"), [required(_("Write the name of who signs, with titles.")), AtMost(120)])
    signatory_title = TextField(_("Office"), [required(_("Write the office of who signs.")), AtMost(120)])
    place = TextField(_("Place"), [required(_("Write the place that stands before the date.")), AtMost(80)])


class ConductForm(HubForm):
    """The code of conduct in both languages."""

    body_id = LinesField(_("In Indonesian"), [required(rules.ConductIncomplete.sentence), AtMost(10_000)])
    body_en = LinesField(_("In English"), [required(rules.ConductIncomplete.sentence), AtMost(10_000)])
