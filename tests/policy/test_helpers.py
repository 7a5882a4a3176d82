"""Carers, guardians, teams, trusted professionals, demands and announcements: the near misses of their rules."""

import pytest

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import AppLink, Flag, Guardian
from ens.policy.question import Mode
from ens.policy.rules import guardian, own_space
from ens.policy.rules.acts import FINDING, HISTORY, READING, RULING
from tests.cast import number
from tests.policy.situations import DECLARED, NOW, Situation, allowed, hidden, refused, situation

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


@pytest.mark.parametrize("action", [UPDATE, DELETE])
def test_what_was_added_in_her_name_is_hers_whoever_added_it(action: Action) -> None:
    hers = situation("camille", action).about(author=number("noe"))
    link = AppLink(number("noe"), "patient/*.cruds", NOW, number("camille"))
    tied = ({"carers": {number("noe"): NOW}}, {"guardians": {number("noe"): Guardian(NOW, represents=False)}})
    for beside in (*tied, {"former": frozenset({number("noe")})}, {"apps": {7: link}}):
        assert hers.sharing(**beside).answer == allowed("author")
        assert hers.sharing(**beside).about(author=number("dr-martin")).answer == hidden("no_right")
        assert hers.sharing(**beside).by("noe").answer == hidden("no_right")
    assert hers.answer == hidden("no_right")


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


# Entrusted by a judge: the rule `entrusted`.

SECRET, WAITING = int(Flag.HIDDEN_FROM_REPRESENTATIVES), int(Flag.NOT_ANNOUNCED)
keeping = situation("noe", READ).sharing(entrusted={number("noe"): NOW + 1})
serving = situation("laboratoire", READ).sharing(services={number("laboratoire"): NOW + 1})


@pytest.mark.parametrize("action", sorted({*READING, *FINDING, CREATE}))
def test_whom_a_judge_entrusts_a_child_to_does_usual_acts(action: Action) -> None:
    assert keeping.asking(action=action).answer == allowed("entrusted")
    assert serving.asking(action=action).answer.reasons[0] == "entrusted"


@pytest.mark.parametrize("action", sorted({DELETE, MASK, ANNOUNCE, *HISTORY, *RULING}))
def test_nothing_but_usual_acts_is_entrusted(action: Action) -> None:
    assert keeping.asking(action=action).answer == hidden("no_right")
    assert not serving.asking(action=action).answer.allowed


@pytest.mark.parametrize(
    "changed",
    [
        keeping.sharing(entrusted={}),
        keeping.sharing(entrusted={number("noe"): NOW}),
        keeping.sharing(entrusted={}, services={number("noe"): NOW + 1}),
        keeping.by("dr-nguyen", number=number("noe")).sharing(authorised={}),
        serving.sharing(services={}),
        serving.sharing(services={number("laboratoire"): NOW}),
        serving.sharing(services={}, entrusted={number("laboratoire"): NOW + 1}),
        serving.by("hopital").about(author=number("laboratoire")),
    ],
    ids=["never", "ended", "as a service", "a professional", "no", "the end", "as a person", "another service"],
)
def test_a_placement_ends_on_its_day_and_is_nobody_else_s(changed: Situation) -> None:
    assert changed.answer == hidden("no_right")


@pytest.mark.parametrize("asked", [keeping, serving], ids=["a third person", "a service"])
def test_what_the_child_keeps_and_what_waits_are_not_entrusted(asked: Situation) -> None:
    assert asked.about(flags=SECRET).answer == hidden("hidden_from_representatives")
    assert "not_announced" in asked.about(flags=WAITING).answer.reasons
    assert not asked.about(flags=WAITING).answer.discloses


def test_a_service_reads_again_what_it_wrote_itself() -> None:
    own = serving.about(author=number("laboratoire"), flags=SECRET)
    assert own.answer == allowed("entrusted", "author")
    theirs = keeping.about(author=number("noe"), flags=SECRET)
    assert theirs.answer == hidden("hidden_from_representatives")


def test_a_third_person_corrects_what_she_added_and_it_is_the_child_s() -> None:
    own = keeping.asking(action=UPDATE).about(author=number("noe"))
    assert own.answer == allowed("entrusted")
    assert own.about(author=number("hopital")).answer == hidden("no_right")
    assert own.by("camille").answer == allowed("author")


def test_no_block_undoes_a_judge_s_decision() -> None:
    blocked = frozenset({number("laboratoire")})
    assert serving.sharing(blocked=blocked).answer == allowed("entrusted")
    assert serving.sharing(blocked=blocked, services={}).answer == hidden("blocked")


# Death: the rule `deceased`.

EVERYBODY = {
    "herself": situation("camille", READ),
    "a parent": situation("noe", READ).sharing(representatives={number("noe"): NOW + 1}),
    "a carer": helping,
    "a guardian": guarding,
    "in her care": in_care,
    "the author": situation("hopital", READ),
    "who deposits": situation("hopital", CREATE),
    "in an emergency": in_care.asking(mode=Mode.BREAK_GLASS).knowing(declared=DECLARED),
}


@pytest.mark.parametrize("who", EVERYBODY)
def test_at_death_a_notebook_shuts_for_everybody(who: str) -> None:
    assert EVERYBODY[who].answer.allowed
    assert EVERYBODY[who].sharing(died=NOW - 1).answer == refused("deceased")


@pytest.mark.parametrize("action", sorted(RULING))
def test_whoever_holds_the_access_of_somebody_who_died_rules_nothing(action: Action) -> None:
    assert situation("camille", action).sharing(died=NOW - 1).answer == refused("deceased")


def test_after_a_death_the_house_still_takes_it_back_and_erases_in_its_time() -> None:
    house = situation("camille", Action.LIFECYCLE_SPACE_ERASE).by("camille", kind=ActorKind.SYSTEM, number=0)
    for action in (Action.LIFECYCLE_SPACE_ERASE, Action.LIFECYCLE_SPACE_CLOSE, Action.LIFECYCLE_DEATH_DECLARE):
        assert house.asking(action=action).sharing(died=NOW - 1).answer == allowed("operation")
    assert not situation("camille", Action.LIFECYCLE_DEATH_DECLARE).answer.allowed


def test_who_knows_nobody_here_is_not_told_of_a_death() -> None:
    assert situation("noe", READ).sharing(died=NOW - 1).answer == hidden("deceased")
