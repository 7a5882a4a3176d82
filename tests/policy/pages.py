"""`python -m tests.policy.pages`: writes docs/permissions.md and docs/legal-map.md from rules, matrix and tests."""

import ast
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from ens.kernel.actions import Action
from ens.policy import matrix, rules
from ens.policy.decide import NO_RIGHT, Decision
from ens.policy.facts import AppLink, Flag, Guardian, SpaceState
from ens.policy.question import Mode
from ens.policy.rules.emergency import REGULATION_PLACE
from tests.cast import number
from tests.policy.situations import DECLARED, NOW, Situation, situation

PROJECT: Final = Path(__file__).resolve().parents[2]
PERMISSIONS: Final = PROJECT / "docs" / "permissions.md"
LEGAL_MAP: Final = PROJECT / "docs" / "legal-map.md"
_RULES: Final = sorted(
    path for path in Path(rules.__file__).parent.glob("*.py") if path.stem not in {"__init__", "acts"}
)
_TESTS: Final = sorted(Path(__file__).parent.rglob("test_*.py"))
_ARTICLES: Final = re.compile(
    r"[LR]\.\d{4}-\d+(?:-\d+)*(?: [IVX]+)?|[Cc]ode civil, (?:article )?[\d-]+|[Aa]rrêté of \d+ \w+ \d{4}"
    r"|Conseil d’État, \d+ \w+ \d{4}|Conseil d'État,\s+\d+ \w+ \d{4}|Regulation \(EU\) 2016/679, article \d+"
    r"|article 226-13|[Dd]omain \d+(?:\.\d+)*b?|SMART App Launch [\d.]+"
)

