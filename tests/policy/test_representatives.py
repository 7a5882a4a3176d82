"""Near misses around a minor and his representatives: Camille for Sacha, who is nine, until the day of his majority."""

import pytest

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.decide import Decision
from ens.policy.facts import Flag, SpaceState
from ens.policy.rules.acts import HISTORY, READING, RULING
from tests.cast import number
from tests.policy.situations import NOW, Situation, allowed, hidden, refused, situation

pytestmark = pytest.mark.threat("T-24")

READ, CREATE = Action.RECORDS_ITEM_READ, Action.RECORDS_ITEM_CREATE
UPDATE, DELETE = Action.RECORDS_ITEM_UPDATE, Action.RECORDS_ITEM_DELETE
FIND, SEE = Action.REGISTRY_PERSON_FIND, Action.REGISTRY_PERSON_READ
ERASE = Action.LIFECYCLE_SPACE_ERASE
PROVE = Action.HISTORY_ENTRY_PROVE

for_sacha = situation("camille", READ).sharing(owner=number("sacha"), representatives={number("camille"): NOW + 1})
secret = for_sacha.about(flags=Flag.HIDDEN_FROM_REPRESENTATIVES)
written = for_sacha.about(author=number("camille"))


@pytest.mark.parametrize(
    "action", [*sorted(READING), FIND, SEE, CREATE, *sorted(HISTORY - {PROVE}), *sorted(RULING - {ERASE})]
)
def test_camille_is_at_home_with_sacha(action: Action) -> None:
    assert for_sacha.asking(action=action).answer == allowed("legal_representative")


@pytest.mark.parametrize(
    "changed",
    [
        for_sacha.sharing(representatives={}),
        for_sacha.sharing(representatives={number("noe"): NOW + 1}),
        for_sacha.sharing(representatives={number("camille"): NOW}),
        for_sacha.knowing(now=NOW + 1),
        for_sacha.by("noe"),
        for_sacha.by("applicoeur", number=number("camille"), scopes="patient/*.cruds"),
        for_sacha.by("dr-martin", number=number("camille")).sharing(authorised={}),
        for_sacha.asking(action=UPDATE),
        for_sacha.asking(action=DELETE),
        for_sacha.asking(action=ERASE),
        for_sacha.asking(action=PROVE),
        for_sacha.asking(action=Action.LIFECYCLE_SPACE_CREATE),
        for_sacha.asking(action=Action.SHARING_REPRESENTATION_DECLARE),
        for_sacha.asking(action=Action.SHARING_REPRESENTATION_WITHDRAW),
    ],
    ids=[
        "nobody", "the other parent", "ends now", "ended", "a stranger", "her app", "a professional", "altering",
        "deleting", "erasing", "proving", "opening", "declaring", "withdrawing",
    ],
)  # fmt: skip
def test_it_ends_where_she_does_not_represent_him_or_one_parent_alone_may_not(changed: Situation) -> None:
    assert changed.answer == hidden("no_right")


def test_a_representation_is_in_the_childs_space_and_nowhere_else() -> None:
    of_the_parent = situation("sacha", READ).sharing(represents=frozenset({7}))
    assert of_the_parent.answer == hidden("no_right")
    assert of_the_parent.by("camille").answer == allowed("own_space")


def test_sacha_stays_at_home_whoever_represents_him() -> None:
    at_home = for_sacha.by("sacha")
    assert at_home.answer == allowed("own_space")
    assert at_home.sharing(representatives={number("sacha"): NOW + 1}).answer == allowed("own_space")


