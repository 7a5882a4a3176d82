"""Mutants of one Python file: each is the file with one small lie in it."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

Lie = tuple[str, Callable[[Any], None]]

_COMPARISONS: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_OPERATORS: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One lie: where it stands, what it does, and the whole text of the file with it."""

    path: str
    line: int
    column: int
    what: str
    text: str

    @property
    def name(self) -> str:
        """Where it stands and what it does, as runs print it."""
        return f"{self.path}:{self.line}:{self.column} {self.what}"


def list_mutants(path: str, source: str) -> list[Mutant]:
    """List every mutant of a file, in the order of its lines."""
    tree = ast.parse(source)
    _strip(tree)
    found = []
    skipped = set(_decorations(tree))
    for place, node in enumerate(ast.walk(tree)):
        if node in skipped:
            continue
        for choice, (what, _) in enumerate(_lies(node)):
            changed = copy.deepcopy(tree)
            target = list(ast.walk(changed))[place]
            list(_lies(target))[choice][1](target)
            text = ast.unparse(ast.fix_missing_locations(changed))
            found.append(Mutant(path, getattr(node, "lineno", 0), getattr(node, "col_offset", 0), what, text))
    return sorted(found, key=lambda mutant: (mutant.line, mutant.column))


def write_plain(source: str) -> str:
    """Write a file as its mutants are written, without a lie in it."""
    tree = ast.parse(source)
    _strip(tree)
    return ast.unparse(tree)


def _strip(tree: ast.Module) -> None:
    """Leave out what a lie could not be noticed in: docstrings and annotations."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and len(body) > 1 and _is_text(body[0]):
            del body[0]
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None


def _decorations(tree: ast.Module) -> Iterator[ast.AST]:
    """List what stands in decorators and class lines: that a value is frozen is for the type checker to notice."""
    for node in ast.walk(tree):
        keywords = node.keywords if isinstance(node, ast.ClassDef) else ()
        for part in (*getattr(node, "decorator_list", ()), *keywords):
            yield from ast.walk(part)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _lies(node: ast.AST) -> Iterator[Lie]:
    """List the lies that can be told at one node, each with the change that tells it."""
    for kind, tell in _KINDS:
        if isinstance(node, kind):
            yield from tell(node)


def _compare(node: ast.Compare) -> Iterator[Lie]:
    old = type(node.ops[0])
    if len(node.ops) == 1 and old in _COMPARISONS:
        new = _COMPARISONS[old]
        yield f"{old.__name__} becomes {new.__name__}", lambda it: it.ops.__setitem__(0, new())


def _bool_op(node: ast.BoolOp) -> Iterator[Lie]:
    new = ast.Or if isinstance(node.op, ast.And) else ast.And
    yield f"{type(node.op).__name__} becomes {new.__name__}", lambda it: setattr(it, "op", new())
    yield "the last condition is dropped", lambda it: it.values.__setitem__(-1, it.values[0])


def _not(node: ast.UnaryOp) -> Iterator[Lie]:
    if isinstance(node.op, ast.Not):
        yield "not is dropped", lambda it: setattr(it, "operand", ast.UnaryOp(ast.Not(), it.operand))


def _bin_op(node: ast.BinOp) -> Iterator[Lie]:
    old = type(node.op)
    if old in _OPERATORS:
        new = _OPERATORS[old]
        yield f"{old.__name__} becomes {new.__name__}", lambda it: setattr(it, "op", new())


def _constant(node: ast.Constant) -> Iterator[Lie]:
    value = node.value
    if isinstance(value, bool):
        yield f"{value} becomes {not value}", lambda it: setattr(it, "value", not value)
    elif isinstance(value, int):
        yield f"{value} becomes {value + 1}", lambda it: setattr(it, "value", value + 1)
        yield f"{value} becomes {value - 1}", lambda it: setattr(it, "value", value - 1)


def _return(node: ast.Return) -> Iterator[Lie]:
    if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield "None is returned", lambda it: setattr(it, "value", ast.Constant(None))


def _statement(node: ast.Expr) -> Iterator[Lie]:
    if isinstance(node.value, ast.Call):
        yield "a call is left out", lambda it: setattr(it, "value", ast.Constant(None))


def _raise(_: ast.Raise) -> Iterator[Lie]:
    yield "nothing is raised", lambda it: setattr(it, "__class__", ast.Pass)


def _call(node: ast.Call) -> Iterator[Lie]:
    if len(node.args) > 1 and ast.dump(node.args[0]) != ast.dump(node.args[1]):
        yield "two arguments are swapped", lambda it: setattr(it, "args", [it.args[1], it.args[0], *it.args[2:]])


def _condition(_: ast.If | ast.IfExp) -> Iterator[Lie]:
    yield "the condition is always true", lambda it: setattr(it, "test", ast.Constant(value=True))
    yield "the condition is always false", lambda it: setattr(it, "test", ast.Constant(value=False))


_KINDS: Final[tuple[tuple[Any, Callable[[Any], Iterator[Lie]]], ...]] = (
    (ast.Compare, _compare),
    (ast.BoolOp, _bool_op),
    (ast.UnaryOp, _not),
    (ast.BinOp, _bin_op),
    (ast.Constant, _constant),
    (ast.Return, _return),
    (ast.Expr, _statement),
    (ast.Raise, _raise),
    (ast.Call, _call),
    ((ast.If, ast.IfExp), _condition),
)