_READ: Final = Action.RECORDS_ITEM_READ
_home = situation("camille", _READ)
_care = situation("dr-martin", _READ)
_link = AppLink(number("applicoeur"), "patient/*.cruds", NOW + 1, number("camille"))
CALLERS: Final[dict[str, Situation]] = {
    "the person": _home,
    "a parent": situation("noe", _READ).sharing(representatives={number("noe"): NOW + 1}),
    "entrusted by a judge": situation("noe", _READ).sharing(entrusted={number("noe"): NOW + 1}),
    "a carer": situation("noe", _READ).sharing(carers={number("noe"): NOW + 1}),
    "a guardian": situation("noe", _READ).sharing(guardians={number("noe"): Guardian(NOW + 1, represents=True)}),
    "authorised": _care,
    "her team": _care.sharing(authorised={number("hopital"): NOW + 1}).knowing(place=number("hopital")),
    "treating": _care.sharing(treating=number("dr-martin")),
    "administrator": _care.sharing(administrators=frozenset({number("dr-martin")})),
    "unknown professional": _care.sharing(authorised={}),
    "blocked": _care.sharing(blocked=frozenset({number("dr-martin")})),
    "the author's structure": situation("hopital", _READ),
    "another structure": situation("laboratoire", _READ),
    "an app let in": situation("applicoeur", _READ).by("applicoeur", scopes="patient/*.cruds").knowing(link=_link),
    "an insurer": situation("assureur", _READ).by("assureur", scopes="patient/*.cruds"),
}
ACTS: Final = {
    "read, list, past versions": (_READ, Action.RECORDS_ITEM_LIST, Action.RECORDS_ITEM_HISTORY),
    "deposit or add": (Action.RECORDS_ITEM_CREATE,),
    "correct": (Action.RECORDS_ITEM_UPDATE,),
    "withdraw": (Action.RECORDS_ITEM_DELETE,),
    "say who sees it": (Action.RECORDS_ITEM_MASK,),
    "announce": (Action.RECORDS_ITEM_ANNOUNCE,),
    "find the person": (Action.REGISTRY_PERSON_FIND,),
    "read her identity": (Action.REGISTRY_PERSON_READ,),
    "look into the history": (Action.HISTORY_ENTRY_LIST, Action.HISTORY_ENTRY_READ, Action.HISTORY_ENTRY_PROVE),
    "ask to be let in": (Action.SHARING_AUTHORISATION_ASK,),
    "authorise, withdraw": (Action.SHARING_AUTHORISATION_GIVE, Action.SHARING_AUTHORISATION_WITHDRAW),
    "block": (Action.SHARING_BLOCK_SET,),
    "lift a block": (Action.SHARING_BLOCK_LIFT,),
    "choose settings and carers": (Action.SHARING_CHOICE_SET, Action.SHARING_CARE_GIVE, Action.SHARING_CARE_WITHDRAW),
    "let apps in": (Action.OAUTH_GRANT_GIVE, Action.OAUTH_GRANT_WITHDRAW),
    "close": (Action.LIFECYCLE_SPACE_CLOSE,),
    "erase for ever": (Action.LIFECYCLE_SPACE_ERASE,),
}
DOCUMENTS: Final[dict[str, Callable[[Situation], Situation]]] = {
    "ordinary": lambda each: each,
    "of a type outside the matrix": lambda each: each.about(type="ATTEST-RESID", class_code="95"),
    "masked to professionals": lambda each: each.about(flags=int(Flag.MASKED)),
    "not announced yet": lambda each: each.about(flags=int(Flag.NOT_ANNOUNCED)),
    "hidden from representatives": lambda each: each.about(flags=int(Flag.HIDDEN_FROM_REPRESENTATIVES)),
    "of their own": lambda each: each.about(author=each.facts.actor.number),
}
_glass = situation("dr-nguyen", _READ).asking(mode=Mode.BREAK_GLASS).sharing(authorised={}).knowing(declared=DECLARED)
_call = _glass.asking(mode=Mode.REGULATION).knowing(place_type=REGULATION_PLACE)
EMERGENCIES: Final = {
    "a physician breaks the glass": _glass,
    "the person has switched that off": _glass.sharing(break_glass=False),
    "a pharmacist": _glass.by("dr-nguyen", profession="21"),
    "undeclared, or an old sign-in": _glass.knowing(declared=None),
    "a masked document": _glass.about(flags=int(Flag.MASKED)),
    "a masked document, her switch on": _glass.about(flags=int(Flag.MASKED)).sharing(emergency_unmasks=True),
    "she blocked him": _glass.sharing(blocked=frozenset({number("dr-nguyen")})),
    "she blocked him, her switch on": _glass.sharing(
        blocked=frozenset({number("dr-nguyen")}), emergency_lifts_blocks=True
    ),
    "the physician of the 15, at the SAMU": _call,
    "the same, elsewhere": _call.knowing(place_type=""),
    "emergency calls switched off": _call.sharing(regulation=False),
}


def permissions() -> str:
    """Write the page: every cell is what `decide()` answers."""
    parts = [
        "# Who may do what\n",
        "Written by `python -m tests.policy.pages`: every cell is the answer of `ens.policy.decide` for one situation,",
        "an open space and a report that a hospital wrote, asked with the scopes that such a caller usually holds.",
        "`yes`, or the reason of the no; an empty cell: nothing gives a right to it. `also (…)`: the answer depends on",
        "which of the acts it is. The texts behind the reasons are in [legal-map.md](legal-map.md).\n",
        "## Acts\n",
        _table("", CALLERS, ((name, [_acts(each, acts) for each in CALLERS.values()]) for name, acts in ACTS.items())),
        "\n## Reading a document, by its state\n",
        _table(
            "",
            CALLERS,
            ((name, [_cell(of(each).answer) for each in CALLERS.values()]) for name, of in DOCUMENTS.items()),
        ),
        "\n## Emergencies\n",
        _table("", ["reading"], ((name, [_cell(each.answer)]) for name, each in EMERGENCIES.items())),
        "\n## States of a space, for the person herself\n",
        _table(
            "",
            _LIVES,
            ((state.name.lower(), [_in_state(state, act) for act in _LIVES.values()]) for state in SpaceState),
        ),
        "\n## The matrix: classes that a profession reads, less some types\n",
        _table("profession", ["classes", "refused types"], _matrix()),
    ]
    return "\n".join(parts) + "\n"


