"""What this room holds of a person."""

from sqlalchemy import select

from webinar_hub.directory.imports.actions import blank_tables
from webinar_hub.directory.models import DirectoryImport, FocalRequest
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.people.holdings import Copied, Erasure, Holding, Moved, Rows, delete_rows
from webinar_hub.people.models import Person


def _requests(person: Person) -> Rows:
    asked = db.session.scalars(
        select(FocalRequest).where(FocalRequest.person_id == person.id).order_by(FocalRequest.id)
    )
    return [
        {
            "organisation": each.organisation.name,
            "proof": each.proof,
            "email": each.email,
            "phone": each.phone,
            "asked_at": each.made_at,
        }
        for each in asked
    ]


def _blank_tables(erasure: Erasure) -> None:
    blank_tables(erasure.naming_them_whole)


PERSONAL = (
    Holding(
        FocalRequest,
        copied=Copied(
            "focal_requests",
            _("Organisations that you asked to stand for"),
            {
                "organisation": _("Organisation"),
                "proof": _("How it can be checked"),
                "email": _("E-mail"),
                "phone": _("Phone"),
                "asked_at": _("Asked on"),
            },
            _requests,
        ),
        moved=Moved(("organisation_id",)),
        erased=delete_rows(FocalRequest),
    ),
    Holding(
        DirectoryImport,
        copied="it tells of organisations",
        moved="it tells of organisations",
        erased="it is blanked once everything is found",
        blanked=_blank_tables,
    ),
)
