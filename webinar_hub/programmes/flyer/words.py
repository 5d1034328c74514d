"""What the designs of flyers are called."""

from webinar_hub.kit.language import _
from webinar_hub.programmes.flyer.marks import Design

DESIGNS = {
    Design.LIGHT: _("Light"),
    Design.DARK: _("Dark"),
    Design.COLOURED: _("In the network's colour"),
}
