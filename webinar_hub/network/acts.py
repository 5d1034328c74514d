"""What is done with organisations, secretariats and the code of conduct, for the history."""

from collections.abc import Iterable

from sqlalchemy import select

from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit import language
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.network import regions, words
from webinar_hub.network.models import (
    Organisation,
    OrganisationKind,
    ParentKind,
    Secretariat,
    Sector,
)


def _organisations(keys: set[str]) -> Iterable[tuple[str, str]]:
    named = select(Organisation.key, Organisation.name).where(Organisation.key.in_(keys))
    return ((key, name) for key, name in db.session.execute(named))


def _secretariats(keys: set[str]) -> Iterable[tuple[str, str]]:
    found = db.session.scalars(select(Secretariat).where(Secretariat.id.in_(_ids(keys))))
    return ((str(each.id), each.organisation.name) for each in found)


def _sectors(keys: set[str]) -> Iterable[tuple[str, str]]:
    found = db.session.scalars(select(Sector).where(Sector.id.in_(_ids(keys))))
    return ((str(each.id), each.name(language.current())) for each in found)


def _ids(keys: set[str]) -> list[int]:
    return [int(key) for key in keys if key.isdecimal()]


ACTS = Acts(
    verbs={
        "added": Verb(_("Added"), touches=None),
        "changed": Verb(_("Changed"), touches=None),
        "named anew": Verb(_("Other names added"), touches=None),
        "closed": Verb(_("Closed"), touches=None),
        "reopened": Verb(_("Reopened"), touches=None),
        "joined a network": Verb(_("Joined a network"), touches=None),
        "left a network": Verb(_("Left a network"), touches=None),
        "corrected a membership": Verb(_("Dates of a membership corrected"), touches=None),
        "was no member": Verb(_("No longer written down as a member of a network"), touches=None),
        "became part": Verb(_("Became part of another organisation"), touches=None),
        "corrected a part": Verb(_("Entry about the parent organisation corrected"), touches=None),
        "is no part": Verb(
            _("No longer written down as a part of another organisation"), touches=None
        ),
        "set up a secretariat": Verb(_("Secretariat set up"), touches=None),
        "named the safeguarding contact": Verb(_("Safeguarding contact named"), touches=None),
        "wrote the code of conduct": Verb(_("Code of conduct written anew"), touches=None),
    },
    objects={
        "organisation": _("Organisation"),
        "secretariat": _("Secretariat"),
        "sector": _("Sector"),
        "conduct_text": _("Code of conduct"),
    },
    fields={
        "name": _("Name"),
        "name_en": _("Name in English"),
        "name_id": _("Name in Indonesian"),
        "abbreviation": _("Abbreviation"),
        "aliases": _("Other names"),
        "kind": _("Kind"),
        "region": _("Region"),
        "network": _("Network"),
        "networks": _("Networks"),
        "sectors": _("Sectors"),
        "parent": _("Part of"),
        "parents": _("Part of"),
        "part": _("Relation"),
        "position": _("Place in the order"),
        "since": _("Since"),
        "until": _("Until"),
        "organisation": _("Organisation"),
        "issuer_code": _("Short name in certificate numbers"),
        "signatory": _("Who signs"),
        "signatory_title": _("Position"),
        "place": _("Place"),
        "zone": _("Zone"),
        "version": _("Version"),
        "safe_name": _("Name or position"),
        "safe_phone": _("Mobile number"),
        "safe_email": _("E-mail address"),
    },
    choices=(words.KINDS, words.PARENT_KINDS),
    values={"kind": (OrganisationKind,), "part": (ParentKind,)},
    readers=dict.fromkeys(("region", "region_code"), lambda code: regions.name_of(code) or code),
    names={
        "organisation": _organisations,
        "secretariat": _secretariats,
        "sector": _sectors,
    },
    refers={"owner": "organisation", "into": "organisation"},
)
