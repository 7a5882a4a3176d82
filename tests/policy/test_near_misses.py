"""Near misses: something that is allowed, then one single fact changed; the reason and what may be told are named."""

import pytest

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.decide import Decision
from ens.policy.facts import Flag, SpaceState
from ens.policy.question import Mode
from ens.policy.rules.acts import HISTORY, RULING
from ens.policy.rules.emergency import REGULATION_PLACE
from tests.cast import actor, number
from tests.policy.situations import DECLARED, NOW, Situation, allowed, hidden, refused, situation

pytestmark = pytest.mark.threat("T-10")

READ, LIST, PAST = Action.RECORDS_ITEM_READ, Action.RECORDS_ITEM_LIST, Action.RECORDS_ITEM_HISTORY
CREATE, UPDATE, DELETE = Action.RECORDS_ITEM_CREATE, Action.RECORDS_ITEM_UPDATE, Action.RECORDS_ITEM_DELETE
FIND, SEE = Action.REGISTRY_PERSON_FIND, Action.REGISTRY_PERSON_READ
READINGS = (READ, LIST, PAST)

at_home = situation("camille", READ)
in_care = situation("dr-martin", READ)
by_author = situation("hopital", READ)
depositing = situation("laboratoire", CREATE, header=None)


# Camille at home: the rule `own_space`.


@pytest.mark.parametrize("action", [*READINGS, FIND, SEE, CREATE, *sorted(HISTORY), *sorted(RULING)])
def test_camille_is_at_home(action: Action) -> None:
    assert at_home.asking(action=action).answer == allowed("own_space")


@pytest.mark.parametrize(
    "changed",
    [
        at_home.by("noe"),
        at_home.sharing(owner=number("noe")),
        at_home.by("support", number=number("camille"), scopes="patient/*.cruds"),
        at_home.asking(action=UPDATE),
        at_home.asking(action=DELETE),
        at_home.asking(action=Action.LIFECYCLE_SPACE_CREATE),
        at_home.asking(action=Action.LIFECYCLE_SPACE_ROTATE),
    ],
    ids=["another person", "another owner", "another kind", "altering", "deleting", "opening", "rotating"],
)
def test_home_ends_where_it_is_not_camille_or_not_hers_to_do(changed: Situation) -> None:
    assert changed.answer == hidden("no_right")


@pytest.mark.parametrize("action", [UPDATE, DELETE])
def test_camille_corrects_and_withdraws_what_she_wrote_herself(action: Action) -> None:
    own = at_home.asking(action=action).about(author=number("camille"))
    assert own.answer == allowed("author")
    assert own.about(author=number("hopital")).answer == hidden("no_right")


def test_nobody_shuts_herself_out_of_her_own_space() -> None:
    shut = at_home.sharing(blocked=frozenset({number("camille")}))
    assert shut.answer == allowed("own_space")
    assert shut.asking(action=Action.SHARING_BLOCK_LIFT).answer == allowed("own_space")


# Care: the rule `care`.


@pytest.mark.parametrize("action", [*READINGS, FIND, SEE])
def test_an_authorised_professional_reads(action: Action) -> None:
    assert in_care.asking(action=action).answer == allowed("authorised")


@pytest.mark.parametrize(
    "changed",
    [
        in_care.sharing(authorised={}),
        in_care.sharing(authorised={number("dr-nguyen"): NOW + 1}),
        in_care.sharing(authorised={number("dr-martin"): NOW}),
        in_care.knowing(now=NOW + 1),
        in_care.by("hopital", number=number("dr-martin")),
        in_care.by("noe", number=number("dr-martin")),
        in_care.asking(action=UPDATE),
        in_care.asking(action=DELETE),
        in_care.asking(action=Action.HISTORY_ENTRY_LIST),
    ],
    ids=["never", "a colleague", "ends now", "ended", "a structure", "a person", "alters", "deletes", "traces"],
)
def test_care_reads_with_a_living_authorisation_and_does_nothing_else(changed: Situation) -> None:
    assert changed.answer == hidden("no_right")


