"""Strict JSON in, the same digits out (https://hl7.org/fhir/R4/json.html).

Floats become `decimal.Decimal`, so that 72.50 stays 72.50; everything that two readers could understand differently
(duplicate keys, NaN, lone surrogates, other encodings) is refused.
"""

import json
import re
import secrets
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

import msgspec

from ens.fhir.base64_data import decode_strictly
from ens.fhir.issues import InvalidResource, Issue
from ens.kernel.errors import Malformed, TooLarge

Resource = dict[str, Any]

STORED_LIMIT: Final = 40_000_000
MAX_DEPTH: Final = 64
MAX_KEYS: Final = 500  # of one object; a checking engine is quadratic in unknown ones
MAX_COMMAS: Final = 200_000  # bounds the number of values before any of them is built
MAX_INTEGER_DIGITS: Final = 18
MAX_NUMBER_LENGTH: Final = 40
MAX_EXPONENT: Final = 400  # the official examples go to E-245
MAX_ISSUES: Final = 20
LONG: Final = 65_536  # letters of base64 that are not worth reading as JSON
MAX_ASIDE: Final = 1_000  # places of one message where such base64 is looked for

_DATA: Final = re.compile(rb'"data"[ \t\r\n]{0,8}:[ \t\r\n]{0,8}"')
_ASIDE: Final = secrets.token_hex(16)
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
_TYPE: Final = re.compile(r"[A-Z][A-Za-z]{1,63}")
_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
# The escape of a control character other than tab, CR and LF, once pairs of backslashes are taken out.
_CONTROL: Final = re.compile(rb"\\(?:[bf]|u00(?:0[0-8bcefBCEF]|1[0-9a-fA-F]))")

_NOT_JSON: Final = "Le message ne peut pas être lu : ce n’est pas du JSON valide"
_NUMBER: Final = "Le message contient un nombre trop long ou trop grand."
_DEEP: Final = "Le message a trop de niveaux imbriqués (64 au plus)."
_CHARACTERS: Final = "Le message contient des caractères interdits (caractères de contrôle ou moitiés de caractère)."


def write(resource: object) -> bytes:
    """Write a resource as compact JSON; the digits of decimals are kept."""
    return _ENCODER.encode(resource)


def parse(data: bytes, limit: int) -> Resource:
    """Read one resource of at most `limit` bytes, or raise TooLarge, Malformed or InvalidResource."""
    resource = parse_object(data, limit)
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or not _TYPE.fullmatch(kind):
        msg = "Le message n’est pas une ressource FHIR : « resourceType » manque ou n’est pas un nom de type."
        raise Malformed(msg)
    if not _is_sound(resource, 1):
        raise InvalidResource(_faults(resource, kind))
    return resource


def parse_stored(data: bytes) -> Resource:
    """Read back a resource that the house has stored: what was accepted once can be read again."""
    return parse(data, STORED_LIMIT)


def parse_object(data: bytes, limit: int) -> Resource:
    """Read one JSON object under the same strict rules, whatever it holds."""
    value = parse_json(data, limit)
    if not isinstance(value, dict):
        msg = "Le message doit être un objet JSON."
        raise Malformed(msg)
    return value


def parse_json(data: bytes, limit: int) -> object:
    """Read strict JSON: UTF-8, no duplicate key, bounded depth, numbers and size."""
    if len(data) > limit or (len(data) > 2 * MAX_COMMAS and data.count(b",") > MAX_COMMAS):  # counting is not free
        msg = f"Le message est trop grand ({limit // 1024} ko au plus)."
        raise TooLarge(msg)
    data, aside = _set_aside(data) if len(data) > LONG else (data, {})
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        msg = "Le message n’est pas écrit en UTF-8."
        raise Malformed(msg) from error
    value = _load(text, aside)
    if b"\\" in data and not _characters_are_sound(data, value):
        raise Malformed(_CHARACTERS)
    return value


def _set_aside(data: bytes) -> tuple[bytes, dict[str, str]]:
    """Take long base64 out of the text, each under a name that nobody can guess: JSON is read letter by letter."""
    pieces, aside, done, end = [], dict[str, str](), 0, 0
    for _ in range(MAX_ASIDE):
        found = _DATA.search(data, end)
        if found is None:
            break
        start = found.end()
        end = max(start, data.find(b'"', start))
        if end - start > LONG and decode_strictly(long := data[start:end]) is not None:
            aside[name := f"{_ASIDE}{len(aside)}"] = long.decode("ascii")
            pieces += [data[done:start], name.encode()]
            done = end
    return b"".join([*pieces, data[done:]]), aside


