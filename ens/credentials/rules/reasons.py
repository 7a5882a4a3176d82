"""Why a proof was refused, in the words of a person's history."""

from typing import Final

from ens.policy.words import Words

REFUSALS: Final = {
    "wrong_proof": Words(told="la preuve donnée n’était pas la bonne"),
}