@pytest.mark.parametrize("action", sorted(RULING))
def test_no_professional_rules_a_space(action: Action) -> None:
    assert in_care.asking(action=action).answer == hidden("no_right")
    assert in_care.asking(action=action).by("dr-martin", scopes="user/*.cruds").answer == hidden("scope")


# Authors: the rule `author`.


@pytest.mark.parametrize("action", [*READINGS, UPDATE, DELETE])
def test_a_hospital_reads_corrects_and_withdraws_what_it_wrote(action: Action) -> None:
    assert by_author.asking(action=action).answer == allowed("author")
    assert by_author.asking(action=action).about(author=number("laboratoire")).answer == hidden("no_right")
    assert by_author.asking(action=action).by("laboratoire").answer == hidden("no_right")


def test_a_structure_lists_a_space_and_a_professional_without_authorisation_does_not() -> None:
    listing = situation("hopital", LIST, header=None)
    assert listing.answer == allowed("author")
    assert listing.asking(action=READ).answer == hidden("no_right")
    assert listing.asking(action=PAST).answer == hidden("no_right")
    assert listing.by("dr-martin", number=4).answer == hidden("no_right")
    assert listing.by("applicoeur").answer == hidden("no_right")


def test_an_author_does_not_see_the_person_nor_her_history() -> None:
    assert by_author.asking(action=SEE).answer == hidden("no_right")
    assert by_author.asking(action=Action.HISTORY_ENTRY_LIST, kind="AuditEvent").answer == hidden("no_right")


# Deposits: the rule `deposit`.


@pytest.mark.parametrize("who", ["hopital", "laboratoire", "dr-nguyen", "diallo"])
def test_who_takes_care_deposits(who: str) -> None:
    assert depositing.by(who).sharing(authorised={}).answer == allowed("deposit")


@pytest.mark.parametrize("who", ["noe", "applicoeur", "support"])
def test_nobody_else_deposits(who: str) -> None:
    assert depositing.by(who, scopes="patient/*.cruds").answer == hidden("no_right")


def test_a_structure_finds_the_person_it_deposits_for_and_a_professional_without_authorisation_does_not() -> None:
    finding = depositing.asking(action=FIND, kind="Patient")
    assert finding.answer == allowed("deposit")
    assert finding.asking(action=SEE).answer == hidden("no_right")
    assert finding.by("dr-martin").sharing(authorised={}).answer == hidden("no_right")


# The house itself: the rule `operation`.


def test_the_house_opens_closes_erases_and_rotates_and_never_reads() -> None:
    house = situation("camille", Action.LIFECYCLE_SPACE_ROTATE).by(actor("camille"), kind=ActorKind.SYSTEM, number=0)
    for action in (Action.LIFECYCLE_SPACE_CLOSE, Action.LIFECYCLE_SPACE_ERASE, Action.LIFECYCLE_SPACE_ROTATE):
        assert house.by(house.facts.actor, scopes="").asking(action=action).answer == allowed("operation")
    opening = house.asking(action=Action.LIFECYCLE_SPACE_CREATE).knowing(state=SpaceState.ANNOUNCED)
    assert opening.answer == allowed("operation")
    assert house.asking(action=Action.LIFECYCLE_SPACE_ACTIVATE).answer == allowed("operation")
    for action in (*READINGS, CREATE, UPDATE, DELETE, FIND, SEE, *HISTORY, Action.SHARING_BLOCK_SET):
        assert house.asking(action=action).answer == hidden("no_right")
    assert house.by("support").answer == hidden("no_right")


# Tokens: the rule `scope`.

LETTERS = [
    (CREATE, "c"), (READ, "r"), (PAST, "r"), (LIST, "s"), (SEE, "r"), (FIND, "s"),
    (Action.HISTORY_ENTRY_LIST, "s"), (Action.HISTORY_ENTRY_READ, "r"), (Action.HISTORY_ENTRY_PROVE, "r"),
]  # fmt: skip


