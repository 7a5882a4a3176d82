"""Situations drawn at random, so that every reason of the policy comes up as often as one wants."""

import random
from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec.structs import replace

from ens.kernel.actions import Action
from ens.kernel.actors import Actor, ActorKind
from ens.policy.decide import NO_RIGHT, RULES
from ens.policy.facts import AppLink, Declared, Facts, Guardian, Header, Share, Sharing, SpaceState
from ens.policy.question import Mode, Question

NOW: Final = 100
OWNER, OTHER, TEAM = 1, 2, 7
NUMBERS: Final = (OWNER, OTHER, 3, 4)
SCOPES: Final = (
    "patient/*.cruds ens/manage",
    "user/*.cruds ens/manage",
    "system/*.cruds",
    "patient/*.cruds",
    "patient/*.rs",
    "patient/DocumentReference.rs",
    "patient/*.read",
    "system/Practitioner.c",
    "",
)
PURPOSES: Final = ("TREAT", "TREAT", "TREAT", "TREAT", "ETREAT", "HRESCH", "HPAYMT", "EMPLOY")
PROFESSIONS: Final = ("10", "10", "50", "60", "70", "21", "", "98")
TYPES: Final = (("11488-4", "11"), ("75496-0", "31"), ("ATTEST-RESID", "95"), ("68599-0", "11"), ("x", "99"))
LAST_DRAW: Final = 3_000_000
_TIMES: Final = {NO_RIGHT: 40}


class Situation(NamedTuple):
    """One question and all that is known."""

    question: Question
    facts: Facts


def situations(seed: int, wanted: int, reasons: frozenset[str]) -> Iterator[Situation]:
    """Draw until every reason has come up so often; gives those in which one comes up that was still wanted.

    Half of the draws start from another situation, of a reason that is still wanted when there is one, and draw some
    parts of it anew: chance alone would take long to meet the seldom ones. In the end there are many for which nothing
    stands and nothing against: the near misses of every right.
    """
    draw = random.Random(seed)
    met: dict[str, list[Situation]] = {reason: [] for reason in sorted(reasons)}
    for _ in range(LAST_DRAW):
        lacking = [reason for reason, found in met.items() if len(found) < wanted * _TIMES.get(reason, 1)]
        if not lacking:
            return
        near = met[draw.choice(lacking if lacking != [NO_RIGHT] else list(met))]
        situation = _beside(draw, draw.choice(near)) if near and draw.random() < 0.5 else draw_situation(draw)
        named = [reason for reason in deciding(situation) if reason in met]
        if any(reason in lacking for reason in named):
            for reason in named:
                met[reason].append(situation)
            yield situation
    raise AssertionError(f"too seldom: {lacking}")


def deciding(situation: Situation) -> tuple[str, ...]:
    """List the reasons that decide: the rights, or the one thing that stands against them, or that there is none."""
    verdicts = [verdict for rule in RULES if (verdict := rule(*situation)) is not None]
    permits = tuple(verdict.reason for verdict in verdicts if verdict.permits)
    forbids = {verdict.reason for verdict in verdicts if not verdict.permits}
    opens = situation.question.action is Action.SHARING_SHARE_OPEN  # a share that is used up gives nothing else either
    if not permits and not opens:
        return () if forbids else (NO_RIGHT,)
    if not permits and not forbids:
        return (NO_RIGHT,)
    return permits if not forbids else tuple(forbids) if len(forbids) == 1 else ()


def _beside(draw: random.Random, found: Situation) -> Situation:
    """Draw some parts of a situation anew."""
    other = draw_situation(draw)
    question = {name: getattr(other.question, name) for name in ("action", "kind", "purpose", "mode") if _some(draw)}
    names = ("state", "sharing", "header", "place", "place_type", "declared", "share", "shared")
    facts = {name: getattr(other.facts, name) for name in names if _some(draw)}
    if _some(draw):
        facts |= {"actor": other.facts.actor, "link": other.facts.link}
    return Situation(replace(found.question, **question), replace(found.facts, **facts))


def _some(draw: random.Random) -> bool:
    return draw.random() < 0.4


def draw_situation(draw: random.Random) -> Situation:
    actor = _actor(draw)
    mode = draw.choice((Mode.NORMAL, Mode.NORMAL, Mode.NORMAL, Mode.BREAK_GLASS, Mode.REGULATION))
    question = Question(
        draw.choice(_ACTIONS), draw.choice(("DocumentReference", "DocumentReference", "Practitioner", "")),
        draw.choice(PURPOSES), mode,
    )  # fmt: skip
    facts = Facts(
        actor,
        draw.choice(_STATES),
        _sharing(draw),
        _header(draw) if draw.random() < 0.7 else None,
        NOW,
        _link(draw) if actor.kind is ActorKind.APP and draw.random() < 0.8 else None,
        TEAM if draw.random() < 0.4 else 0,
        draw.choice(("SA03", "SA03", "SA01", "")),
        _declared(draw),
        _share(draw) if draw.random() < 0.25 else None,
        draw.random() < 0.7,
    )
    return _keeper(Situation(question, facts)) if draw.random() < 0.01 else Situation(question, facts)


