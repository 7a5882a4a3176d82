"""Carers, guardians, teams, trusted professionals, demands and announcements: the near misses of their rules."""

import pytest

from ens.kernel.actions import Action
from ens.policy.facts import Flag, Guardian
from ens.policy.rules import guardian, own_space
from ens.policy.rules.acts import FINDING, HISTORY, READING, RULING
from tests.cast import number
from tests.policy.situations import NOW, Situation, allowed, hidden, refused, situation

pytestmark = pytest.mark.threat("T-10", "T-64", "T-65")

READ, CREATE = Action.RECORDS_ITEM_READ, Action.RECORDS_ITEM_CREATE
UPDATE, DELETE, MASK = Action.RECORDS_ITEM_UPDATE, Action.RECORDS_ITEM_DELETE, Action.RECORDS_ITEM_MASK
ANNOUNCE, ASK = Action.RECORDS_ITEM_ANNOUNCE, Action.SHARING_AUTHORISATION_ASK

helping = situation("noe", READ).sharing(carers={number("noe"): NOW + 1})
guarding = situation("noe", READ).sharing(guardians={number("noe"): Guardian(NOW + 1, represents=True)})
in_care = situation("dr-martin", READ)


# Carers: the rule `carer`.


@pytest.mark.parametrize("action", sorted({*READING, *FINDING, CREATE}))
def test_a_carer_reads_and_adds(action: Action) -> None:
    assert helping.asking(action=action).answer == allowed("carer")


def test_a_carer_corrects_what_she_added_and_nothing_else() -> None:
    assert helping.asking(action=UPDATE).about(author=number("noe")).answer == allowed("carer")
    assert helping.asking(action=UPDATE).answer == hidden("no_right")
    assert helping.asking(action=UPDATE).about(author=number("camille")).answer == hidden("no_right")


@pytest.mark.parametrize("action", sorted({DELETE, MASK, ANNOUNCE, ASK, *HISTORY, *RULING}))
def test_what_a_carer_may_not_do(action: Action) -> None:
    assert helping.asking(action=action).answer == hidden("no_right")
    assert helping.asking(action=action).about(author=number("noe")).answer == hidden("no_right")


@pytest.mark.parametrize(
    "changed",
    [
        helping.sharing(carers={}),
        helping.sharing(carers={number("noe"): NOW}),
        helping.sharing(carers={number("jeanne"): NOW + 1}),
        helping.by("dr-nguyen", number=number("noe")).sharing(authorised={}),
    ],
    ids=["never", "ended", "somebody else", "a professional"],
)
def test_help_ends_on_its_day_and_is_nobody_else_s(changed: Situation) -> None:
    assert changed.answer == hidden("no_right")


def test_what_is_hidden_from_representatives_is_hidden_from_carers() -> None:
    assert helping.about(flags=int(Flag.HIDDEN_FROM_REPRESENTATIVES)).answer == hidden("hidden_from_representatives")


# Guardians: the rule `guardian`.


@pytest.mark.parametrize("action", sorted(guardian.ACTS))
def test_a_guardian_acts_in_the_name_of_whom_she_protects(action: Action) -> None:
    assert guarding.asking(action=action).answer == allowed("guardian")


@pytest.mark.parametrize(
    "changed",
    [
        guarding.sharing(guardians={number("noe"): Guardian(NOW + 1, represents=False)}),
        guarding.sharing(guardians={number("noe"): Guardian(NOW, represents=True)}),
        guarding.sharing(guardians={}),
        guarding.asking(action=Action.LIFECYCLE_SPACE_ERASE),
        guarding.asking(action=DELETE),
        guarding.by("dr-nguyen", number=number("noe")).sharing(authorised={}),
    ],
    ids=["a curator", "ended", "never", "erasing", "deleting", "a professional of that number"],
)
def test_a_guardian_has_a_measure_that_lasts_and_represents(changed: Situation) -> None:
    assert changed.answer == hidden("no_right")


def test_a_guardian_never_has_more_than_the_person() -> None:
    assert guardian.ACTS < own_space.ACTS


# The team of care: the rule `care`.


def test_the_team_of_a_place_reads_by_one_authorisation() -> None:
    team = in_care.sharing(authorised={number("hopital"): NOW + 1}).knowing(place=number("hopital"))
    assert team.answer == allowed("team")
    assert team.knowing(place=0).answer == hidden("no_right")
    assert team.knowing(place=number("laboratoire")).answer == hidden("no_right")
    assert team.sharing(authorised={number("hopital"): NOW}).answer == hidden("no_right")
    nowhere = in_care.sharing(authorised={-1: NOW + 1, 0: NOW + 1, 1: NOW + 1})
    assert nowhere.answer == hidden("no_right")


# Trust: the rules `trusted` and `masked`.


def test_an_administrator_sees_what_is_masked_and_blocks_while_authorised() -> None:
    trusted = in_care.sharing(administrators=frozenset({number("dr-martin")}))
    assert trusted.about(flags=int(Flag.MASKED)).answer == allowed("authorised")
    assert in_care.about(flags=int(Flag.MASKED)).answer == hidden("masked")
    blocking = trusted.asking(action=Action.SHARING_BLOCK_SET)
    assert blocking.answer == allowed("administrator")
    assert blocking.asking(action=Action.SHARING_BLOCK_LIFT).answer == hidden("no_right")
    assert blocking.sharing(authorised={number("dr-martin"): NOW}).answer == hidden("no_right")
    assert blocking.sharing(administrators=frozenset()).answer == hidden("no_right")


# Demands: the rule `asking`.


def test_any_professional_asks_and_asking_opens_nothing() -> None:
    asking = in_care.sharing(authorised={}).asking(action=ASK)
    assert asking.answer == allowed("asking")
    assert asking.asking(action=READ).answer == hidden("no_right")
    assert asking.sharing(blocked=frozenset({number("dr-martin")})).answer == refused("blocked")
    for who in ("hopital", "noe", "applicoeur"):
        assert not asking.by(who).answer.allowed


# Announcements: the rule `announcing`.


def test_who_is_in_charge_announces_and_the_person_does_not() -> None:
    waiting = in_care.asking(action=ANNOUNCE).about(flags=int(Flag.NOT_ANNOUNCED))
    assert waiting.answer == allowed("announcing")
    assert waiting.sharing(authorised={}).answer == hidden("no_right")
    assert waiting.by("hopital", scopes="system/*.cruds").answer == allowed("announcing")
    assert not waiting.by("laboratoire", scopes="system/*.cruds").answer.allowed
    assert not waiting.by("camille").answer.allowed
    outside = waiting.by("diallo").about(flags=int(Flag.NOT_ANNOUNCED), type="68599-0")
    assert outside.answer == hidden("matrix"), "a nurse does not announce what she may not read"
