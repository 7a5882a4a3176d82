"""T-26: neither answers nor the work behind them tell who has a space; depositors are told little, and are seen."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from types import FrameType

import pytest
from pytest_django import Settings

from ens.kernel.actors import ActorKind
from ens.policy.facts import SpaceState
from tests.databases import Database
from tests.factories.callers import APP_SCOPES, Caller, new_party, new_professional, new_structure
from tests.factories.journal import house_entries, last
from tests.factories.people import Holder, new_matricule, new_person
from tests.factories.software import Software, bytes_of
from tests.gate.looking import watch_statements
from tests.scenarios.deposits import PDF, reference
from tests.scenarios.live import INS

pytestmark = pytest.mark.threat("T-26")

Answer = tuple[int, bytes, tuple[tuple[str, str], ...]]
Question = tuple[str, str, bytes]
SHUT = (SpaceState.ANNOUNCED, SpaceState.SUSPENDED, SpaceState.OPPOSED, SpaceState.CLOSED)
CURIOUS: dict[str, Callable[[], Caller]] = {
    "an insurer": lambda: new_party(ActorKind.INSURER, scopes="user/*.rs"),
    "an app of somebody else": lambda: new_party(ActorKind.APP, scopes=APP_SCOPES),
    "a physician whom nobody has authorised": new_professional,
    "another person": lambda: new_person().caller,
}


@pytest.fixture(autouse=True)
def open_house(database: Database) -> None:
    """Every test here has the real database."""


def ins(holder: Holder | None) -> str:
    return f"{INS}|{holder.identity.matricule if holder else new_matricule()}"


def asks(about: str) -> Iterator[tuple[str, str]]:
    """List every way to ask about a person by her number without depositing."""
    yield "GET", f"Patient?identifier={about}"
    for kind in ("DocumentReference", "List"):
        yield "GET", f"{kind}?patient.identifier={about}"
        yield "GET", f"{kind}?patient.identifier={about}&_summary=count"
    yield "GET", f"AuditEvent?patient.identifier={about}"


def answer(who: Caller, method: str, path: str, body: object = b"") -> Answer:
    got = Software(who.token).call(method, path, body)
    return got.status_code, bytes_of(got), tuple(sorted(got.items()))


def plain(told: Answer, about: str) -> Answer:
    """Take out of an answer what the caller has sent herself."""
    return told[0], told[1].replace(about.encode(), b"INS"), told[2]


@pytest.mark.parametrize("curious", CURIOUS)
def test_who_has_no_right_is_answered_the_same_whoever_is_asked_about(curious: str) -> None:
    who = CURIOUS[curious]()
    known = [None, new_person(), *(new_person(state) for state in SHUT)]
    for place in range(len(list(asks("")))):
        told = set()
        for holder in known:
            about = ins(holder)
            told.add(plain(answer(who, *list(asks(about))[place]), about))
        assert len(told) == 1, told


def least(act: Callable[[], object]) -> int:
    """Count three times: the collector of garbage may come by."""
    return min(counted(act) for _ in range(3))


def counted(act: Callable[[], object]) -> int:
    """Count the calls of Python functions, of ours and of libraries, that an act makes: its work, without a clock."""
    calls = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("curious", CURIOUS)
def test_the_work_behind_the_answer_is_the_same(curious: str, monkeypatch: pytest.MonkeyPatch) -> None:
    who, seen = CURIOUS[curious](), watch_statements(monkeypatch)
    abouts = [ins(None), ins(new_person()), ins(new_person(SpaceState.CLOSED))]
    for questions in zip(*map(asks, abouts), strict=True):
        done = []
        for method, path in questions:
            answer(who, method, path)  # keys are at hand, statements prepared
            seen.clear()
            done.append((least(partial(answer, who, method, path)), tuple(seen)))
        assert len({statements for _, statements in done}) == 1, done
        assert max(calls for calls, _ in done) <= 1.03 * min(calls for calls, _ in done), (questions[0], done)


@pytest.mark.parametrize("depositor", [new_structure, new_professional])
def test_a_depositor_is_told_the_state_of_a_space_some_times_a_day_and_then_nothing(
    depositor: Callable[[], Caller], settings: Settings
) -> None:
    settings.ENS_STATE_ANSWERS_PER_DAY = 6
    who, known = depositor(), [None, *(new_person(state) for state in SHUT)]
    told = [deposit(who, holder) for holder in (*known, None)]
    assert {status for status, _, _ in told} == {403}
    assert len({body for _, body, _ in told}) == 5  # the state, as the law wants; nobody's number each time the same
    beyond = {deposit(who, holder) for holder in known}
    assert len(beyond) == 1
    assert {status for status, _, _ in beyond} == {429}
    assert deposit(who, new_person())[0] == 201


@pytest.mark.parametrize("content", [PDF, b"MZ" + bytes(99)], ids=["a letter", "a program"])
def test_whoever_tries_numbers_by_depositing_stands_in_the_history_of_each_person_found(content: bytes) -> None:
    who, holder = new_structure(), new_person()
    status = deposit(who, holder, content)[0]
    assert (last(holder.space).actor_number, status == 201) == (who.number, content == PDF)
    deposit(who, None, content)
    assert house_entries(who.number)[-1].reasons == ("unknown_space",)


@pytest.mark.parametrize(
    "spoil", [{"content": []}, {"status": "?"}, {"date": "hier"}], ids=["no file", "a status of its own", "no date"]
)
def test_a_message_that_can_be_refused_unread_is_refused_the_same_whoever_it_names(spoil: dict[str, object]) -> None:
    who, holder = new_structure(), new_person()
    answers = set()
    for about in (ins(holder), ins(None)):
        answers.add(answer(who, "POST", "DocumentReference", reference(about, PDF) | spoil))
    assert len(answers) == 1
    assert answers.pop()[0] == 422


def deposit(who: Caller, holder: Holder | None, content: bytes = PDF) -> Answer:
    return answer(who, "POST", "DocumentReference", reference(ins(holder), content))
