"""Who came, told in French: every act, every outcome and every reason has its words, and they are right."""

import ast
import inspect
import re
from itertools import product
from pathlib import Path

import pytest

from ens.gate import trace, writing
from ens.history.sentences.acts import VERBS
from ens.history.sentences.notebook import Notebook
from ens.history.sentences.reasons import FAILURES, REFUSALS, RIGHTS, UNSAID, failure_of, refusal_of, right_of
from ens.history.sentences.tell import Visit, name_documents, right, tell, text_of
from ens.history.sentences.who import Actor
from ens.journal.entry import Entry, Outcome, Ref
from ens.kernel.actions import Action
from ens.kernel.errors import HouseError
from ens.policy import decide, rules
from ens.policy.rules import space_state
from tests.history.people import (
    APPLICOEUR,
    CAMILLE,
    DIALLO,
    HER_OWN,
    HER_SON_S,
    HIS_OWN,
    HOSPITAL,
    HOUSE,
    INSURER,
    LETTER,
    MARTIN,
    NGUYEN,
    OTHER_PARENT,
    REPORT,
    REPORT_FILE,
    SACHA,
    STRANGER,
    SUPPORT,
    TITLES,
    entry,
    person,
)

EVERYBODY = (MARTIN, NGUYEN, DIALLO, HOSPITAL, APPLICOEUR, INSURER, SUPPORT, HOUSE)
FAMILY = tuple(person(number) for number in (CAMILLE, SACHA, OTHER_PARENT, STRANGER))
READ, LIST, CREATE = Action.RECORDS_ITEM_READ, Action.RECORDS_ITEM_LIST, Action.RECORDS_ITEM_CREATE
REFUSED, FAILED = Outcome.REFUSED, Outcome.FAILED


def say(actor: Actor, *entries: Entry, notebook: Notebook = HER_OWN, held: bool = False) -> str:
    return text_of(tell(Visit(actor, entries, held), notebook, TITLES))


def why(actor: Actor, action: str, *reasons: str, notebook: Notebook = HER_OWN) -> str:
    return right(Visit(actor, [entry(actor, action, *reasons)]), notebook)