def _load(text: str, aside: Mapping[str, str]) -> object:
    def build(pairs: list[tuple[str, Any]]) -> Resource:
        value = _object(pairs)
        return {key: aside.get(one, one) if type(one) is str else one for key, one in value.items()}

    try:
        return json.loads(
            text,
            object_pairs_hook=build if aside else _object,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        msg = f"{_NOT_JSON} (ligne {error.lineno}, colonne {error.colno})."
        raise Malformed(msg) from error
    except RecursionError as error:
        raise Malformed(_DEEP) from error


def _object(pairs: list[tuple[str, Any]]) -> Resource:
    value = dict(pairs)
    if len(value) > MAX_KEYS:
        msg = f"Le message contient un objet de plus de {MAX_KEYS} éléments."
        raise Malformed(msg)
    if len(value) != len(pairs):
        msg = "Le message contient deux fois la même clé dans un même objet."
        raise Malformed(msg)
    return value


def _integer(text: str) -> int | Decimal:
    if len(text) > MAX_INTEGER_DIGITS:
        return _decimal(text)
    return Decimal(text) if text == "-0" else int(text)  # an int would lose the sign


def _decimal(text: str) -> Decimal:
    if len(text) > MAX_NUMBER_LENGTH:
        raise Malformed(_NUMBER)
    try:
        value = Decimal(text)
    except InvalidOperation as error:  # an exponent beyond any machine
        raise Malformed(_NUMBER) from error
    if not -MAX_EXPONENT <= value.adjusted() <= MAX_EXPONENT:
        raise Malformed(_NUMBER)
    return value


def _constant(text: str) -> NoReturn:
    msg = f"{_NOT_JSON} ({text} n’est pas un nombre)."
    raise Malformed(msg)


def _characters_are_sound(data: bytes, value: object) -> bool:
    if _CONTROL.search(data.replace(rb"\\", b"")):
        return False
    if _SURROGATE.search(data):
        try:
            write(value)
        except UnicodeEncodeError:
            return False
    return True


def _is_sound(value: Resource, depth: int) -> bool:
    """Say quickly whether no null, no empty string, object or array stands where FHIR forbids it."""
    if depth > MAX_DEPTH:
        raise Malformed(_DEEP)
    if not value:
        return False
    for key, item in value.items():
        kind = type(item)
        if kind is dict:
            if not _is_sound(item, depth + 1):
                return False
        elif kind is list:
            if not _is_sound_list(value, key, item, depth):
                return False
        elif item is None or item == "":
            return False
    return True


def _is_sound_list(parent: Resource, key: str, items: list[Any], depth: int) -> bool:
    if not items:
        return False
    for index, item in enumerate(items):
        kind = type(item)
        if kind is dict:
            if not _is_sound(item, depth + 1):
                return False
        elif item is None:
            if not _has_twin(parent, key, index):
                return False
        elif kind is list or item == "":
            return False
    return True


def _has_twin(parent: Resource, key: str, index: int) -> bool:
    """Say whether a null of an array has its value or its extensions in the other array of the pair."""
    twin = parent.get(key[1:] if key.startswith("_") else f"_{key}")
    return isinstance(twin, list) and len(twin) == len(parent[key]) and twin[index] is not None


def _faults(resource: Resource, kind: str) -> list[Issue]:
    found: list[Issue] = []
    _collect(resource, kind, found)
    return found[:MAX_ISSUES]


def _collect(value: Resource, path: str, found: list[Issue]) -> None:
    if not value:
        found.append(_empty(path))
    for key, item in value.items():
        if len(found) >= MAX_ISSUES:
            return
        if isinstance(item, list) and item:
            for index, one in enumerate(item):
                if one is not None or not _has_twin(value, key, index):
                    _collect_one(one, f"{path}.{key}[{index}]", found)
        else:
            _collect_one(item, f"{path}.{key}", found)


def _collect_one(item: object, path: str, found: list[Issue]) -> None:
    if isinstance(item, dict):
        _collect(item, path, found)
    elif isinstance(item, list) and item:
        found.append(Issue("structure", path, "Une liste dans une liste n’existe pas en FHIR.", "Nested array."))
    elif item is None or item in ("", []):
        found.append(_empty(path))


def _empty(path: str) -> Issue:
    french = "Cet élément est vide : s’il n’a pas de valeur, ne l’envoyez pas."
    return Issue("structure", path, french, "Empty or null element; leave it out.")
