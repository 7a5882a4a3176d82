r"""The texts that the vault turns into blind tokens.

A code gives `name|system|code`, `name||code` (the code in any system) and `name|system|` (any code of the system); a
reference gives the same with its type and id. `|` and `\` inside a part are escaped: no two codes
share a text.
"""

from functools import lru_cache
from typing import Final

from ens.fhir.issues import invalid
from ens.fhir.parameters.declared import PARAMETERS, ParameterKind, SearchParameter
from ens.fhir.parameters.values import Code
from ens.fhir.parse import Resource

MAX_TOKENS: Final = 300
KEPT: Final = 4096


def token_text(name: str, system: str, code: str) -> bytes:
    """Write one text to blind."""
    return f"{name}|{_escape(system)}|{_escape(code)}".encode()


def tokens_of(kind: str, resource: Resource, declared: tuple[SearchParameter, ...] = ()) -> list[bytes]:
    """List the texts to blind for a resource; InvalidResource when it holds too many codes."""
    found: set[bytes] = set()
    for parameter in declared or PARAMETERS.get(kind, ()):
        if not parameter.is_blind or (parameter.root and parameter.root not in resource):
            continue
        for value in parameter.extract(resource):
            if isinstance(value, Code):
                found.update(_texts(parameter.name, value, parameter.kind))
            elif isinstance(value, str):
                found.add(token_text(parameter.name, value, ""))
    if len(found) > MAX_TOKENS:
        french = f"Cette ressource contient trop de codes et de références ({MAX_TOKENS} au plus)."
        raise invalid("too-costly", kind, french, "Too many codes and references.")
    return sorted(found)


@lru_cache(KEPT)
def _texts(name: str, value: Code, kind: ParameterKind) -> tuple[bytes, ...]:
    """Write the texts of one code; the same few codes come again and again."""
    return tuple(token_text(name, system, code) for system, code in _forms(value, kind))


def _forms(value: Code, kind: ParameterKind) -> set[Code]:
    forms = {value}
    if value.code:
        forms.add(Code("", value.code))
        if kind == "token" and value.system:
            forms.add(Code(value.system, ""))
    return forms


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")
