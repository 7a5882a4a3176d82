"""To whom a resource is shown, as its sender states it (TRE_A07 of the CI-SIS)."""

from typing import Any, Final

from ens.policy.facts import Flag

CONFIDENTIALITY: Final = {
    "MASQUE_PS": Flag.MASKED,
    "INVISIBLE_PATIENT": Flag.NOT_ANNOUNCED,
    "INVISIBLE_REPRESENTANTS_LEGAUX": Flag.HIDDEN_FROM_REPRESENTATIVES,
}


def flags_of(labels: list[dict[str, Any]] | None) -> int:
    """Read the flags that some Codings ask for (`meta.security`); nearly always there are none."""
    found = 0
    for label in labels or ():
        found |= int(CONFIDENTIALITY.get(str(label.get("code")), 0))
    return found
