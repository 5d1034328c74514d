"""Say what an uploaded table means beside the directory as it is now, line by line."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ParamSpec, TypeVar

from webinar_hub.directory.imports import queries
from webinar_hub.directory.imports.cells import BadLine, kind_named, kind_written, region_written
from webinar_hub.directory.imports.rules import (
    Answer,
    KnownOrganisation,
    KnownOrganisations,
    LineVerdict,
    days_of,
    reaches,
)
from webinar_hub.directory.imports.tables import Row
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.kit.text import search_key
from webinar_hub.network import actions as network
from webinar_hub.network import parents, rules, scope, sectors
from webinar_hub.network import queries as organisations
from webinar_hub.network.models import NETWORKS, Membership, Organisation, OrganisationKind, Sector

P = ParamSpec("P")
T = TypeVar("T")
_SEVERAL = _("Several organisations are called so. Write the full name of one.")


@dataclass(frozen=True)
class Step:
    """A line that was understood: what it comes to and what it asks for.

    Networks and the organisations above are names as searches compare them, days says since when it
    is in each network (None: not said), sectors are codes.
    """

    row: Row
    answer: Answer
    names: rules.Names | None = None
    kind: OrganisationKind | None = None
    region_code: str | None = None
    networks: tuple[str, ...] = ()
    days: tuple[date | None, ...] = ()
    sectors: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()


@dataclass
class Plan:
    """All lines of a table, and the directory that they were compared with.

    memberships, works_in and ever_below say of the organisations that lines speak of when they
    were in which networks, in which sectors they work, and of what they ever were a part. above
    says of everything what is above it now: organisations by id, those of new lines by name.
    of_others are the secretariats that are not the actor's to change, by id.
    """

    known: KnownOrganisations
    coming: dict[str, "NewOrganisation"]
    sectors: dict[str, Sector]
    steps: list[Step] = field(default_factory=list)
    organisations: dict[int, Organisation] = field(default_factory=dict)
    memberships: dict[int, dict[int, list[Membership]]] = field(default_factory=dict)
    works_in: dict[int, set[str]] = field(default_factory=dict)
    ever_below: dict[int, set[int]] = field(default_factory=dict)
    above: dict[Hashable, set[Hashable]] = field(default_factory=lambda: defaultdict(set))
    of_others: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class NewOrganisation:
    """An organisation that only the table knows: its name as searches compare it."""

    name: str
    network: bool


def with_networks(rows: Sequence[Row], actor: Actor) -> list[Row]:
    """Return a table with a line before it for each network that nobody knows yet.

    Only for who answers for the whole network: others add networks of their region, each by a line
    that says where it is.
    """
    known = queries.whole_directory()
    coming = _coming(rows, known)
    named: dict[str, Row] = {}
    for row in rows if actor.everywhere else ():
        for name in row.networks:
            if search_key(name) not in {"", *coming, *named} and not known.bearing(name):
                named[search_key(name)] = Row(
                    -len(named) - 1, name, kind=OrganisationKind.NETWORK, named_in=row.number
                )
    return [*named.values(), *rows]


def plan(rows: Sequence[Row], actor: Actor, *, propose: bool = True) -> Plan:
    """Return what each line comes to for this actor.

    propose looks for likely duplicates among what is new, which takes its time.
    """
    made = _compared(rows, actor)
    lines_before: dict[str, int] = {}
    for row in rows:
        try:
            made.steps.append(_step(row, made, actor, lines_before, propose=propose))
        except BadLine as refusal:
            made.steps.append(_wrong(row, *refusal.sentences))
        except Refused as refusal:
            made.steps.append(_wrong(row, refusal.sentence))
        lines_before.setdefault(search_key(row.name), row.number)
    _refuse_what_leans_on_bad_lines(made)
    return made


def _compared(rows: Sequence[Row], actor: Actor) -> Plan:
    known = queries.whole_directory()
    matched = [bearers[0].id for row in rows if len(bearers := known.bearing(row.name)) == 1]
    working = sectors.by_organisation(matched)
    made = Plan(
        known,
        _coming(rows, known),
        sectors.by_words(),
        organisations=queries.organisations_of(matched),
        memberships=queries.memberships_of(matched),
        works_in={row_id: {each.code for each in found} for row_id, found in working.items()},
        of_others=organisations.secretariats_of_others(actor),
    )
    if any(row.parents for row in rows):
        made.ever_below = parents.above_all(past=True)
        made.above.update({row_id: set(above) for row_id, above in parents.above_all().items()})
    return made


def _wrong(row: Row, *sentences: Sentence) -> Step:
    return Step(row, Answer(LineVerdict.ERROR, sentences))


def _coming(rows: Iterable[Row], known: KnownOrganisations) -> dict[str, NewOrganisation]:
    """Return what stands in the table and not in the directory, by every name it has."""
    found: dict[str, NewOrganisation] = {}
    for row in rows:
        if not known.bearing(row.name):
            one = NewOrganisation(search_key(row.name), kind_named(row.kind) in NETWORKS)
            for name in row.called:
                found.setdefault(search_key(name), one)
    found.pop("", None)
    return found


def _refuse_what_leans_on_bad_lines(made: Plan) -> None:
    """Refuse lines whose network or parent stands in a refused line, and so on."""
    while leaning := _leaning(made):
        for place, names in leaning.items():
            row = made.steps[place].row
            what = next(name for name in (*row.networks, *row.parents) if search_key(name) in names)
            sentence = _(
                "“%(what)s” stands in a line that cannot be imported itself.", what=what[:60]
            )
            made.steps[place] = _wrong(row, sentence)


def _leaning(made: Plan) -> dict[int, set[str]]:
    """Return the places of good lines that name what only refused lines bring, and these names."""
    good = {
        place: step
        for place, step in enumerate(made.steps)
        if step.answer.verdict is not LineVerdict.ERROR
    }
    brought = {search_key(step.row.name) for step in good.values()}
    bad = {
        name
        for name, one in made.coming.items()
        if one.name not in brought and not made.known.meant(name)
    }
    named = {
        place: bad.intersection((*each.networks, *each.parents)) for place, each in good.items()
    }
    return {place: names for place, names in named.items() if names}


def _step(
    row: Row, made: Plan, actor: Actor, lines_before: dict[str, int], *, propose: bool
) -> Step:
    first = lines_before.get(search_key(row.name)) if search_key(row.name) else None
    if first is not None:
        raise BadLine(_("The same name stands in line %(line)s already.", line=first))
    asked = _read_cells(row, made)
    bearers = made.known.bearing(row.name)
    if len(bearers) > 1:
        raise BadLine(_SEVERAL)
    if bearers:
        return _step_of_known(asked, bearers[0], made, actor)
    return _step_of_new(asked, made, actor, propose=propose)


def _step_of_new(step: Step, made: Plan, actor: Actor, *, propose: bool) -> Step:
    name, named_in = search_key(step.row.name), step.row.named_in
    if step.kind is None:
        raise BadLine(_("Write what kind of organisation it is."))
    if not scope.within(actor, step.region_code):
        raise rules.OutsideScope
    if name in made.known.merged_names:
        raise rules.NameTaken
    _put_above(name, step, made)
    assert step.names is not None
    sentences = step.answer.sentences
    like = _likely_known(step.names, made.known) if propose else None
    if like:
        return replace(step, answer=Answer(LineVerdict.DOUBTFUL, sentences, of=like))
    if named_in:
        named = _(
            "Named as a network in line %(line)s, and added as a national network.", line=named_in
        )
        sentences = (named, *sentences)
    return replace(step, answer=Answer(LineVerdict.NEW, sentences))


def _read_cells(row: Row, made: Plan) -> Step:
    """Return what the cells of a line say; raise BadLine with everything that is wrong in them."""
    wrong: list[Sentence] = []

    def read(look: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return look(*args, **kwargs)
        except Refused as refusal:
            wrong.append(refusal.sentence)
            return None

    names = read(rules.names, row.name, row.abbreviation, row.aliases)
    kind, region_code = read(kind_written, row.kind), read(region_written, row.region)
    networks = tuple(filter(None, [read(_network, name, made) for name in row.networks]))
    days = read(days_of, row.since, len(row.networks)) or []
    above = tuple(filter(None, [read(_above, name, made) for name in row.parents]))
    if wrong:
        raise BadLine(*wrong)
    codes, left_out = _sectors(row, made)
    return Step(
        row,
        Answer(LineVerdict.SAME, left_out),
        names,
        kind,
        region_code,
        networks,
        tuple(days),
        codes,
        above,
    )


def _sectors(row: Row, made: Plan) -> tuple[tuple[str, ...], tuple[Sentence, ...]]:
    """Return the codes of a line's sectors, and what there is to say of those that are unknown."""
    found = {name: made.sectors.get(search_key(name)) for name in row.sectors}
    return tuple(sector.code for sector in found.values() if sector), tuple(
        _("“%(what)s” is no sector that the hub offers, and is left out.", what=name[:60])
        for name, sector in found.items()
        if sector is None
    )


