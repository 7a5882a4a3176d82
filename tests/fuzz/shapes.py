"""Small lies that keep the shape of a message, so that fuzzing reaches past the parser of JSON or XML."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any, Final

from lxml import etree

_ODD: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1.5, 10**30, "", " ", "\u0000", "\ud800", "é" * 40, "urn:uuid:", "#", "/", "?", "|"),
    *([], {}, [[]], [{}], {"": 0}, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30", "2026"),
)
_TEXTS: Final = (
    *("", " ", "0", "-1", "9" * 40, "é", "\u2028", "00010101000000+1400", "99991231235959-1200", "20260229", "2026"),
    *("1.2.250.1.213.1.4.8", "BR", "G15_10/SM26", "B64", "text/xml", "A" * 300),
)
_SERIALISED: Final = {"ensure_ascii": False, "separators": (",", ":")}

Shape = Callable[[bytes, random.Random], bytes | None]


def change_json(data: bytes, chance: random.Random) -> bytes | None:
    """Change a few values of a JSON text; None when it is not one."""
    try:
        tree = json.loads(data)
        for _ in range(chance.choice((1, 1, 1, 2))):
            _change_value(tree, chance)
        return json.dumps(tree, **_SERIALISED).encode("utf-8", "surrogatepass")  # type: ignore[arg-type]
    except (ValueError, RecursionError):
        return None


def _change_value(tree: object, chance: random.Random) -> None:
    places = list(_places(tree))
    if not places:
        return
    parent, key = chance.choice(places)
    act = chance.choice(["leave", "leave", "odd", "swap", "swap", "twice", "name", "stir", "stir"])
    if act == "leave":
        del parent[key]
    elif act == "odd":
        parent[key] = chance.choice(_ODD)
    elif act == "swap":
        alike = [place for place in places if type(place[0][place[1]]) is type(parent[key])]
        other, name = chance.choice(alike)
        parent[key] = json.loads(json.dumps(other[name]))
    elif act == "twice":
        parent[key] = [parent[key], parent[key]]
    elif act == "name" and isinstance(parent, dict):
        parent[chance.choice([str(name) for _, name in places])] = parent.pop(key)
    elif isinstance(parent[key], str):
        parent[key] = _stirred(parent[key], chance)


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    keys = tree.keys() if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        yield tree, key
        yield from _places(tree[key])


def _stirred(text: str, chance: random.Random) -> str:
    cut = chance.randint(0, len(text))
    return text[:cut] + chance.choice((*_TEXTS, text)) + text[cut + chance.randint(0, 3) :]


def change_xml(data: bytes, chance: random.Random) -> bytes | None:
    """Change a few elements or attributes of an XML text; None when it is not one."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        for _ in range(chance.choice((1, 1, 2, 4))):
            _change_element(root, chance)
        return etree.tostring(root)
    except (etree.LxmlError, ValueError, TypeError):
        return None


def _change_element(root: etree._Element, chance: random.Random) -> None:
    every = list(root.iter(etree.Element))
    element, other = chance.choice(every), chance.choice(every)
    parent, act = element.getparent(), chance.randrange(6)
    if act == 0 and parent is not None:
        parent.remove(element)
    elif act == 1 and element not in other.iterancestors() and element is not other and len(every) < 2_000:
        other.append(etree.fromstring(etree.tostring(element)))
    elif act == 2:
        element.text = _stirred(element.text or "", chance)
    elif act == 3 and element.attrib:
        name = chance.choice(sorted(element.attrib))
        element.set(name, _stirred(str(element.attrib[name]), chance))
    elif act == 4 and element.attrib:
        del element.attrib[chance.choice(sorted(element.attrib))]
    elif act == 5:
        element.tag = other.tag


SHAPES: Final[dict[str, Shape]] = {"cda": change_xml, "bundles": change_json}
