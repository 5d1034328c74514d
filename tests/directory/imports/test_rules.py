"""What a line of a table means."""

from datetime import date

import pytest

from webinar_hub.directory.imports import rules
from webinar_hub.directory.imports.rules import KnownOrganisation, KnownOrganisations
from webinar_hub.network.models import OrganisationKind

NGO = OrganisationKind.NGO


PELITA = KnownOrganisation(
    1, "k1", "Yayasan Pelita Mutis", "|yayasan pelita mutis|ypm|", NGO, "53", closed=False
)
YPM = KnownOrganisation(
    2, "k2", "Yayasan Putra Mandiri", "|yayasan putra mandiri|ypm|", NGO, "31", closed=False
)


@pytest.mark.parametrize(
    ("name", "bearers", "alike"),
    [
        ("yayasan PELITA mutis.", [PELITA], PELITA),
        ("YPM", [PELITA, YPM], PELITA),
        ("Yayasan Pelitta Mutis", [], PELITA),
        ("Mutis Pelita Yayasan", [], PELITA),
        ("Yayasan Pelita Harapan", [], None),
        ("", [], None),
    ],
)
def test_what_a_name_means(
    name: str, bearers: list[KnownOrganisation], alike: KnownOrganisation | None
) -> None:
    known = KnownOrganisations()
    known.add(PELITA)
    known.add(YPM)
    assert (known.bearing(name), known.alike(name)) == (bearers, alike)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019-05-31", date(2019, 5, 31)),
        ("31/05/2019", date(2019, 5, 31)),
        ("1.2.2019", date(2019, 2, 1)),
        ("2019", date(2019, 1, 1)),
        ("31/02/2019", None),
        ("05/31/2019", None),
        ("2119", None),
        ("0206", None),
        ("٢٠١٩", None),
        ("Mei 2019", None),
        ("", None),
    ],
)
def test_which_day_a_cell_says(written: str, day: date | None) -> None:
    if day is not None:
        assert rules.day_written(written) == day
        return
    with pytest.raises(rules.NoDay):
        rules.day_written(written)


@pytest.mark.parametrize(
    ("since", "networks", "days"),
    [
        ([], 2, [None, None]),
        (["2019"], 2, [date(2019, 1, 1)] * 2),
        (["2019", "", "2020"], 3, [date(2019, 1, 1), None, date(2020, 1, 1)]),
        (["", ""], 3, [None] * 3),
        (["2019", "2020"], 3, None),
        (["2019"], 0, None),
    ],
)
def test_one_day_for_all_networks_or_one_for_each(
    since: list[str], networks: int, days: list[date | None] | None
) -> None:
    if days is not None:
        assert rules.days_of(since, networks) == days
        return
    with pytest.raises(rules.OddDays):
        rules.days_of(since, networks)
