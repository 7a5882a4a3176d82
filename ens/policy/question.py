"""What is asked: who is known from the facts; here stand the act, the kind of thing and the declared purpose."""

from enum import StrEnum

import msgspec

from ens.kernel.actions import Action


class Mode(StrEnum):
    """Access mode that a caller asks for (code system 1.2.250.1.213.1.1.4.248); rights come from elsewhere."""

    NORMAL = "normal"
    BREAK_GLASS = "bris_de_glace"
    REGULATION = "centre_15"


class Question(msgspec.Struct, frozen=True):
    """One act on one kind of FHIR resource, for one purpose (v3-PurposeOfUse code)."""

    action: Action
    kind: str = ""
    purpose: str = "TREAT"
    mode: Mode = Mode.NORMAL
