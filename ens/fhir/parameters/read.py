r"""From the query string to a Query (https://hl7.org/fhir/R4/search.html): bounded, strict on values.

Repeated parameters must all hold; values between commas are alternatives; `\,` `\|` `\$` stand for themselves.
A parameter that the house does not know is left out with a warning, or refused under `Prefer: handling=strict`.
"""

import re
from collections.abc import Sequence
from typing import Final, NoReturn

from ens.fhir.issues import Issue
from ens.fhir.parameters import control
from ens.fhir.parameters.dates import DateTest, read_test
from ens.fhir.parameters.declared import PARAMETERS, SearchParameter
from ens.fhir.parameters.match import normalise
from ens.fhir.parameters.query import Clause, Query, Sought
from ens.fhir.parameters.tokens import token_text
from ens.fhir.parameters.values import split_reference
from ens.kernel.errors import Malformed

MAX_PARAMETERS: Final = 40
MAX_VALUES: Final = 50
MAX_LENGTH: Final = 4096
MODIFIERS: Final = {
    "token": ("", "not", "missing"),
    "reference": ("", "missing"),
    "uri": ("", "missing"),
    "date": ("", "missing"),
    "string": ("", "exact", "contains", "missing"),
}

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}(?::[A-Za-z][A-Za-z0-9_.-]{0,63})?")
_TYPED_CHAIN: Final = re.compile(r"^([a-zA-Z-]+):[A-Z][A-Za-z]+\.")
_TYPE: Final = re.compile(r"[A-Z][A-Za-z]{1,63}")
_PART: Final = re.compile(r"(?:[^\\,]|\\.)*", re.DOTALL)
_PIECE: Final = re.compile(r"(?:[^\\|]|\\.)*", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\([\\,|$])")


def parse_query(
    kind: str,
    params: Sequence[tuple[str, str]],
    *,
    strict: bool = False,
    base_url: str = "",
    declared: tuple[SearchParameter, ...] = (),
) -> Query:
    """Read the parameters of a search on one kind; Malformed says in French what is wrong.

    `declared` are the parameters that the kind's room brings; without any, those that every house knows.
    """
    if len(params) > MAX_PARAMETERS:
        _refuse("", f"trop de paramètres ({MAX_PARAMETERS} au plus)")
    query = Query(kind, declared or PARAMETERS.get(kind, ()))
    for name, value in params:
        if len(name) > MAX_LENGTH or len(value) > MAX_LENGTH:
            _refuse(name, f"il est trop long ({MAX_LENGTH} caractères au plus)")
        if not _is_text(name + value):
            _refuse(name, "il contient des caractères interdits")
        if not value:
            _leave_out(query, name, "il est vide", strict=strict)
        elif control.read(query, name, value) or _read_clause(query, name, value, base_url):
            query.applied.append((name, value))
        else:
            _leave_out(query, name, "il n’est pas connu ici", strict=strict)
    return query


def _read_clause(query: Query, full_name: str, value: str, base_url: str) -> bool:
    if not _NAME.fullmatch(name := _TYPED_CHAIN.sub(r"\1.", full_name)):
        return False
    name, _, modifier = name.partition(":")
    if modifier == "identifier":
        name, modifier = f"{name}.identifier", ""
    parameter = query.find(name)
    if parameter is None:
        return False
    parts = split(value, _PART)
    if len(parts) > MAX_VALUES:
        _refuse(full_name, f"il a trop de valeurs ({MAX_VALUES} au plus)")
    if not all(parts):
        _refuse(full_name, "une de ses valeurs est vide")
    if parameter.kind == "reference" and _TYPE.fullmatch(modifier):
        parts, modifier = [part if "/" in part else f"{modifier}/{part}" for part in parts], ""
    if modifier not in MODIFIERS[parameter.kind]:
        _refuse(full_name, f"le modificateur « {modifier} » n’existe pas ici")
    _add(query, parameter, modifier, [_local(part, base_url) for part in parts])
    return True


def _add(query: Query, parameter: SearchParameter, modifier: str, parts: list[str]) -> None:
    """Add one clause, and its group of tokens when tokens can narrow it."""
    if modifier == "missing":
        if parts not in (["true"], ["false"]):
            _refuse(f"{parameter.name}:missing", "sa valeur doit être « true » ou « false »")
        query.clauses.append(Clause(parameter, modifier, (parts == ["true"],)))
        return
    values = tuple(_value(parameter, modifier, part) for part in parts)
    blind = parameter.is_blind and not modifier
    if blind:
        query.groups.append(frozenset(_token(parameter.name, value) for value in values))
    # `|code` (no system) is narrower than the token of the code in any system.
    exact = blind and not any(isinstance(value, Sought) and value.system == "" for value in values)
    query.clauses.append(Clause(parameter, modifier, values, by_tokens=exact))


def _value(parameter: SearchParameter, modifier: str, part: str) -> Sought | DateTest | str:
    if parameter.kind == "date":
        return read_test(part) or _refuse(parameter.name, "une date s’écrit par exemple 2026-05-31 ou ge2026-05")
    if parameter.kind == "string":
        text = unescape(part)
        return text if modifier == "exact" else normalise(text)
    if parameter.kind == "uri":
        return unescape(part)
    if parameter.kind == "reference":
        system, code = split_reference(unescape(part))
        if not code and re.fullmatch(r"[A-Za-z0-9.-]{1,64}", system):
            return Sought(None, system)
        return Sought(system, code)
    pieces = [unescape(piece) for piece in split(part, _PIECE)]
    if len(pieces) > 2 or not any(pieces):
        _refuse(parameter.name, "un code s’écrit « système|code » ou « code »")
    return Sought(None, pieces[0]) if len(pieces) == 1 else Sought(pieces[0], pieces[1] or None)


def _token(name: str, value: object) -> bytes:
    if isinstance(value, Sought):
        return token_text(name, value.system or "", value.code or "")
    return token_text(name, str(value), "")


def split(text: str, part: re.Pattern[str]) -> list[str]:
    """Split at the separator that `part` leaves out, keeping escapes."""
    parts, position = [], 0
    while True:
        found = part.match(text, position)
        end = found.end() if found else position
        parts.append(text[position:end])
        if end >= len(text):
            return parts
        if text[end] == "\\":  # a lone backslash at the very end
            return [*parts[:-1], parts[-1] + text[end:]]
        position = end + 1


def unescape(text: str) -> str:
    """Undo the escapes of a search value."""
    return _ESCAPE.sub(r"\1", text)


def _local(part: str, base_url: str) -> str:
    prefix = base_url.rstrip("/") + "/"
    return part[len(prefix) :] if base_url and part.startswith(prefix) else part


def _is_text(text: str) -> bool:
    return not any(ord(char) < 32 or 0xD800 <= ord(char) < 0xE000 for char in text)


def _leave_out(query: Query, name: str, why: str, *, strict: bool) -> None:
    if strict:
        _refuse(name, why)
    french = f"Le paramètre « {name[:64]} » a été ignoré : {why}."
    query.warnings.append(Issue("not-supported", "", french, f"Parameter ignored: {name[:64]}.", "warning"))


def _refuse(name: str, why: str) -> NoReturn:
    msg = f"Le paramètre de recherche « {name[:64]} » ne peut pas être lu : {why}."
    raise Malformed(msg)
