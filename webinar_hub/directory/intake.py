"""What an uploaded table of organisations means beside the directory as it is now, line by line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from webinar_hub.directory import queries
from webinar_hub.directory.rules import Answer, Known, Listed, Verdict
from webinar_hub.directory.tables import Row
from webinar_hub.kit import language
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.kit.text import search_key
from webinar_hub.network import actions as network
from webinar_hub.network import regions, rules, scope
from webinar_hub.network.models import NETWORKS, Organisation, OrganisationKind
from webinar_hub.network.words import KINDS, SHORT_KINDS


class BadLine(Refused):
    """A line that cannot be taken in; its sentence says why."""

    code = "bad_line"


@dataclass(frozen=True)
class Step:
    """A line that was understood: what it comes to and what it asks for. Networks are names as searches compare them."""

    row: Row
    answer: Answer
    names: rules.Names | None = None
    kind: OrganisationKind | None = None
    region_code: str | None = None
    networks: tuple[str, ...] = ()


@dataclass
class Plan:
    """All lines of a table, and the directory that they were compared with."""

    known: Known
    steps: list[Step] = field(default_factory=list)
    organisations: dict[int, Organisation] = field(default_factory=dict)
    members: dict[int, set[int]] = field(default_factory=dict)


def plan(rows: Sequence[Row], actor: Actor, *, propose: bool = True) -> Plan:
    """Return what each line comes to for this actor; propose: look for likely duplicates among what is new, which takes its time."""
    known = queries.known()
    matched = [bearers[0].id for row in rows if len(bearers := known.bearing(row.name)) == 1]
    made = Plan(known, [], queries.organisations(matched), queries.networks_of(matched))
    lines_before: dict[str, int] = {}
    coming = _coming_networks(rows, known)
    for row in rows:
        try:
            made.steps.append(_step(row, made, actor, lines_before, coming, propose=propose))
        except Refused as refusal:
            made.steps.append(Step(row, Answer(Verdict.ERROR, refusal.sentence)))
        lines_before.setdefault(search_key(row.name), row.number)
    return made


def _coming_networks(rows: Iterable[Row], known: Known) -> set[str]:
    """Return the names under which networks stand in the table that the directory does not have yet."""
    names: set[str] = set()
    for row in rows:
        if kind_named(row.kind) in NETWORKS and not known.bearing(row.name):
            names |= {search_key(name) for name in (row.name, row.abbreviation, *row.aliases)}
    return names - {""}


def _step(row: Row, made: Plan, actor: Actor, lines_before: dict[str, int], coming: set[str], *, propose: bool) -> Step:
    names = rules.names(row.name, row.abbreviation, row.aliases)
    first = lines_before.get(search_key(row.name))
    if first is not None:
        raise BadLine(_("The same name stands in line %(line)s already.", line=first))
    kind, region_code = _kind(row.kind), _region(row.region)
    networks = tuple(_network(name, made.known, coming) for name in row.networks)
    bearers = made.known.bearing(row.name)
    if len(bearers) > 1:
        raise BadLine(_("Several organisations are called so. Write the full name of one."))
    if bearers:
        return _of_known(Step(row, Answer(Verdict.SAME), names, kind, region_code, networks), bearers[0], made, actor)
    if kind is None:
        raise BadLine(_("Write what kind of organisation it is."))
    if not scope.within(actor, region_code):
        raise rules.OutsideScope
    if search_key(row.name) in made.known.merged_names:
        raise rules.NameTaken
    like = _like(names, made.known) if propose else None
    answer = Answer(Verdict.DOUBTFUL, of=like) if like else Answer(Verdict.NEW)
    return Step(row, answer, names, kind, region_code, networks)


def _of_known(step: Step, listed: Listed, made: Plan, actor: Actor) -> Step:
    if not scope.within(actor, listed.region_code):
        raise BadLine(_("It stands in the directory already, outside your region."))
    if listed.closed:
        raise rules.Closed
    if step.region_code is not None and step.region_code != listed.region_code and not scope.within(actor, step.region_code):
        raise rules.OutsideScope
    organisation = made.organisations[listed.id]
    changed = [name for name, differs in _differences(step, organisation, made) if differs]
    answer = Answer(Verdict.CHANGES if changed else Verdict.SAME, fields=tuple(changed), of=listed)
    return Step(step.row, answer, wanted_names(step, organisation), step.kind, step.region_code, step.networks)


def _differences(step: Step, organisation: Organisation, made: Plan) -> Iterable[tuple[str, bool]]:
    names = wanted_names(step, organisation)
    yield "abbreviation", names.abbreviation != organisation.abbreviation
    yield "aliases", names.aliases != organisation.other_names
    yield "kind", step.kind not in (None, organisation.kind)
    yield "region", step.region_code not in (None, organisation.region_code)
    joined = made.members.get(organisation.id, set())
    wanted = (made.known.bearing(name) for name in step.networks)
    yield "networks", any(not bearers or bearers[0].id not in joined | {organisation.id} for bearers in wanted)


def wanted_names(step: Step, organisation: Organisation) -> rules.Names:
    """Return what a known organisation is called with a line's names beside its own; nothing it is called is lost."""
    assert step.names is not None
    own = network.names_of(organisation)
    others = [step.names.name, *step.names.aliases]
    if step.names.abbreviation and search_key(step.names.abbreviation) != search_key(own.abbreviation):
        others.append(own.abbreviation)
        own = rules.names(own.name, step.names.abbreviation, own.aliases)
    return own.also(others)