@pytest.mark.parametrize(("action", "letter"), LETTERS)
def test_a_token_does_what_its_letters_say(action: Action, letter: str) -> None:
    asked = at_home.asking(action=action)
    others = "cruds".replace(letter, "")
    assert asked.by("camille", scopes=f"patient/*.{letter}").answer == allowed("own_space")
    assert asked.by("camille", scopes=f"patient/*.{others}").answer == refused("scope")
    assert asked.by("camille", scopes="").answer == refused("scope")


@pytest.mark.parametrize(("action", "letter"), [(UPDATE, "u"), (DELETE, "d")])
def test_a_token_alters_what_its_letters_say(action: Action, letter: str) -> None:
    asked = by_author.asking(action=action)
    assert asked.by("hopital", scopes=f"system/DocumentReference.{letter}").answer == allowed("author")
    assert asked.by("hopital", scopes="system/DocumentReference.crs").answer == refused("scope")


def test_a_token_for_one_kind_does_not_open_another() -> None:
    asked = at_home.asking(kind="Binary")
    assert asked.by("camille", scopes="patient/Binary.r").answer == allowed("own_space")
    assert asked.by("camille", scopes="patient/DocumentReference.r").answer == refused("scope")


def test_a_history_is_read_with_the_scope_of_audit_events_whatever_was_asked() -> None:
    asked = at_home.asking(action=Action.HISTORY_ENTRY_LIST, kind="")
    assert asked.by("camille", scopes="patient/AuditEvent.s").answer == allowed("own_space")
    assert asked.by("camille", scopes="patient/Patient.s").answer == refused("scope")


def test_a_question_without_a_kind_is_about_the_patient() -> None:
    asked = at_home.asking(action=SEE, kind="")
    assert asked.by("camille", scopes="patient/Patient.r").answer == allowed("own_space")
    assert asked.by("camille", scopes="patient/AuditEvent.r").answer == refused("scope")


@pytest.mark.parametrize("action", sorted(RULING))
def test_ruling_a_space_asks_for_the_scope_that_no_app_gets(action: Action) -> None:
    asked = at_home.asking(action=action)
    assert asked.by("camille", scopes="ens/manage").answer == allowed("own_space")
    assert asked.by("camille", scopes="patient/*.cruds").answer == refused("scope")


# The life of a space: the rule `space_state`.

SHUT = {
    SpaceState.UNKNOWN: "unknown_space",
    SpaceState.ANNOUNCED: "space_announced",
    SpaceState.SUSPENDED: "space_suspended",
    SpaceState.OPPOSED: "space_opposed",
    SpaceState.CLOSED: "space_closed",
    SpaceState.ERASED: "space_erased",
}


@pytest.mark.parametrize("asked", [at_home, in_care, by_author, depositing], ids=["home", "care", "author", "deposit"])
@pytest.mark.parametrize("state", SpaceState)
def test_a_space_that_is_not_open_takes_nothing_in_and_gives_nothing_out(asked: Situation, state: SpaceState) -> None:
    answer = asked.knowing(state=state).answer
    assert answer.allowed is (state not in SHUT)
    if state in SHUT:
        assert answer == refused(SHUT[state])


STEPS = {
    Action.LIFECYCLE_SPACE_ACTIVATE: {SpaceState.ANNOUNCED, SpaceState.OPPOSED},
    Action.LIFECYCLE_SPACE_OPPOSE: {SpaceState.ANNOUNCED},
    Action.LIFECYCLE_SPACE_CREATE: {SpaceState.ANNOUNCED, SpaceState.OPPOSED},
    Action.LIFECYCLE_SPACE_CLOSE: {SpaceState.ANNOUNCED, SpaceState.SUSPENDED},
    Action.LIFECYCLE_SPACE_ERASE: {
        SpaceState.ANNOUNCED, SpaceState.SUSPENDED, SpaceState.OPPOSED, SpaceState.CLOSED,
    },
    Action.LIFECYCLE_SPACE_ROTATE: set(),
}  # fmt: skip


