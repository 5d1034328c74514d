"""Where the code guards something, and what is weaker there.

Found in its syntax, and wrapped so that each place can be switched.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

ROOT = Path(__file__).parents[2]
# Setting up is for administrators alone, which its mark says: there is nobody there to see more.
_LEFT_OUT = (
    "webinar_hub/setup/",
    "webinar_hub/demo/",
    "webinar_hub/migrations/",
    "webinar_hub/cli.py",
    "webinar_hub/commands.py",
    "webinar_hub/affected.py",
    "webinar_hub/opening.py",
    "webinar_hub/doctor.py",
    "webinar_hub/jobs.py",
)
_SWITCH = "_switch"
_ACTORS = {"actor", "self._actor", "self.actor"}
_ASKED_FOR = {"access.current_actor()", "access.reading_actor()"}
_MEMBERS = {
    "self._mine",
    "self._people",
    "self._programmes",
    "self._meetings",
    "self._led",
    "whose",
    "people",
}
_OWNERS = {
    "actor.id",
    "registration.id",
    "registration.person_id",
    "registration.series_id",
    "account.id",
    "self._actor.id",
}
_RIGHTS = {"administrator", "everywhere", "secretariat", "reader", "proved"}
_NO_SCOPE = {
    "note",
    "write",
    "import_of",
    "_act",
    "SignedIn",
    "replace",
    "signed_in_as",
    "stood_for",
    "stood_for_by",
    "hand",
    "_inside",
    "_with_part",
}
"""Calls that take an actor for who they are, or stand for, not for what they may see."""


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _text(node: ast.AST) -> str:
    return ast.unparse(node)


def _is_actor(node: ast.expr) -> bool:
    text = _text(node)
    return text.removesuffix(".reading").removesuffix(".as_officer") in _ACTORS | _ASKED_FOR


class Weaken(ast.NodeTransformer):
    """Wraps every place of a module that guards something; places: what was found, by name."""

    def __init__(self, name: str, *, on_a_page: bool) -> None:
        self.name = name
        self.places: dict[str, str] = {}
        self._where = 0
        self._on_a_page = on_a_page

    def _wrapped(
        self, node: ast.expr, weaker: list[tuple[str, ast.expr]], original: ast.expr
    ) -> ast.expr:
        result = original
        for what, changed in weaker:
            place = f"{self.name}:{node.lineno}:{node.col_offset}:{what}"
            self.places[place] = _text(node)
            arguments = [ast.Constant(place), _lambda(result), _lambda(changed)]
            result = ast.Call(
                ast.Attribute(ast.Name(_SWITCH, ast.Load()), "pick", ast.Load()), arguments, []
            )
        return ast.fix_missing_locations(ast.copy_location(result, node))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Weaken scopes, and who asks."""
        called = _text(node.func)
        asks = called.rpartition(".")[2]
        inside = asks in {"where", "and_", "or_", "_counted", "exists"}
        before, self._where = self._where, self._where + inside
        plain = _text(node)
        self.generic_visit(node)
        self._where = before
        copy = ast.parse(plain, mode="eval").body
        weaker: list[tuple[str, ast.expr]] = []
        if called in ("scope.condition", "own_people"):
            weaker.append(("no condition", _parsed(f"{_SWITCH}.anything()")))
        elif called in ("scope.within", "scope.inside", "inside"):
            weaker.append(("everywhere", _parsed("True")))
        elif asks == "in_" and [_text(each) for each in node.args] == ["self._organisations"]:
            weaker.append(("anybody's", _parsed(f"{_SWITCH}.anything()")))
        elif asks not in _NO_SCOPE and isinstance(copy, ast.Call):
            weaker += list(_as_everybody(copy, on_a_page=self._on_a_page))
        return self._wrapped(node, weaker, node) if weaker else node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """Drop whose something is; with an owner's name at the left side two tables are joined."""
        owner = _text(node.comparators[0])
        self.generic_visit(node)
        if (
            self._where
            and len(node.ops) == 1
            and isinstance(node.ops[0], ast.Eq)
            and owner in _OWNERS
        ):
            return self._wrapped(node, [("anybody's", _parsed(f"{_SWITCH}.anything()"))], node)
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Drop a condition that was handed over by name."""
        return self._condition(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Drop a condition that was kept, or grant a right."""
        if (
            isinstance(node.ctx, ast.Load)
            and node.attr in _RIGHTS
            and _text(node.value) in {*_ACTORS, *_ASKED_FOR, "by"}
        ):
            return self._wrapped(node, [("has the right", _parsed("True"))], node)
        kept = self._condition(node)
        if kept is node:
            self.generic_visit(node)
        return kept

    def _condition(self, node: ast.Name | ast.Attribute) -> ast.expr:
        if self._where and isinstance(node.ctx, ast.Load) and _text(node) in _MEMBERS:
            return self._wrapped(node, [("no condition", _parsed(f"{_SWITCH}.anything()"))], node)
        return node


