"""What cannot become one."""

import pytest

from webinar_hub.directory.merging import rules
from webinar_hub.directory.merging.rules import SameOrganisation
from webinar_hub.network.rules import SecretariatStays


@pytest.mark.parametrize(
    ("kept", "gone", "secretariat", "refusal"),
    [("a", "a", False, SameOrganisation), ("a", "b", True, SecretariatStays)],
)
def test_what_cannot_be_merged(
    kept: str, gone: str, *, secretariat: bool, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        rules.may_merge(kept, gone, gone_is_secretariat=secretariat)
