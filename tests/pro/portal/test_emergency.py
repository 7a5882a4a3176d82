"""Break-glass: a fresh proof, a typed reason, a cap by the day, half an hour, and written down."""

import pytest

from ens.gate.choices import Choices, make_choices
from ens.gate.house import database as connection
from ens.policy.rules.emergency import REGULATION_PLACE
from ens.sandbox import cast
from ens.sharing import services as sharing
from tests.factories.journal import last
from tests.factories.people import Holder, new_person
from tests.pro.conftest import Desk, new_desk
from tests.pro.portal.test_desk import listed

pytestmark = pytest.mark.threat("T-63")

REASON = "Retrouvée inconsciente sur la voie publique."
GLASS = {"mode": "bris_de_glace", "raison": REASON}


def declare(desk: Desk, page: str, **said: str) -> int:
    return desk.submit(f"{page}urgence/", f"{page}urgence/", **(GLASS | said)).status_code


def reads(desk: Desk, page: str, who: Holder) -> bool:
    return who.identity.name in desk.text(page)


def test_at_night_dr_nguyen_reads_for_half_an_hour_and_it_is_written_down(nguyen: Desk, camille: Holder) -> None:
    page = nguyen.find(camille)
    assert not reads(nguyen, page, camille)
    assert declare(nguyen, page) == 303
    shown = nguyen.text(page)
    assert camille.identity.name in shown
    assert REASON in shown  # the banner stays on every page of the record
    assert REASON in nguyen.text(f"{page}deposer/")
    entry = last(camille.space)
    assert (entry.mode, entry.detail, entry.reasons) == ("bris_de_glace", REASON, ("break_glass",))
    assert not listed(nguyen, camille)  # an emergency makes nobody her patient
    nguyen.submit(page, f"{page}urgence/fin/")
    assert not reads(nguyen, page, camille)


def test_an_emergency_is_for_one_notebook_and_one_session(nguyen: Desk, camille: Holder) -> None:
    other = new_person()
    page, elsewhere = nguyen.find(camille), nguyen.find(other)
    assert declare(nguyen, page) == 303
    assert not reads(nguyen, elsewhere, other)
    nguyen.sign_in()
    assert not reads(nguyen, page, camille)


@pytest.mark.parametrize(
    "said", [{"raison": "urgent"}, {"raison": "          "}, {"mode": "normal"}, {"mode": "centre_15"}]
)
def test_what_is_not_declared_as_it_must_opens_nothing(nguyen: Desk, camille: Holder, said: dict[str, str]) -> None:
    page = nguyen.find(camille)
    assert declare(nguyen, page, **said) in {403, 422}
    assert not reads(nguyen, page, camille)


def test_an_old_proof_of_identity_is_asked_for_again(nguyen: Desk, camille: Holder) -> None:
    page = nguyen.find(camille)
    with connection().cursor() as cursor:
        cursor.execute(
            "UPDATE session SET proven = proven - interval '11 minutes' WHERE hash = %s", [nguyen.token_hash]
        )
    assert nguyen.get(f"{page}urgence/").headers["Location"].startswith("/connexion/confirmer/")


def test_camilles_switch_and_her_block_hold(nguyen: Desk, martin: Desk, camille: Holder) -> None:
    page = nguyen.find(camille)
    make_choices(camille.visit, camille.space, Choices(masks_new=False, regulation=True, break_glass=False))
    assert declare(nguyen, page) == 403
    make_choices(camille.visit, camille.space, Choices(masks_new=False, regulation=True, break_glass=True))
    sharing.block(camille.visit, camille.space, martin.number)
    assert declare(martin, page) == 403
    assert declare(nguyen, page) == 303


def test_a_sixth_emergency_in_a_day_is_one_too_many(nguyen: Desk, camille: Holder) -> None:
    page = nguyen.find(camille)
    assert [declare(nguyen, page) for _ in range(6)] == [303] * 5 + [403]


def test_a_regulator_comes_in_by_the_place_where_she_works(camille: Holder, nguyen: Desk) -> None:
    regulator = new_desk(cast.DR_NGUYEN, REGULATION_PLACE)
    page = regulator.find(camille)
    assert declare(nguyen, page, mode="centre_15") == 403
    assert [declare(regulator, page, mode="centre_15") for _ in range(6)] == [303] * 6
    assert reads(regulator, page, camille)
    assert [declare(regulator, page) for _ in range(6)] == [303] * 5 + [403]  # her calls counted for nothing there