def _as_everybody(call: ast.Call, *, on_a_page: bool) -> Iterator[tuple[str, ast.expr]]:
    for number, argument in enumerate(call.args):
        if not _is_actor(argument):
            continue
        for what, text in (
            ("asked by everybody", f"{_SWITCH}.everybody({_text(argument)})"),
            ("asked by whoever looks", f"{_text(argument)}.reading"),
        ):
            if what == "asked by whoever looks" and (
                not on_a_page or "reading" in _text(argument) or "officer" in _text(argument)
            ):
                continue
            arguments: Sequence[ast.expr] = [
                _parsed(text) if place == number else each for place, each in enumerate(call.args)
            ]
            yield what, ast.Call(call.func, list(arguments), call.keywords)


def _lambda(body: ast.expr) -> ast.Lambda:
    return ast.Lambda(ast.arguments([], [], None, [], [], None, []), body)


def weakened(source: str, name: str) -> tuple[ast.Module, dict[str, str]]:
    """Return a module's syntax with its places wrapped, and the code of each place."""
    tree = ast.parse(source)
    weaken = Weaken(name, on_a_page="Blueprint(" in source)
    tree = weaken.visit(tree)
    if weaken.places:
        after_the_docstring = 1 + sum(
            isinstance(each, ast.ImportFrom) and each.module == "__future__" for each in tree.body
        )
        tree.body.insert(
            after_the_docstring, ast.ImportFrom("tests.mutants", [ast.alias("switch", _SWITCH)], 0)
        )
    return ast.fix_missing_locations(tree), weaken.places


def everywhere() -> dict[str, str]:
    """Return every place of the application with the code that stands there."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "webinar_hub").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if _mutated(name):
            found |= weakened(path.read_text("utf-8"), name)[1]
    return found


def _mutated(name: str) -> bool:
    return not name.startswith(_LEFT_OUT) and name not in (
        "webinar_hub/kit/actor.py",
        "webinar_hub/network/scope.py",
        "webinar_hub/web/access.py",
    )


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        path = Path(self.get_filename(fullname))
        tree, _places = weakened(path.read_text("utf-8"), str(path.relative_to(ROOT)))
        return compile(tree, str(path), "exec")


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith("webinar_hub."):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if (
            spec is None
            or spec.origin is None
            or not spec.origin.endswith(".py")
            or not _mutated(str(Path(spec.origin).relative_to(ROOT)))
        ):
            return spec
        spec.loader = _Loader(fullname, spec.origin)
        return spec


def install() -> None:
    """Load the application's modules with their places wrapped from now on."""
    for loaded in sorted(sys.modules):
        name = f"{loaded.replace('.', '/')}.py"
        if loaded.startswith("webinar_hub.") and _mutated(name) and (ROOT / name).is_file():
            raise RuntimeError(f"{loaded} is loaded already")
    sys.meta_path.insert(0, _Finder())


def installed() -> bool:
    """Say whether the application is loaded with its places wrapped."""
    return any(isinstance(finder, _Finder) for finder in sys.meta_path)