@pytest.mark.parametrize("action", [*sorted(READING), UPDATE, DELETE])
def test_what_a_minor_keeps_from_his_parents_does_not_exist_for_them(action: Action) -> None:
    assert secret.asking(action=action).answer == hidden("hidden_from_representatives")
    own = secret.asking(action=action).about(author=number("camille"))
    assert own.answer == hidden("hidden_from_representatives")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (secret.about(flags=0), allowed("legal_representative")),
        (secret.about(flags=Flag.MASKED), allowed("legal_representative")),
        (secret.about(flags=Flag.HIDDEN_FROM_REPRESENTATIVES | Flag.MASKED), hidden("hidden_from_representatives")),
        (secret.by("sacha"), allowed("own_space")),
        (secret.by("sacha").sharing(representatives={number("sacha"): NOW + 1}), allowed("own_space")),
        (secret.by("dr-martin"), allowed("authorised")),
        (secret.by("hopital"), allowed("author")),
        (secret.sharing(representatives={number("camille"): NOW}), hidden("no_right")),
        (secret.knowing(header=None), allowed("legal_representative")),
    ],
)
def test_his_secret_holds_against_representatives_alone(changed: Situation, expected: Decision) -> None:
    assert changed.answer == expected


@pytest.mark.parametrize("action", sorted(READING))
def test_what_is_not_announced_is_not_told_to_a_parent_either(action: Action) -> None:
    waiting = for_sacha.asking(action=action).about(flags=Flag.NOT_ANNOUNCED)
    assert waiting.answer == hidden("not_announced")


@pytest.mark.parametrize("action", [UPDATE, DELETE])
def test_camille_corrects_what_she_added_for_sacha_while_she_represents_him(action: Action) -> None:
    asked = written.asking(action=action)
    assert asked.answer == allowed("author")
    assert asked.sharing(representatives={number("camille"): NOW}).answer == hidden("no_right")
    assert asked.sharing(representatives={}).answer == hidden("no_right")


def test_camille_reads_nothing_of_the_grown_up_sacha_not_even_what_she_added() -> None:
    assert written.answer == allowed("legal_representative", "author")
    assert written.knowing(now=NOW + 1).answer == hidden("no_right")


@pytest.mark.parametrize("action", [UPDATE, DELETE])
def test_what_was_added_in_sachas_name_is_his(action: Action) -> None:
    his = written.by("sacha").asking(action=action)
    assert his.answer == allowed("author")
    assert his.knowing(now=NOW + 1).answer == allowed("author")
    assert his.sharing(representatives={}, former=frozenset({number("camille")})).answer == allowed("author")
    assert his.sharing(representatives={}).answer == hidden("no_right")
    assert written.by("noe").asking(action=action).answer == hidden("no_right")


def test_one_parent_does_not_alter_what_the_other_added() -> None:
    both = written.sharing(representatives={number("camille"): NOW + 1, number("noe"): NOW + 1})
    assert both.by("noe").answer == allowed("legal_representative")
    assert both.by("noe").asking(action=UPDATE).answer == hidden("no_right")


def test_no_block_shuts_a_representative_out() -> None:
    blocked = for_sacha.sharing(blocked=frozenset({number("camille"), number("dr-martin")}))
    assert blocked.answer == allowed("legal_representative")
    assert blocked.by("dr-martin").answer == refused("blocked")


@pytest.mark.parametrize("state", [SpaceState.ANNOUNCED, SpaceState.SUSPENDED, SpaceState.OPPOSED, SpaceState.CLOSED])
@pytest.mark.parametrize("action", [Action.SHARING_REPRESENTATION_DECLARE, Action.SHARING_REPRESENTATION_WITHDRAW])
def test_the_house_records_civil_status_whatever_the_state_of_a_space(state: SpaceState, action: Action) -> None:
    house = for_sacha.by(for_sacha.facts.actor, kind=ActorKind.SYSTEM, number=0).asking(action=action)
    assert house.answer == allowed("operation")
    assert house.knowing(state=state).answer == allowed("operation")
    assert house.knowing(state=SpaceState.UNKNOWN).answer == refused("unknown_space")
    assert house.knowing(state=SpaceState.ERASED).answer == refused("space_erased")
    assert for_sacha.knowing(state=state).answer.allowed is False