def _keeper(found: Situation) -> Situation:
    """Let somebody who keeps the directory add to it, which chance alone would bring too seldom."""
    question = replace(found.question, action=Action.DIRECTORY_RESOURCE_ADD, kind="Practitioner")
    keeper = replace(found.facts.actor, kind=ActorKind.STRUCTURE, profession="", scopes="system/Practitioner.c")
    return Situation(question, replace(found.facts, actor=keeper, link=None))


_SEEN: Final = [each for each in Action if each.startswith(("records:", "sharing:share:open"))]
_ACTIONS: Final = (*Action, *_SEEN * 3)
_STATES: Final = (*SpaceState, *[SpaceState.CREATED, SpaceState.ACTIVATED] * 9)
_KINDS: Final = (
    *ActorKind,
    *[ActorKind.PERSON, ActorKind.PROFESSIONAL] * 4,
    ActorKind.STRUCTURE,
    ActorKind.APP,
    ActorKind.STRANGER,
)


def _actor(draw: random.Random) -> Actor:
    kind = draw.choice(_KINDS)
    profession = draw.choice(PROFESSIONS) if kind is ActorKind.PROFESSIONAL else ""
    scopes = draw.choice(SCOPES[:4]) if draw.random() < 0.8 else draw.choice(SCOPES)
    return Actor(kind, draw.choice(NUMBERS), profession=profession, scopes=scopes)


def _sharing(draw: random.Random) -> Sharing:
    ends = (NOW - 1, NOW, NOW + 1, NOW + 9)

    def some(share: float) -> dict[int, int]:
        return {number: draw.choice(ends) for number in NUMBERS if draw.random() < share}

    authorised = some(0.4)
    if draw.random() < 0.4:
        authorised[TEAM] = draw.choice(ends)
    return Sharing(
        owner=OWNER,
        authorised=authorised,
        blocked=frozenset(number for number in (*NUMBERS, TEAM) if draw.random() < 0.1),
        treating=draw.choice((0, 0, 0, *NUMBERS)),
        emergency_lifts_blocks=draw.random() < 0.5,
        representatives=some(0.25),
        break_glass=draw.random() < 0.8,
        regulation=draw.random() < 0.8,
        administrators=frozenset(number for number in NUMBERS if draw.random() < 0.25),
        emergency_unmasks=draw.random() < 0.5,
        carers=some(0.25),
        guardians={number: Guardian(end, draw.random() < 0.6) for number, end in some(0.2).items()},
        apps={77: AppLink(4, "patient/*.rs", NOW, OWNER)} if draw.random() < 0.2 else {},
        former=frozenset({3}) if draw.random() < 0.1 else frozenset(),
        entrusted=some(0.15),
        services=some(0.25),
        died=NOW - 1 if draw.random() < 0.06 else 0,
    )


def _header(draw: random.Random) -> Header:
    type_, class_code = draw.choice(TYPES)
    flags = sum(1 << bit for bit in range(6) if draw.random() < 0.12)
    kind = "DocumentReference"
    return Header(kind, 1, 1, draw.choice((*NUMBERS, 9)), flags, type=type_, class_code=class_code)


def _link(draw: random.Random) -> AppLink:
    scopes = draw.choice(("patient/*.cruds", "patient/*.rs", "patient/DocumentReference.rs"))
    return AppLink(5, scopes, draw.choice((NOW, NOW + 1, NOW + 9)), draw.choice((OWNER, OWNER, OTHER, 3)))


def _share(draw: random.Random) -> Share:
    shows, ends = draw.choice((OWNER, OWNER, OTHER, 3)), draw.choice((NOW, NOW + 1, NOW + 9))
    return Share((b"0123456789",), shows, 1, ends, draw.choice((0, 1, 1, 2)), draw.random() < 0.6)


def _declared(draw: random.Random) -> Declared | None:
    if draw.random() < 0.15:
        return None
    reason = draw.choice(("Inconsciente, seule", "Inconsciente, seule", "Inconsciente, seule", "urgence", "  court   "))
    return Declared(reason, draw.random() < 0.85, draw.choice((0, 0, 1, 4, 5, 149, 150)))