def _step_of_known(step: Step, listed: KnownOrganisation, made: Plan, actor: Actor) -> Step:
    if not scope.within(actor, listed.region_code) or listed.id in made.of_others:
        raise BadLine(_("It stands in the directory already, and is not yours to change."))
    if listed.closed:
        raise rules.Closed
    if (
        step.region_code is not None
        and step.region_code != listed.region_code
        and not scope.within(actor, step.region_code)
    ):
        raise rules.OutsideScope
    organisation = made.organisations[listed.id]
    changed = [name for name, differs in _differences(step, organisation, made) if differs]
    _put_above(listed.id, step, made)
    answer = Answer(
        LineVerdict.CHANGES if changed else LineVerdict.SAME,
        step.answer.sentences,
        tuple(changed),
        listed,
    )
    return replace(step, answer=answer, names=wanted_names(step, organisation))


def _differences(step: Step, organisation: Organisation, made: Plan) -> Iterable[tuple[str, bool]]:
    names = wanted_names(step, organisation)
    yield "abbreviation", names.abbreviation != organisation.abbreviation
    yield "aliases", names.aliases != organisation.other_names
    yield "kind", step.kind not in (None, organisation.kind)
    yield "region", step.region_code not in (None, organisation.region_code)
    spells = [
        _member_since(name, day, organisation, made)
        for name, day in zip(step.networks, step.days, strict=True)
    ]
    yield "networks", any(present is None for present in spells)
    yield (
        "since",
        any(
            day is not None and present not in (None, day)
            for present, day in zip(spells, step.days, strict=True)
        ),
    )
    yield "sectors", not set(step.sectors) <= made.works_in.get(organisation.id, set())
    yield (
        "parents",
        any(
            _id_or_name(name, made) not in made.ever_below.get(organisation.id, ())
            for name in step.parents
        ),
    )


