"""What this room holds of a person."""

from webinar_hub.people.holdings import Erasure, Holding, delete_rows
from webinar_hub.records.models import DataCode, Merge
from webinar_hub.records.same import forgetting


def _forget_merges(erasure: Erasure) -> None:
    forgetting.forget_person(erasure.selves, erasure.labels)


PERSONAL = (
    Holding(
        DataCode,
        copied="it lasts for minutes",
        moved="it lasts for minutes",
        erased=delete_rows(DataCode),
    ),
    Holding(
        Merge,
        copied="it only says which entries were one",
        moved="it says what happened",
        erased=_forget_merges,
    ),
)
