"""Who will see a document that is about to be added: the names that each answer lets in, and no promise beyond."""

import pytest

from ens.gate.audience import Seat, Seer
from ens.kernel.actors import Actor, ActorKind
from ens.policy.decide import Decision
from ens.records.sentences.reader import Reader
from ens.records.sentences.visibility import tell_choices

CAMILLE, PARENT = Reader(1, "Camille", own=True), Reader(1, "Sacha", own=False)
YES = Decision(allowed=True, reasons=("authorised",), discloses=True)


def carer(name: str, *seats: Seat) -> Seer:
    return Seer(Actor(ActorKind.PROFESSIONAL, 2, name=name), seats or (Seat.AUTHORISED,), YES)


MARTIN = carer("Dr Claire Martin", Seat.TREATING, Seat.AUTHORISED)
DIALLO, NGUYEN = carer("Mme Aminata Diallo"), carer("Dr Paul Nguyen")


THREE = "Aujourd’hui : Dr Claire Martin, Mme Aminata Diallo, Dr Paul Nguyen"


@pytest.mark.parametrize(
    ("carers", "note"),
    [
        ([], "Aujourd’hui, personne. Ensuite, ceux que vous autoriserez."),
        ([DIALLO], "Aujourd’hui : Mme Aminata Diallo."),
        (
            [MARTIN, DIALLO],
            "Aujourd’hui : Dr Claire Martin et Mme Aminata Diallo, chacun selon son métier.",
        ),
        (
            [MARTIN, DIALLO, NGUYEN, carer("Dr Lou Petit")],
            f"{THREE} et Dr Lou Petit, chacun selon son métier.",
        ),
        (
            [MARTIN, DIALLO, NGUYEN, carer("Dr Lou Petit"), carer("Dr Max Roy")],
            f"{THREE} et 2 autres, chacun selon son métier.",
        ),
    ],
)
def test_those_who_are_authorised_today_are_named(carers: list[Seer], note: str) -> None:
    shown, _ = tell_choices(carers, CAMILLE, minor=False)
    assert shown == ("soignants", "Les soignants autorisés", note)


def test_for_a_child_the_family_authorises() -> None:
    assert (
        tell_choices([], PARENT, minor=True)[0][2] == "Aujourd’hui, personne. Ensuite, ceux que sa famille autorisera."
    )


@pytest.mark.parametrize(
    ("reader", "minor", "alone", "treated"),
    [
        (CAMILLE, False, "Moi seulement", "Moi et mon médecin traitant"),
        (CAMILLE, True, "Moi et mes parents seulement", "Moi, mes parents et mon médecin traitant"),
        (PARENT, True, "Sacha et ses parents seulement", "Sacha, ses parents et son médecin traitant"),
    ],
)
def test_masking_says_who_still_sees(reader: Reader, minor: bool, alone: str, treated: str) -> None:
    assert tell_choices([DIALLO], reader, minor=minor)[1][:2] == ("moi", alone)
    _, masked = tell_choices([DIALLO, MARTIN], reader, minor=minor)
    assert masked[:2] == ("moi", treated)
    assert masked[2].startswith("Dr Claire Martin. ")
    assert "Diallo" not in masked[2]