def literals(source: str, *functions: str) -> set[str]:
    """List the texts that calls of some functions are given, whatever else they are given."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named = [call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) in functions]
    parts = [part for call in named for argument in call.args for part in ast.walk(argument)]
    return {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def in_rules(function: str) -> set[str]:
    files = sorted(Path(inspect.getfile(rules)).parent.glob("*.py"))
    return set().union(*(literals(path.read_text("utf-8"), function) for path in files))


PERMITS = sorted(in_rules("permit"))
FORBIDS = sorted(in_rules("forbid") | set(space_state.REASONS.values()) | {decide.NO_RIGHT} | {"deleted", "unknown"})
KINDS_OF_ERRORS = {kind.__name__.lower() for kind in HouseError.__subclasses__()} | {"unavailable"}
BREAKDOWNS = sorted({"taken", "storage"} | KINDS_OF_ERRORS)


def test_the_reasons_are_found_where_they_are_written() -> None:
    assert {"own_space", "legal_representative", "authorised"} <= set(PERMITS)
    assert {"blocked", "matrix", "scope", "hidden_from_representatives"} <= set(FORBIDS)
    assert {"deleted", "unknown"} <= literals(inspect.getsource(trace), "note_refusal")
    assert literals(inspect.getsource(writing), "note_failure") == {"taken", "storage"}


@pytest.mark.parametrize("reason", PERMITS)
def test_every_right_has_its_words(reason: str) -> None:
    assert reason in RIGHTS
    for actor, action, notebook in product((*EVERYBODY, *FAMILY), Action, (HER_OWN, HER_SON_S)):
        assert UNSAID not in right_of([reason], actor, action, notebook)


@pytest.mark.parametrize("reason", FORBIDS)
def test_every_refusal_has_its_words(reason: str) -> None:
    for actor, action, notebook in product((*EVERYBODY, *FAMILY), Action, (HER_OWN, HER_SON_S)):
        assert UNSAID not in refusal_of([reason], actor, action, notebook)


@pytest.mark.parametrize("reason", BREAKDOWNS)
def test_every_failure_has_its_words(reason: str) -> None:
    assert UNSAID not in failure_of([reason])


def test_no_words_wait_for_a_reason_that_does_not_exist() -> None:
    assert set(RIGHTS) == set(PERMITS)
    assert set(REFUSALS) | {decide.NO_RIGHT} == set(FORBIDS)
    assert set(FAILURES) == set(BREAKDOWNS)


def test_every_act_has_its_words() -> None:
    assert set(VERBS) == set(Action)


def test_entering_with_her_code_is_told_as_what_it_is() -> None:
    ask = Action.SHARING_AUTHORISATION_ASK
    by_code, asked = entry(MARTIN, ask, "asking", detail="code"), entry(MARTIN, ask, "asking", detail="read")
    assert "a ouvert un accès à votre carnet avec le code montré pour cela." in say(MARTIN, by_code)
    assert "a demandé un accès à votre carnet." in say(MARTIN, asked)
    assert "demandé" not in say(MARTIN, by_code)
    both = say(MARTIN, by_code, asked)
    assert "a demandé un accès" in both
    assert "ouvert un accès" in both


@pytest.mark.parametrize("action", Action)
def test_every_act_of_everybody_makes_a_french_sentence(action: Action) -> None:
    for actor, outcome, notebook, held in product(
        (*EVERYBODY, *FAMILY), Outcome, (HER_OWN, HER_SON_S, HIS_OWN), (False, True)
    ):
        reasons = {Outcome.ALLOWED: "own_space", REFUSED: "no_right", FAILED: "storage"}
        for mode in ("normal",) if held else ("normal", "bris_de_glace"):
            line = entry(actor, action, reasons[outcome], outcome=outcome, mode=mode, refs=() if held else (REPORT,))
            sentence = say(actor, line, notebook=notebook, held=held)
            assert re.fullmatch(r"[A-ZL].*\.", sentence), sentence
            assert not re.search(
                r"[{}'_]|\x20\x20|None|\x20[:;!?»]|«\x20|\.\.|\b(?:de|à) le\b|\bde [aeéiou]|\ble [aeéiou]", sentence
            ), sentence
            verb = " avez " if actor == person(notebook.reader) else " a "
            assert verb in sentence


def test_a_physician_who_reads() -> None:
    line = entry(MARTIN, READ, "authorised", refs=(REPORT,))
    assert say(MARTIN, line) == "Le Dr Claire Martin, votre médecin traitant, a lu « Bilan annuel »."
    assert say(MARTIN, line, notebook=HER_SON_S).startswith("Le Dr Claire Martin, médecin traitant de Sacha, a lu")
    assert say(NGUYEN, line) == "Le Dr Paul Nguyen, médecin généraliste, a lu « Bilan annuel »."
    assert say(DIALLO, line) == "Mme Aminata Diallo, infirmière, a lu « Bilan annuel »."


@pytest.mark.parametrize(
    ("name", "profession", "start"),
    [
        ("M. Jean Petit", "60", "M. Jean Petit, infirmier, a"),
        ("Dre Anne Roy", "21", "La Dre Anne Roy, pharmacienne, a"),
        ("Dr Anne Roy", "21", "Le Dr Anne Roy, en pharmacie, a"),
        ("Anne Roy", "95", "Anne Roy, en diététique, a"),
        ("Pr Luc Roy", "10", "Le Pr Luc Roy, médecin, a"),
        ("Anne Roy", "", "Anne Roy a"),
        ("", "10", "Un membre d’une profession de santé a"),
    ],
)
def test_a_gender_is_told_only_where_the_title_shows_it(name: str, profession: str, start: str) -> None:
    actor = Actor(2, 40, name, profession)
    assert say(actor, entry(actor, LIST, "authorised")).startswith(f"{start} parcouru")


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("Centre hospitalier de Valombre", "Le Centre hospitalier de Valombre a"),
        ("Maison de santé de la Gare", "La Maison de santé de la Gare a"),
        ("Hôpital de la Mer", "L’Hôpital de la Mer a"),
        ("Trois Ponts", "Trois Ponts a"),
        ("", "Une structure de soins a"),
    ],
)
def test_a_structure_gets_its_article(name: str, start: str) -> None:
    actor = Actor(3, 41, name)
    assert say(actor, entry(actor, CREATE, "deposit", refs=(REPORT,))) == f"{start} déposé « Bilan annuel »."


def test_what_is_not_health_is_called_by_what_it_is() -> None:
    line = entry(INSURER, READ, "forbidden_purpose", outcome=REFUSED)
    assert say(INSURER, line) == (
        "L’assureur Mutuelle du Beffroi a voulu lire un document. Nous avons refusé : la loi l’interdit aux "
        "assureurs, aux employeurs et aux banques, quel que soit l’accord. Rien n’a été lu."
    )
    assert say(APPLICOEUR, entry(APPLICOEUR, LIST, "own_space")).startswith("L’application AppliCœur a parcouru")
    assert say(HOUSE, entry(HOUSE, Action.LIFECYCLE_SPACE_CREATE, "operation")) == "Le service a créé votre carnet."


def test_who_reads_is_you_and_the_others_of_the_family_are_named() -> None:
    line = entry(person(CAMILLE), READ, "own_space", refs=(LETTER,))
    assert say(person(CAMILLE), line) == "Vous avez lu « Lettre de sortie »."
    assert say(person(SACHA), line, notebook=HER_SON_S) == "Sacha a lu « Lettre de sortie »."
    assert say(person(CAMILLE), line, notebook=HIS_OWN) == "Votre représentant légal a lu « Lettre de sortie »."
    other = say(person(OTHER_PARENT), line, notebook=HER_SON_S)
    assert other == "L’autre représentant légal de Sacha a lu « Lettre de sortie »."
    refused = entry(person(STRANGER), LIST, "no_right", outcome=REFUSED)
    assert say(person(STRANGER), refused, notebook=HER_SON_S) == (
        "Une autre personne a voulu parcourir la liste des documents de Sacha. "
        "Nous avons refusé : ce n’est pas son carnet. Rien n’a été lu."
    )


def test_a_refusal_says_why_and_that_nothing_was_read() -> None:
    line = entry(NGUYEN, READ, "no_right", outcome=REFUSED)
    assert say(NGUYEN, line) == (
        "Le Dr Paul Nguyen, médecin généraliste, a voulu lire un document. "
        "Nous avons refusé : vous ne lui avez pas donné d’accès. Rien n’a été lu."
    )
    twice = entry(DIALLO, READ, "matrix", "masked", outcome=REFUSED, refs=(REPORT,))
    assert say(DIALLO, twice) == (
        "Mme Aminata Diallo, infirmière, a voulu lire « Bilan annuel ». Nous avons refusé : sa profession n’ouvre "
        "pas ce genre de document et ce document est masqué. Rien n’a été lu."
    )


def test_a_failure_says_that_nothing_is_kept() -> None:
    line = entry(HOSPITAL, CREATE, "invalid", outcome=FAILED)
    assert say(HOSPITAL, line) == (
        "Le Centre hospitalier de Valombre a voulu déposer un document. "
        "Cela n’a pas abouti : ce qui était envoyé ne convenait pas. Rien n’a été déposé."
    )


def test_by_which_right() -> None:
    assert why(MARTIN, READ, "authorised") == "parce que vous en avez fait votre médecin traitant"
    assert why(NGUYEN, READ, "authorised") == "parce que vous lui avez donné l’accès jusqu’au 1er juin 2027"
    assert why(DIALLO, READ, "authorised") == "parce que vous lui aviez donné l’accès"
    assert why(MARTIN, READ, "author", "authorised") == why(MARTIN, READ, "authorised")
    assert why(NGUYEN, READ, "author") == "parce que c’est son propre document"
    assert why(HOSPITAL, LIST, "author") == "pour y retrouver ce qui vient de sa part"
    assert why(HOSPITAL, Action.REGISTRY_PERSON_FIND, "deposit") == "pour pouvoir y déposer un document"
    assert why(person(CAMILLE), READ, "own_space") == "parce que c’est votre carnet"
    assert why(NGUYEN, READ, "no_right") == f"pour {UNSAID}"
    refused = Visit(NGUYEN, [entry(NGUYEN, READ, "no_right", outcome=REFUSED)])
    assert right(refused, HER_OWN) == ""


def test_by_which_right_in_a_child_s_notebook() -> None:
    representing = ("legal_representative",)
    assert why(person(CAMILLE), READ, *representing, notebook=HER_SON_S) == "parce que vous représentez Sacha"
    assert why(person(OTHER_PARENT), READ, *representing, notebook=HER_SON_S) == (
        "parce que cette personne représente Sacha"
    )
    assert why(person(CAMILLE), READ, *representing, notebook=HIS_OWN) == "parce que cette personne vous représente"
    assert why(person(SACHA), READ, "own_space", notebook=HER_SON_S) == "parce que c’est son carnet"
    assert why(MARTIN, READ, "authorised", notebook=HER_SON_S) == "parce que l’accès lui est ouvert jusqu’au 2 mai 2027"
    assert why(NGUYEN, READ, "authorised", notebook=HER_SON_S) == "parce que l’accès lui était ouvert"


def test_several_acts_of_one_visit_are_one_sentence() -> None:
    lines = [
        entry(NGUYEN, READ, "authorised", refs=(REPORT_FILE,)),
        entry(NGUYEN, READ, "authorised", refs=(REPORT,)),
        entry(NGUYEN, READ, "authorised", refs=(LETTER,)),
        entry(NGUYEN, LIST, "authorised", refs=(REPORT, LETTER)),
        entry(NGUYEN, Action.REGISTRY_PERSON_READ, "authorised"),
    ]
    assert say(NGUYEN, *lines) == (
        "Le Dr Paul Nguyen, médecin généraliste, a lu « Bilan annuel » et « Lettre de sortie » "
        "et parcouru la liste de vos documents."
    )
    versions = entry(NGUYEN, Action.RECORDS_ITEM_HISTORY, "authorised", refs=(REPORT,))
    assert say(NGUYEN, versions).endswith("a regardé les versions de « Bilan annuel ».")
    unknown = entry(NGUYEN, Action.RECORDS_ITEM_HISTORY, "authorised", refs=(Ref("DocumentReference", "", b"?", 1),))
    assert say(NGUYEN, unknown).endswith("a regardé les versions d’un document.")
    assert say(NGUYEN, lines[-1]).endswith("a lu votre identité.")


def test_an_act_of_another_version_of_the_house_is_still_told() -> None:
    assert say(NGUYEN, entry(NGUYEN, "agenda:event:read", "new_right")).endswith("a fait autre chose.")
    refused = say(NGUYEN, entry(NGUYEN, "agenda:event:read", "new_reason", outcome=REFUSED))
    assert refused.endswith(f"a voulu faire autre chose. Nous avons refusé : {UNSAID}. Rien n’a changé.")
    failed = say(NGUYEN, entry(NGUYEN, "agenda:event:read", "new_reason", outcome=FAILED))
    assert failed.endswith(f"Cela n’a pas abouti : {UNSAID}. Rien n’a changé.")


def test_what_is_not_announced_waits_for_the_announcement() -> None:
    line = entry(HOSPITAL, CREATE, "deposit")
    assert say(HOSPITAL, line, held=True) == (
        "Le Centre hospitalier de Valombre a déposé un document. "
        "Le détail s’affichera ici quand un soignant vous en aura parlé."
    )
    kept = say(HOSPITAL, line, held=True, notebook=HER_SON_S)
    assert kept == "Le Centre hospitalier de Valombre a déposé un document. Le détail n’est pas montré ici."


@pytest.mark.parametrize("reason", ["not_announced", "hidden_from_representatives"])
def test_trying_what_one_may_not_know_of_is_told_like_trying_what_does_not_exist(reason: str) -> None:
    nothing = say(person(CAMILLE), entry(person(CAMILLE), READ, "unknown", outcome=REFUSED), notebook=HER_SON_S)
    tried = entry(person(CAMILLE), READ, reason, outcome=REFUSED)
    assert say(person(CAMILLE), tried, notebook=HER_SON_S, held=True) == nothing


def test_a_minor_hears_that_his_secret_was_kept() -> None:
    tried = entry(person(CAMILLE), READ, "hidden_from_representatives", outcome=REFUSED, refs=(REPORT,))
    assert say(person(CAMILLE), tried, notebook=HIS_OWN) == (
        "Votre représentant légal a voulu lire « Bilan annuel ». "
        "Nous avons refusé : ce document est caché aux représentants légaux. Rien n’a été lu."
    )


def test_a_person_adds_where_others_deposit() -> None:
    line = entry(person(CAMILLE), CREATE, "own_space", refs=(REPORT, REPORT_FILE))
    assert say(person(CAMILLE), line) == "Vous avez ajouté « Bilan annuel »."


def test_an_emergency_is_said_as_one() -> None:
    line = entry(HOSPITAL, READ, "author", refs=(REPORT,), mode="bris_de_glace")
    assert say(HOSPITAL, line) == "Accès en urgence. Le Centre hospitalier de Valombre a lu « Bilan annuel »."
    refused = entry(HOSPITAL, READ, "no_right", outcome=REFUSED, mode="centre_15")
    assert " a voulu lire un document, en déclarant une urgence. Nous avons refusé" in say(HOSPITAL, refused)


def named(*refs: Ref, nameless: int = 0, titles: dict[bytes, str] | None = None) -> str:
    return "".join(piece.text for piece in name_documents(refs, TITLES if titles is None else titles, nameless))


def test_documents_are_named_or_counted() -> None:
    many = [Ref("DocumentReference", str(place), bytes([place]) * 10, 1) for place in range(14)]
    titles = {ref.item: f"Page {place}" for place, ref in enumerate(many)}
    assert named(REPORT, REPORT_FILE) == "« Bilan annuel »"
    assert named(REPORT_FILE) == "« Bilan annuel »"
    assert named(*many[:3], titles=titles) == "« Page 0 », « Page 1 » et « Page 2 »"
    assert named(*many[:4], titles=titles) == "« Page 0 », « Page 1 », « Page 2 » et un autre"
    assert named(*many, titles=titles) == "« Page 0 », « Page 1 », « Page 2 » et 11 autres"
    assert named(*many) == "14 documents"
    assert named(*many[:3]) == "trois documents"
    assert named(many[0], REPORT_FILE, titles={}) == "un document"
    assert named(LETTER, nameless=2) == "« Lettre de sortie » et deux autres"
    assert named(many[0], many[1], titles={ref.item: "Ordonnance" for ref in many}) == "« Ordonnance » et un autre"
    assert named(LETTER, titles={LETTER.item: "x" * 200}) == f"« {'x' * 79}… »"


def test_only_what_can_be_opened_is_a_link() -> None:
    pieces = name_documents([REPORT, Ref("Binary", "z" * 26, b"z", 1)], TITLES | {b"z": "Radio"})
    assert [(piece.text, piece.id) for piece in pieces if piece.tone] == [
        ("« Bilan annuel »", REPORT.id),
        ("« Radio »", ""),
    ]