@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("state", SHUT)
def test_the_steps_of_its_life_stay_possible_where_they_make_sense(action: Action, state: SpaceState) -> None:
    house = at_home.by(actor("camille"), kind=ActorKind.SYSTEM).asking(action=action).knowing(state=state)
    expected = allowed("operation") if state in STEPS[action] else refused(SHUT[state])
    assert house.answer == expected


def test_a_space_is_refused_before_it_opens_and_by_the_house_alone() -> None:
    house = at_home.by(actor("camille"), kind=ActorKind.SYSTEM).asking(action=Action.LIFECYCLE_SPACE_OPPOSE)
    assert house.knowing(state=SpaceState.ANNOUNCED).answer == allowed("operation")
    for state in (SpaceState.CREATED, SpaceState.ACTIVATED):
        assert house.knowing(state=state).answer == refused("too_late_to_oppose")
    for action in (Action.LIFECYCLE_SPACE_OPPOSE, Action.LIFECYCLE_SPACE_ACTIVATE):
        assert not at_home.asking(action=action).knowing(state=SpaceState.ANNOUNCED).answer.allowed


def test_only_a_space_created_or_activated_is_open() -> None:
    assert [state for state in SpaceState if at_home.knowing(state=state).answer.allowed] == [
        SpaceState.CREATED,
        SpaceState.ACTIVATED,
    ]


# Those who never enter: the rule `forbidden_purpose`.


@pytest.mark.threat("T-11")
@pytest.mark.parametrize("kind", [ActorKind.INSURER, ActorKind.EMPLOYER, ActorKind.BANK])
def test_an_insurer_an_employer_and_a_bank_are_told_nothing_whoever_agreed(kind: ActorKind) -> None:
    assert in_care.by("dr-martin", kind=kind).answer == hidden("forbidden_purpose")
    assert by_author.by("hopital", kind=kind).answer == hidden("forbidden_purpose")
    assert at_home.by("camille", kind=kind).answer == hidden("forbidden_purpose")


@pytest.mark.threat("T-11")
@pytest.mark.parametrize(
    "purpose", ["HPAYMT", "COVERAGE", "COVAUTH", "ELIGDTRM", "ELIGVER", "HMARKT", "EMPLOY", "CREDIT"]
)
def test_nobody_reads_for_insurance_credit_marketing_or_employment(purpose: str) -> None:
    assert at_home.asking(purpose=purpose).answer == hidden("forbidden_purpose")
    assert in_care.asking(purpose=purpose).answer == hidden("forbidden_purpose")
    assert depositing.asking(purpose=purpose).answer == hidden("forbidden_purpose")


def test_treatment_is_a_purpose() -> None:
    assert in_care.asking(purpose="TREAT").answer == allowed("authorised")
    assert in_care.asking(purpose="ETREAT").answer == allowed("authorised")


# Blocks: the rule `blocked`.


@pytest.mark.parametrize("action", [*READINGS, UPDATE, DELETE])
def test_a_blocked_author_reads_nothing_any_more(action: Action) -> None:
    blocked = by_author.asking(action=action).sharing(blocked=frozenset({number("hopital")}))
    assert blocked.answer == refused("blocked")


def test_a_blocked_professional_reads_nothing_even_while_an_authorisation_lasts() -> None:
    blocked = in_care.sharing(blocked=frozenset({number("dr-martin")}))
    assert blocked.answer == refused("blocked")
    assert blocked.sharing(authorised={}).answer == hidden("blocked")
    assert blocked.by("dr-nguyen").answer == allowed("authorised")
    assert blocked.asking(action=SEE).answer == refused("blocked")


def test_a_blocked_hospital_can_still_deposit_and_find_whom_it_deposits_for() -> None:
    blocked = depositing.by("hopital").sharing(blocked=frozenset({number("hopital")}))
    assert blocked.answer == allowed("deposit")
    assert blocked.asking(action=FIND).answer == allowed("deposit")
    assert blocked.asking(action=LIST).answer == refused("blocked")


