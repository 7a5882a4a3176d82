"""Puts a situation before the second law: plain attributes, computed here from the facts and from nothing of ours."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from cedarpy import Decision, PolicySet, is_authorized_batch

from ens.policy import matrix
from tests.policy.oracle.situations import Situation

LAW: Final = Path(__file__).with_name("law.cedar")
_READING: Final = ("records:item:read", "records:item:list", "records:item:history")
_FINDING: Final = ("registry:person:find", "registry:person:read")
_HISTORY: Final = ("history:entry:list", "history:entry:read", "history:entry:prove", "history:entry:report")
_RULING: Final = (
    "lifecycle:space:close", "lifecycle:space:erase", "oauth:grant:give", "oauth:grant:withdraw",
    "sharing:authorisation:give", "sharing:authorisation:withdraw", "sharing:block:lift", "sharing:block:set",
    "sharing:care:give", "sharing:care:withdraw", "sharing:choice:set", "sharing:share:give", "sharing:share:withdraw",
)  # fmt: skip
_WRITING: Final = ("records:item:update", "records:item:delete", "records:item:mask")
_VISIBILITY: Final = ("records:item:mask", "records:item:announce")
_HOUSE: Final = (
    "lifecycle:space:activate", "lifecycle:space:create", "lifecycle:space:close", "lifecycle:space:erase",
    "lifecycle:space:oppose", "lifecycle:space:rotate", "oauth:grant:withdraw", "sharing:care:give",
    "sharing:care:withdraw", "sharing:guardianship:declare", "sharing:guardianship:withdraw",
    "sharing:representation:declare", "sharing:representation:withdraw", "sharing:share:withdraw",
    "lifecycle:death:declare", "sharing:entrustment:declare", "sharing:entrustment:withdraw",
)  # fmt: skip
GROUPS: Final = {
    "reading": _READING,
    "finding": _FINDING,
    "home": (*_READING, *_FINDING, *_HISTORY, *_RULING, "records:item:create", "records:item:mask"),
    "own-writing": (*_READING, *_WRITING),
    "visibility": _VISIBILITY,
    "house": _HOUSE,
}
_LETTERS: Final = {
    "records:item:create": "c", "records:item:read": "r", "records:item:history": "r", "records:item:update": "u",
    "records:item:delete": "d", "records:item:list": "s", "records:item:mask": "u", "records:item:announce": "u",
    "registry:person:read": "r", "registry:person:find": "s", "history:entry:list": "s", "history:entry:read": "r",
    "history:entry:prove": "r", "history:entry:report": "r",
}  # fmt: skip
# What each scope of the situations holds: letters for every kind, letters by kind, the right to rule.
_HELD: Final[dict[str, tuple[str, dict[str, str], bool]]] = {
    "patient/*.cruds ens/manage": ("cruds", {}, True),
    "user/*.cruds ens/manage": ("cruds", {}, True),
    "system/*.cruds": ("cruds", {}, False),
    "patient/*.cruds": ("cruds", {}, False),
    "patient/*.rs": ("rs", {}, False),
    "patient/*.read": ("rs", {}, False),
    "patient/DocumentReference.rs": ("", {"DocumentReference": "rs"}, False),
    "system/Practitioner.c": ("", {"Practitioner": "c"}, False),
    "": ("", {}, False),
}
_STEPS: Final = {
    "lifecycle:space:activate": ("ANNOUNCED", "OPPOSED"),
    "lifecycle:space:oppose": ("ANNOUNCED",),
    "lifecycle:space:create": ("ANNOUNCED", "OPPOSED"),
    "lifecycle:space:close": ("ANNOUNCED", "SUSPENDED"),
    **dict.fromkeys(
        (
            "lifecycle:space:erase", "sharing:care:withdraw", "sharing:guardianship:declare",
            "sharing:guardianship:withdraw", "sharing:representation:declare", "sharing:representation:withdraw",
            "lifecycle:death:declare", "sharing:entrustment:declare", "sharing:entrustment:withdraw",
        ),
        ("ANNOUNCED", "SUSPENDED", "OPPOSED", "CLOSED"),
    ),
}  # fmt: skip


def answers(found: Sequence[Situation]) -> list[bool]:
    """Ask the second law about many situations."""
    asked = [_request(each) for each in found]
    results = is_authorized_batch(asked, _law(), [_entity(each) for each in _kinds(found)])
    assert all(not result.diagnostics.errors for result in results)
    return [result.decision == Decision.Allow for result in results]


@cache
def _law() -> PolicySet:
    return PolicySet.from_str(LAW.read_text("utf-8"))


def _kinds(found: Sequence[Situation]) -> set[tuple[str, str]]:
    return {(each.facts.actor.kind.name.lower(), each.facts.actor.profession) for each in found}


def _entity(kind: tuple[str, str]) -> dict[str, Any]:
    uid = {"type": "Actor", "id": "-".join(kind)}
    return {"uid": uid, "attrs": {"kind": kind[0], "profession": kind[1]}, "parents": []}


def _request(situation: Situation) -> dict[str, Any]:
    question, actor = situation.question, situation.facts.actor
    return {
        "principal": {"type": "Actor", "id": f"{actor.kind.name.lower()}-{actor.profession}"},
        "action": {"type": "Action", "id": str(question.action)},
        "resource": {"type": "Space", "id": "one"},
        "context": {**_who(situation), **_what(situation), **_how(situation)},
    }


def _who(situation: Situation) -> dict[str, Any]:
    facts = situation.facts
    sharing, number, person = facts.sharing, facts.actor.number, facts.actor.kind.name == "PERSON"
    owner = person and number == sharing.owner
    guardian = sharing.guardians.get(number)
    link = facts.link
    return {
        "is_owner": owner,
        "represents": person and not owner and sharing.representatives.get(number, 0) > facts.now,
        "entrusted": (
            (person and not owner and sharing.entrusted.get(number, 0) > facts.now)
            or (facts.actor.kind.name == "STRUCTURE" and sharing.services.get(number, 0) > facts.now)
        ),
        "dead": sharing.died != 0,
        "carer": person and not owner and sharing.carers.get(number, 0) > facts.now,
        "guardian_represents": (
            person and not owner and guardian is not None and guardian.represents and guardian.until > facts.now
        ),
        "authorised": sharing.authorised.get(number, 0) > facts.now,
        "team_authorised": facts.place != 0 and sharing.authorised.get(facts.place, 0) > facts.now,
        "blocked": number in sharing.blocked,
        "place_blocked": facts.place != 0 and facts.place in sharing.blocked,
        "treating": number == sharing.treating,
        "administrator": number in sharing.administrators,
        "link_lives": link is not None and link.end > facts.now
        and (link.by == sharing.owner or sharing.representatives.get(link.by, 0) > facts.now),
        "link_by_owner": link is not None and link.by == sharing.owner,
        "comes_by_share": facts.share is not None,
        **_share(situation),
        "scope_holds": _scope_holds(situation),
        "keeps_directory": "c" in _HELD[facts.actor.scopes][1].get(situation.question.kind, ""),
    }  # fmt: skip


def _share(situation: Situation) -> dict[str, bool]:
    share, sharing, now = situation.facts.share, situation.facts.sharing, situation.facts.now
    if share is None:
        return dict.fromkeys(("share_lives", "share_opens", "share_by_owner", "share_by_code", "share_holds"), False)
    guardian = sharing.guardians.get(share.by)
    at_home = (
        share.by == sharing.owner
        or sharing.representatives.get(share.by, 0) > now
        or (guardian is not None and guardian.represents and guardian.until > now)
    )
    return {
        "share_lives": share.end > now and at_home,
        "share_opens": share.left > 0,
        "share_by_owner": share.by == sharing.owner,
        "share_by_code": share.code_alone,
        "share_holds": situation.facts.shared,
    }


def _what(situation: Situation) -> dict[str, Any]:
    facts, header = situation.facts, situation.facts.header
    if header is None:
        none = ("wrote", "author_is_actor", "masked", "not_announced", "hidden", "in_matrix", "has_document")
        return dict.fromkeys(none, False)
    mine, who = header.author == facts.actor.number, _who_short(situation)
    sharing = facts.sharing
    helpers = {*sharing.representatives, *sharing.carers, *sharing.guardians, *sharing.entrusted, *sharing.former}
    family = who["owner"] and header.author in helpers | {link.app for link in sharing.apps.values()}
    by_person = who["owner"] or who["represents"]
    wrote = {"PERSON": by_person and (mine or family), "APP": mine and who["link"]}.get(facts.actor.kind.name, mine)
    return {
        "has_document": True,
        "wrote": wrote,
        "author_is_actor": mine,
        "masked": bool(header.flags & 1),
        "not_announced": bool(header.flags & 2),
        "hidden": bool(header.flags & 4),
        "in_matrix": _in_matrix(facts.actor.profession, header.class_code, header.type),
    }


def _who_short(situation: Situation) -> dict[str, bool]:
    found = _who(situation)
    return {"owner": found["is_owner"], "represents": found["represents"], "link": found["link_lives"]}


def _how(situation: Situation) -> dict[str, Any]:
    question, facts = situation.question, situation.facts
    said, sharing, state = facts.declared, facts.sharing, facts.state.name
    return {
        "group": " ".join(name for name, acts in GROUPS.items() if question.action in acts),
        "mode": str(question.mode),
        "place_type": facts.place_type,
        "declared_well": said is not None and said.recent and len(said.reason.strip()) >= 10,
        "declared_today": 0 if said is None else said.used,
        "switch_break_glass": sharing.break_glass,
        "switch_regulation": sharing.regulation,
        "switch_lifts_blocks": sharing.emergency_lifts_blocks,
        "switch_unmasks": sharing.emergency_unmasks,
        "purpose": question.purpose,
        "open": state in {"CREATED", "ACTIVATED"},
        "step_of_life": state in _STEPS.get(str(question.action), ()),
    }


def _scope_holds(situation: Situation) -> bool:
    question, facts = situation.question, situation.facts
    action, scopes = str(question.action), facts.actor.scopes
    if action in _RULING or action == "sharing:authorisation:ask":
        return _HELD[scopes][2]
    letter = _LETTERS.get(action, "")
    kind = "AuditEvent" if action in _HISTORY else question.kind or "Patient"
    granted = (scopes,) if facts.link is None else (scopes, facts.link.scopes)
    return all(letter in _HELD[each][0] or letter in _HELD[each][1].get(kind, "") for each in granted)


def _in_matrix(profession: str, class_code: str, type_code: str) -> bool:
    data = _table()
    row = data["professions"].get(profession)
    return (
        row is not None and class_code in data["sets"][row["classes"]] and type_code not in row.get("refused_types", ())
    )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(matrix.__file__).with_name("matrix.toml").read_text("utf-8"))
