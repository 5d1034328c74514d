"""What is done with the directory and with focal persons, as the history tells it."""

from collections.abc import Iterable

from sqlalchemy import select

from webinar_hub.accounts.acts import ROLES
from webinar_hub.directory.models import DirectoryImport
from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.messages.acts import LINKS
from webinar_hub.registrations.acts import REGISTRATIONS


def _tables(keys: set[str]) -> Iterable[tuple[str, str]]:
    named = select(DirectoryImport.key, DirectoryImport.file_name)
    rows = db.session.execute(named.where(DirectoryImport.key.in_(keys)))
    return ((key, file_name) for key, file_name in rows)


ACTS = Acts(
    verbs={
        "organisation set aside": Verb(
            _("Name of an organisation set aside"), touches=REGISTRATIONS
        ),
        "organisation asked about again": Verb(
            _("Name of an organisation put back"), touches=REGISTRATIONS
        ),
        "took in a table": Verb(_("Table imported"), touches=None),
        "took out a table": Verb(_("Directory downloaded"), touches=None),
        "took in": Verb(_("Took another organisation in"), touches=None),
        "split off": Verb(_("Made an organisation of its own again"), touches=None),
        "gave one back": Verb(_("Another organisation taken out again"), touches=None),
        "linked names": Verb(_("Names from registrations linked"), touches=None),
        "accepted a focal person": Verb(_("Focal person accepted"), touches=ROLES),
        "refused a focal person": Verb(_("Focal person refused"), touches=ROLES),
        "took the link to hand over": Verb(_("Personal link taken to hand over"), touches=LINKS),
    },
    objects={"directory_import": _("Imported table")},
    fields={
        "into": _("Merged into"),
        "other": _("Merged in"),
        "names": _("Spellings"),
    },
    names={"directory_import": _tables},
)