@pytest.mark.parametrize("mode", [Mode.BREAK_GLASS, Mode.REGULATION])
def test_a_block_holds_in_an_emergency_unless_camille_said_otherwise(mode: Mode) -> None:
    emergency = in_care.asking(mode=mode).knowing(declared=DECLARED, place_type=REGULATION_PLACE)
    emergency = emergency.sharing(blocked=frozenset({number("dr-martin")}))
    assert emergency.answer == refused("blocked")
    lifted = emergency.sharing(emergency_lifts_blocks=True)
    assert lifted.answer == allowed("authorised", "break_glass" if mode is Mode.BREAK_GLASS else "regulation")
    assert lifted.asking(mode=Mode.NORMAL).answer == refused("blocked")


at_work = in_care.knowing(place=number("hopital")).sharing(blocked=frozenset({number("hopital")}))


@pytest.mark.parametrize("action", [*READINGS, SEE])
def test_who_works_today_at_a_blocked_hospital_reads_nothing_though_authorised_by_name(action: Action) -> None:
    assert at_work.asking(action=action).answer == refused("place_blocked")
    both = at_work.sharing(blocked=frozenset({number("hopital"), number("dr-martin")}))
    assert both.asking(action=action).answer == refused("blocked")


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        (at_work.knowing(place=0), ("authorised",)),
        (at_work.knowing(place=number("laboratoire")), ("authorised",)),
        (at_work.sharing(blocked=frozenset({number("laboratoire")})), ("authorised",)),
        (at_work.sharing(blocked=frozenset()), ("authorised",)),
        (at_work.asking(action=CREATE), ("deposit",)),
        (at_work.asking(action=FIND), ("authorised",)),
        (at_work.by("camille"), ("own_space",)),
    ],
    ids=["nowhere", "elsewhere", "another is blocked", "none is", "deposits", "finds", "the person"],
)
def test_a_blocked_hospital_shuts_out_who_works_there_today_and_nobody_else(
    changed: Situation, reasons: tuple[str, ...]
) -> None:
    assert changed.answer == allowed(*reasons)


def test_a_blocked_hospital_holds_against_its_team_and_in_an_emergency_unless_she_said_otherwise() -> None:
    team = at_work.sharing(authorised={number("hopital"): NOW + 1})
    assert team.answer == refused("place_blocked")
    emergency = at_work.asking(mode=Mode.BREAK_GLASS).knowing(declared=DECLARED)
    assert emergency.answer == refused("place_blocked")
    assert emergency.sharing(emergency_lifts_blocks=True).answer == allowed("authorised", "break_glass")


# The matrix


def test_a_nurse_reads_what_her_work_needs() -> None:
    nurse = situation("diallo", READ)
    assert nurse.answer == allowed("authorised")
    assert nurse.by("diallo", profession="").answer == hidden("matrix")
    assert nurse.by("diallo", profession="99").answer == hidden("matrix")
    assert nurse.about(type="75496-0").answer == hidden("matrix")
    assert nurse.about(class_code="95").answer == hidden("matrix")
    assert nurse.about(class_code="").answer == hidden("matrix")


@pytest.mark.parametrize("action", READINGS)
def test_the_matrix_concerns_reading_by_those_who_are_not_the_author(action: Action) -> None:
    refused_type = situation("diallo", action).about(type="75496-0")
    assert refused_type.answer == hidden("matrix")
    assert refused_type.about(author=number("diallo")).answer == allowed("author", "authorised")
    assert refused_type.by("camille").answer == allowed("own_space")
    assert refused_type.knowing(header=None).answer == allowed("authorised")


@pytest.mark.parametrize("action", [UPDATE, DELETE])
def test_the_matrix_does_not_speak_of_altering(action: Action) -> None:
    own = situation("diallo", action).about(type="75496-0", author=number("diallo"))
    assert own.answer == allowed("author")
    assert own.about(author=1).answer == hidden("no_right")


# Masked: the rule `masked`.

masked = in_care.about(flags=Flag.MASKED)