_LIVES: Final = {
    "read": _READ,
    "add": Action.RECORDS_ITEM_CREATE,
    "history": Action.HISTORY_ENTRY_LIST,
    "authorise": Action.SHARING_AUTHORISATION_GIVE,
    "close": Action.LIFECYCLE_SPACE_CLOSE,
    "erase": Action.LIFECYCLE_SPACE_ERASE,
}


def _in_state(state: SpaceState, action: Action) -> str:
    return _cell(_home.asking(action=action).knowing(state=state).answer)


def _acts(caller: Situation, acts: Iterable[Action]) -> str:
    cells = list(dict.fromkeys(_cell(caller.asking(action=act).answer) for act in acts))
    return (
        cells[0] if len(cells) == 1 else f"{cells[0] or '(no)'} also ({', '.join(each or 'no' for each in cells[1:])})"
    )


def _cell(answer: Decision) -> str:
    if answer.allowed:
        return "yes"
    return ", ".join(f"`{reason}`" for reason in answer.reasons if reason != NO_RIGHT)


def _matrix() -> Iterable[tuple[str, list[str]]]:
    for code, row in sorted(matrix.rows().items()):
        yield code, [" ".join(sorted(row.classes)), " ".join(sorted(row.refused_types))]


def _table(first: str, heads: Iterable[str], rows: Iterable[tuple[str, list[str]]]) -> str:
    names = [first, *heads]
    lines = [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    return "\n".join([*lines, *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows)])


def legal_map() -> str:
    """Write the page: each article, the rules that rest on it, the tests that show them."""
    found: dict[str, set[str]] = {}
    for path in _RULES:
        text = " ".join((ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split())
        for article in _ARTICLES.findall(text):
            found.setdefault(article[0].upper() + article[1:], set()).add(path.stem)
    rows = (
        (article, [", ".join(f"`{stem}`" for stem in sorted(stems)), _shown(stems)])
        for article, stems in sorted(found.items(), key=lambda each: _order(each[0]))
    )
    head = [
        "# From the law to the rule to the test\n",
        "Written by `python -m tests.policy.pages` from what the files of `ens/policy/rules/` say of themselves and",
        "from the reasons that the tests of `tests/policy/` name. « domain » is the digest of national documents that",
        "the design rests on. A second law, written apart in another language, decides alike (`tests/policy/oracle`;",
        "`python -m tests.policy.oracle` compares them on a thousand situations of every reason).\n",
    ]
    return "\n".join([*head, _table("text", ["rules", "tests"], rows), "", "## Rules\n", *_said(), ""])


def _order(article: str) -> tuple[str, list[int]]:
    return article[:1], [int(each) for each in re.findall(r"\d+", article)]


def _said() -> Iterable[str]:
    for path in _RULES:
        tree = ast.parse(path.read_text("utf-8"))
        first = (ast.get_docstring(tree) or "").split("\n", 1)[0]
        yield f"- [`{path.stem}`](../ens/policy/rules/{path.name}): {first}"


def _shown(stems: Iterable[str]) -> str:
    reasons = {reason for stem in stems for reason in _reasons(stem)}
    named = [path for path in _TESTS if any(f'"{reason}"' in path.read_text("utf-8") for reason in reasons)]
    return ", ".join(f"`{path.relative_to(PROJECT / 'tests')}`" for path in named)


def _reasons(stem: str) -> set[str]:
    """List the reasons that a rule may give."""
    source = (Path(rules.__file__).parent / f"{stem}.py").read_text("utf-8")
    calls = re.findall(r'(?:permit|forbid)\("(\w+)"', source)
    return {*calls, *re.findall(r'^    "(\w+)": Words', source, re.MULTILINE)}


def main() -> int:
    """Write both pages."""
    PERMISSIONS.write_text(permissions(), "utf-8")
    LEGAL_MAP.write_text(legal_map(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