def _member_since(
    network_name: str, day: date | None, organisation: Organisation, made: Plan
) -> date | None:
    """Return since when an organisation is in a network now, None where it is not.

    Raises Overlaps where the day that a line says clashes.
    """
    node = _id_or_name(network_name, made, NETWORKS)
    if node == organisation.id:
        return day or date.min
    spells = (
        made.memberships.get(organisation.id, {}).get(node, []) if isinstance(node, int) else []
    )
    present = next((each for each in spells if each.until is None), None)
    if day is not None:
        rules.refuse_spell(day, None, (each.spell for each in spells if each is not present))
    return present.since if present else None


def _put_above(node: Hashable, step: Step, made: Plan) -> None:
    """Put what a line says above its organisation; raise Circle where it leads back."""
    for name in step.parents:
        above = _id_or_name(name, made)
        if reaches(above, node, made.above):
            raise rules.Circle
        made.above[node].add(above)


def _id_or_name(
    name: str, made: Plan, kinds: Collection[OrganisationKind] = tuple(OrganisationKind)
) -> Hashable:
    """Return the id of an organisation, or its name where it is to come with the table."""
    bearers = made.known.meant(name, kinds)
    return bearers[0].id if len(bearers) == 1 else made.coming[search_key(name)].name


def wanted_names(step: Step, organisation: Organisation) -> rules.Names:
    """Return what a known organisation is called with a line's names beside its own."""
    assert step.names is not None
    own = network.names_of(organisation)
    others = [step.names.name, *step.names.aliases]
    if step.names.abbreviation and search_key(step.names.abbreviation) != search_key(
        own.abbreviation
    ):
        others.append(own.abbreviation)
        own = rules.names(own.name, step.names.abbreviation, own.aliases)
    return own.also(others)


def _likely_known(names: rules.Names, known: KnownOrganisations) -> KnownOrganisation | None:
    for alias in names.aliases:
        bearers = known.bearing(alias)
        if bearers:
            return bearers[0]
    return known.alike(names.name)


def _network(text: str, made: Plan) -> str:
    key = search_key(text)
    bearers = made.known.meant(text, NETWORKS)
    if len(bearers) != 1 and not (key in made.coming and made.coming[key].network):
        raise BadLine(
            _(
                "The directory has no network, platform or cluster called “%(what)s”.",
                what=text[:60],
            )
        )
    return key


def _above(text: str, made: Plan) -> str:
    key = search_key(text)
    bearers = made.known.meant(text)
    if len(bearers) > 1:
        raise BadLine(_SEVERAL)
    if not bearers and key not in made.coming:
        raise BadLine(
            _(
                "The directory has no organisation called “%(what)s”, of which this one could be a part.",
                what=text[:60],
            )
        )
    return key