@pytest.mark.parametrize("action", READINGS)
def test_a_masked_document_does_not_exist_for_a_professional(action: Action) -> None:
    assert masked.asking(action=action).answer == hidden("masked")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (masked.about(flags=0), allowed("authorised")),
        (masked.about(flags=Flag.ARCHIVED), allowed("authorised")),
        (masked.about(flags=Flag.MASKED | Flag.ARCHIVED), hidden("masked")),
        (masked.by("camille"), allowed("own_space")),
        (masked.by("hopital"), allowed("author")),
        (masked.about(author=number("dr-martin")), allowed("author", "authorised")),
        (masked.sharing(treating=number("dr-martin")), allowed("authorised")),
        (masked.sharing(treating=number("dr-nguyen")), hidden("masked")),
        (masked.sharing(treating=number("dr-martin"), authorised={}), hidden("no_right")),
        (masked.by("laboratoire"), hidden("masked")),
        (masked.asking(action=UPDATE), hidden("no_right")),
        (masked.knowing(header=None), allowed("authorised")),
    ],
)
def test_a_masked_document_is_for_the_person_its_author_and_the_treating_practitioner(
    changed: Situation, expected: Decision
) -> None:
    assert changed.answer == expected


# Not announced: the rule `not_announced`.

waiting = at_home.about(flags=Flag.NOT_ANNOUNCED)


@pytest.mark.parametrize("action", READINGS)
def test_camille_does_not_learn_from_a_screen_what_a_physician_has_to_tell_her(action: Action) -> None:
    assert waiting.asking(action=action).answer == hidden("not_announced")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (waiting.about(flags=0), allowed("own_space")),
        (waiting.about(flags=Flag.NOT_ANNOUNCED | Flag.SUPERSEDED), hidden("not_announced")),
        (waiting.by("dr-martin"), allowed("authorised")),
        (waiting.by("hopital"), allowed("author")),
        (waiting.by("applicoeur"), hidden("not_announced")),
        (waiting.asking(action=SEE), allowed("own_space")),
        (waiting.knowing(header=None), allowed("own_space")),
    ],
)
def test_what_is_not_announced_is_for_professionals_meanwhile(changed: Situation, expected: Decision) -> None:
    assert changed.answer == expected


# Several at once


def test_every_reason_is_named_and_one_that_hides_is_enough() -> None:
    both = in_care.by("dr-martin", scopes="").knowing(state=SpaceState.CLOSED)
    assert both.answer == refused("scope", "space_closed")
    assert both.about(flags=Flag.MASKED).answer == hidden("scope", "space_closed", "masked")
    assert both.asking(purpose="CREDIT").answer == hidden("scope", "space_closed", "forbidden_purpose")


# The public directory: the rule `public_directory`.

keeping = situation("hopital", Action.DIRECTORY_RESOURCE_ADD, header=None, kind="Practitioner").by(
    "hopital", scopes="system/Practitioner.c"
)


def test_a_keeper_adds_to_the_directory_kind_by_kind() -> None:
    assert keeping.answer == allowed("directory_keeper")


@pytest.mark.parametrize(
    "changed",
    [
        keeping.by("hopital", scopes="system/*.cruds"),
        keeping.asking(kind="*").by("hopital", scopes="system/*.c"),
        keeping.by("dr-martin", scopes="user/Practitioner.c"),
        keeping.by("camille", scopes="patient/Practitioner.c"),
        keeping.by("support", scopes="system/Practitioner.c"),
    ],
    ids=["a wildcard", "a kind of that name", "a professional", "a person", "the support"],
)
def test_nobody_else_adds_to_it(changed: Situation) -> None:
    assert changed.answer == hidden("no_right")


@pytest.mark.parametrize("scopes", ["system/Practitioner.ruds", "system/PractitionerRole.c", ""])
def test_a_keeper_without_the_scope_of_that_kind_does_not(scopes: str) -> None:
    assert keeping.by("hopital", scopes=scopes).answer == hidden("scope")


@pytest.mark.parametrize("who", ["camille", "dr-nguyen", "hopital", "applicoeur"])
def test_everybody_reads_the_directory(who: str) -> None:
    reading = situation(who, Action.DIRECTORY_RESOURCE_READ, header=None, kind="Practitioner")
    assert reading.answer == allowed("public_directory")