def _like(names: rules.Names, known: Known) -> Listed | None:
    for alias in names.aliases:
        bearers = known.bearing(alias)
        if bearers:
            return bearers[0]
    return known.alike(names.name)


def kind_named(text: str) -> OrganisationKind | None:
    """Return the kind that a text names, in either language or in short; None for none."""
    return _kinds().get(search_key(text))


@cache
def _kinds() -> dict[str, OrganisationKind]:
    found = dict(SHORT_KINDS)
    for kind, word in KINDS.items():
        found[search_key(kind.value)] = kind
        for name in language.LANGUAGES:
            with language.reading(name):
                found[search_key(str(word))] = kind
                found[search_key(str(word).partition(" (")[0])] = kind
                found[search_key(str(word).partition(" (")[2])] = kind
    found.pop("", None)
    return found


def _kind(text: str) -> OrganisationKind | None:
    kind = kind_named(text)
    if text and kind is None:
        raise BadLine(_("“%(what)s” is no kind of organisation that the hub knows.", what=text[:60]))
    return kind


def _region(text: str) -> str | None:
    if not text:
        return None
    meant = regions.named(text)
    if not meant:
        raise BadLine(_("“%(what)s” is no province, regency or city.", what=text[:60]))
    if len(meant) > 1:
        raise BadLine(_("“%(what)s” may be %(several)s. Write which.", what=text[:60], several=" / ".join(row.name for row in meant)))
    return meant[0].code


def _network(text: str, known: Known, coming: set[str]) -> str:
    key = search_key(text)
    bearers = [each for each in known.bearing(text) if each.kind in NETWORKS and not each.closed]
    if len(bearers) != 1 and key not in coming:
        raise BadLine(_("The directory has no network, platform or cluster called “%(what)s”.", what=text[:60]))
    return key


def told(step: Step) -> dict[str, object]:
    """Return a line's answer in plain JSON, to be read in whatever language later."""
    answer = step.answer
    sentence = (
        {"message": answer.sentence.message, "values": {name: str(value) for name, value in answer.sentence.values}} if answer.sentence else None
    )
    of = {"key": answer.of.key, "name": answer.of.name} if answer.of else None
    return {"line": step.row.number, "name": step.row.name[:200], "verdict": answer.verdict, "why": sentence, "fields": list(answer.fields), "of": of}


def sentence_of(told_answer: dict[str, object]) -> Sentence | None:
    """Return the sentence of an answer that was told in JSON."""
    why = told_answer["why"]
    return Sentence(why["message"], tuple(why["values"].items())) if isinstance(why, dict) else None
