"""Tells a lie inside a running process: gives the functions of a module the bodies of a mutant."""

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType, FunctionType, ModuleType

Bodies = list[tuple[FunctionType, CodeType]]


@contextmanager
def watching(files: Collection[str]) -> Iterator[set[CodeType]]:
    """Gather the functions of some files that run meanwhile: what they gave stays, whatever bodies they get later."""
    ran: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename in files:
            ran.add(frame.f_code)

    sys.setprofile(note)
    try:
        yield ran
    finally:
        sys.setprofile(None)


def find_bodies(module: ModuleType, before: str, after: str) -> Bodies:
    """Pair each function that differs with its new body; empty when the lie stands elsewhere: it takes a new import."""
    pairs = list(_differing(module, _compile(before), _compile(after)))
    found = [(function, code) for function, code in pairs if function is not None]
    return found if len(found) == len(pairs) else []


def swap(bodies: Bodies) -> None:
    """Give functions their new bodies."""
    for function, code in bodies:
        function.__code__ = code


def _compile(text: str) -> CodeType:
    return compile(text, "told", "exec", dont_inherit=True)


def _differing(place: object, old: CodeType, new: CodeType) -> Iterator[tuple[FunctionType | None, CodeType]]:
    """Pair what differs with its new body; None for what is not the body of a function."""
    if _bare(old) != _bare(new):
        yield None, new
        return
    for before, after in zip(_parts(old), _parts(new), strict=True):
        if before == after:
            continue
        held = vars(place).get(before.co_name)
        if isinstance(held, type):
            yield from _differing(held, before, after)
        else:
            yield _function(held, before), after


def _bare(code: CodeType) -> tuple[object, ...]:
    """Tell what a body does by itself, without the bodies that stand in it."""
    consts = tuple((type(each), each) for each in code.co_consts if not isinstance(each, CodeType))
    return code.co_code, consts, code.co_names, len(_parts(code))


def _parts(code: CodeType) -> list[CodeType]:
    return [each for each in code.co_consts if isinstance(each, CodeType)]


def _function(held: object, code: CodeType) -> FunctionType | None:
    """Find the function under properties and decorators, if its body is the one that was compiled."""
    if isinstance(held, property):
        held = held.fget
    if isinstance(held, staticmethod | classmethod):
        held = held.__func__
    while hasattr(held, "__wrapped__"):
        held = held.__wrapped__
    if not isinstance(held, FunctionType) or held.__code__.co_qualname != code.co_qualname:
        return None
    return held if held.__code__.co_freevars == code.co_freevars else None
