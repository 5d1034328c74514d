"""When two people are proposed as one, as a table."""

import pytest

from webinar_hub.people.names import loose_words
from webinar_hub.people.rules import Proposal, Traits, propose


def traits(name: str, **facts: object) -> Traits:
    return Traits(tuple(loose_words(name)), **facts)  # type: ignore[arg-type]


P, Q, E = "+6281200000001", "+6281200000002", "kantor@example.org"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # one telephone, and a word of the name
        (
            traits("Maria Goreti Bere", phone=P),
            traits("Maria", phone=P),
            Proposal(90, ("phone", "near")),
        ),
        (
            traits("Siti Aminah", phone=P),
            traits("Dr. Sitti Aminah, S.Sos.", phone=P),
            Proposal(100, ("phone", "name")),
        ),
        # one telephone for two names is a family's or an office's
        (traits("Siti Aminah", phone=P), traits("Yosep Rumbiak", phone=P), None),
        # an office's e-mail address
        (
            traits("Moh. Ridwan", email=E),
            traits("Muhammad Riduan", email=E),
            Proposal(87, ("email", "near")),
        ),
        (traits("Siti Aminah", email=E), traits("Siti Rahmawati", email=E), None),
        # colleagues
        (
            traits("Aminah Siti", organisation_id=1),
            traits("Siti Aminah", organisation_id=1),
            Proposal(80, ("organisation", "name")),
        ),
        (
            traits("Maria Bere", organisation_id=1),
            traits("Maria Goreti Bere", organisation_id=1),
            Proposal(78, ("organisation", "near")),
        ),
        (
            traits("Suparmin", organisation_id=1),
            traits("Soeparmin", organisation_id=1),
            Proposal(80, ("organisation", "name")),
        ),
        (traits("Maria Bere", organisation_id=1), traits("Maria Tukan", organisation_id=1), None),
        # the same name in one district, unless telephone and e-mail both differ; one word says too
        # little
        (
            traits("Joko Susilo", region_code="33.74"),
            traits("Djoko Soesilo", region_code="33.74"),
            Proposal(75, ("district", "name")),
        ),
        (
            traits("Joko Susilo", region_code="33.74", phone=P),
            traits("Joko Susilo", region_code="33.74", phone=Q),
            Proposal(65, ("district", "name")),
        ),
        (
            traits("Joko Susilo", region_code="33.74", phone=P, email=E),
            traits("Joko Susilo", region_code="33.74", phone=Q, email="joko@example.org"),
            None,
        ),
        (
            traits("Joko Susilo", region_code="33.74"),
            traits("Joko Susilo Adi", region_code="33.74"),
            None,
        ),
        (traits("Suparmin", region_code="33.74"), traits("Suparmin", region_code="33.74"), None),
        # where a district is not known, in one province with no address that differs
        (
            traits("Joko Susilo", region_code="33", phone=P),
            traits("Djoko Soesilo", region_code="33.74", email=E),
            Proposal(65, ("province", "name")),
        ),
        (
            traits("Joko Susilo", region_code="33", phone=P),
            traits("Joko Susilo", region_code="33", phone=Q),
            None,
        ),
        # namesakes, however long the name
        (
            traits("Joko Susilo", region_code="33.01"),
            traits("Joko Susilo", region_code="33.74"),
            None,
        ),
        (traits("Joko Susilo", region_code="33"), traits("Joko Susilo"), None),
        (traits("Joko Susilo", region_code="33"), traits("Joko Susilo", region_code="35"), None),
        (
            traits("Maria Goreti Bere", region_code="53"),
            traits("Bere Maria Goreti", region_code="91"),
            None,
        ),
        # two telephones make it less likely
        (
            traits("Joko Susilo", phone=P, email=E),
            traits("Joko Susilo", phone=Q, email=E),
            Proposal(80, ("email", "name")),
        ),
    ],
)
def test_who_may_be_one(one: Traits, other: Traits, expected: Proposal | None) -> None:
    assert propose(one, other) == expected
    assert propose(other, one) == expected
