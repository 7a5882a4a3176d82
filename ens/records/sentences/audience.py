"""« Qui peut voir ce document, et pourquoi »: the answers of the decision as lines, each with its « parce que »."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ens.gate.audience import INACTIVE, Audience, Seat, Seer
from ens.kernel.actors import ActorKind
from ens.policy.question import Mode
from ens.records.sentences.reader import Reader
from ens.registry.professions import profession_of
from ens.web import dates

_ICONS: Final = {
    ActorKind.PERSON: "user-round",
    ActorKind.PROFESSIONAL: "stethoscope",
    ActorKind.STRUCTURE: "hospital",
}
_KINDS: Final = {
    ActorKind.PERSON: "Toute autre personne",
    ActorKind.PROFESSIONAL: "Tout médecin",
    ActorKind.STRUCTURE: "Tout établissement de soins",
    ActorKind.APP: "Toute application",
    ActorKind.INSURER: "Toute assurance ou mutuelle",
    ActorKind.EMPLOYER: "Tout employeur",
    ActorKind.BANK: "Toute banque",
    ActorKind.SUPPORT: "Notre équipe d’assistance",
}
_BY_LAW: Final = {
    ActorKind.INSURER: "assurance ou mutuelle",
    ActorKind.EMPLOYER: "employeur",
    ActorKind.BANK: "banque",
}
_CLOSE: Final = {
    Seat.GUARDIAN: ("Parce qu’un juge lui a confié votre protection", "Parce qu’un juge lui a confié cette protection"),
    Seat.CARER: (
        "Parce que vous avez choisi cette personne pour vous aider",
        "Parce que cette personne a été choisie pour aider",
    ),
    Seat.ENTRUSTED: ("Parce qu’un juge lui a confié cet enfant", "Parce qu’un juge lui a confié cet enfant"),
    Seat.TEAM: (
        "Parce que vous avez autorisé toute l’équipe, chacun selon son métier",
        "Parce que toute l’équipe a été autorisée, chacun selon son métier",
    ),
}
_REFUSED: Final = {
    "hidden_from_representatives": "Parce que ce document est caché aux représentants légaux.",
    "emergency_switched_off": "Parce que les réglages du carnet refusent cet accès.",
    "masked": "Parce que ce document est masqué aux soignants.",
    INACTIVE: "Parce que son compte professionnel est suspendu.",
}
_NOTHING_GIVES: Final = "Parce que plus rien ne lui en donne le droit."
_OTHERS: Final = {
    ActorKind.PROFESSIONAL: "les autres soignants",
    ActorKind.STRUCTURE: "les autres établissements",
    ActorKind.APP: "une application",
    ActorKind.SUPPORT: "notre équipe d’assistance",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: an icon, who, and why."""

    icon: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Told:
    """Who can see, who is known and cannot, and the last line about all others."""

    allowed: list[Line]
    refused: list[Line]
    nobody: Line
    left_out: int


def tell_audience(audience: Audience, reader: Reader) -> Told:
    """Write the lines, in the order of the audience."""
    known = [seer for seer in audience.seers if Seat.STRANGER not in seer.seats]
    strangers = [seer for seer in audience.seers if Seat.STRANGER in seer.seats]
    opened = [seer for seer in strangers if seer.decision.allowed]
    allowed = [Line(_icon(seer), _name(seer, reader), _why(seer, reader)) for seer in known if seer.decision.allowed]
    allowed += [
        Line("user-round", _KINDS[seer.actor.kind], "Parce que les règles de ce carnet le permettent.")
        for seer in opened
    ]
    refused = [Line("ban", _name(seer, reader), _why_not(seer, reader)) for seer in known if not seer.decision.allowed]
    return Told(allowed, refused, _nobody(strangers, reader), audience.left_out)


def icon_of(kind: ActorKind) -> str:
    """Name the icon of somebody."""
    return _ICONS.get(kind, "user-round")


def _icon(seer: Seer) -> str:
    special = {Seat.TEAM: "hospital", Seat.EMERGENCY: "siren"}
    return next((icon for seat, icon in special.items() if seat in seer.seats), icon_of(seer.actor.kind))


def _name(seer: Seer, reader: Reader) -> str:
    if Seat.TEAM in seer.seats:
        return f"L’équipe de soins de « {seer.actor.name} »"
    if Seat.EMERGENCY in seer.seats:
        calls = "vous appelez" if reader.own else "l’on appelle"
        return (
            f"Le médecin du Samu, si {calls} le 15" if seer.mode is Mode.REGULATION else "En urgence vitale, un médecin"
        )
    if seer.actor.number == reader.number:
        return "Vous"
    if Seat.OWNER in seer.seats:
        return reader.name
    return seer.actor.name or "Auteur non précisé"


def _why(seer: Seer, reader: Reader) -> str:
    end = f", jusqu’au {dates.plain_date(seer.until * 1_000_000)}" if seer.until else ""
    if Seat.OWNER in seer.seats:
        return "C’est votre carnet." if reader.own else "C’est son carnet."
    if Seat.REPRESENTATIVE in seer.seats:
        return _representing(seer, reader)
    if Seat.EMERGENCY in seer.seats:
        return "Parce que la loi le permet et que les réglages du carnet ne l’ont pas refusé. Il doit écrire sa raison."
    close = _CLOSE.get(seer.seats[0])
    if close is not None:
        return f"{close[0] if reader.own else close[1]}{end}."
    return _caring(seer, reader, end)


def _caring(seer: Seer, reader: Reader, end: str) -> str:
    work, let_in = _work(seer), Seat.AUTHORISED in seer.seats
    if let_in and Seat.TREATING in seer.seats:
        whose = "votre médecin traitant" if reader.own else f"le médecin traitant {reader.of}"
        return f"Parce que c’est {whose}{end}."
    if let_in and Seat.ADMINISTRATOR in seer.seats:
        return f"{work}Parce que c’est un administrateur de ce carnet{end}."
    if let_in:
        given = "que vous lui avez donné accès" if reader.own else f"qu’un accès lui a été donné au carnet {reader.of}"
        return f"{work}Parce {given}{end}."
    return f"{work}Parce que ce document vient de sa part. Les documents des autres lui restent fermés."


def _representing(seer: Seer, reader: Reader) -> str:
    day = dates.plain_date(seer.until * 1_000_000)
    if seer.actor.number == reader.number:
        return f"Parce que vous représentez {reader.name}, jusqu’à ses 18 ans, le {day}."
    if reader.own:
        return f"Parce que la loi lui confie votre carnet, jusqu’à vos 18 ans, le {day}."
    return f"Parce que la loi lui confie aussi ce carnet, jusqu’aux 18 ans {reader.of}, le {day}."


def _work(seer: Seer) -> str:
    words = profession_of(seer.actor.name, seer.actor.profession, seer.specialty)
    return f"{words[0].upper()}{words[1:]}. " if words else ""


def _why_not(seer: Seer, reader: Reader) -> str:
    reasons = set(seer.decision.reasons)
    if "blocked" in reasons:
        return "Parce que vous avez bloqué cet accès." if reader.own else "Parce que cet accès est bloqué."
    if "matrix" in reasons:
        return f"{_work(seer)}Parce que la loi n’ouvre pas ce genre de document à sa profession."
    return next((words for reason, words in _REFUSED.items() if reason in reasons), _NOTHING_GIVES)


def _nobody(strangers: Iterable[Seer], reader: Reader) -> Line:
    """Write the last line: those whom the law shuts out, and those whom nobody has let in."""
    shut = [seer for seer in strangers if not seer.decision.allowed]
    by_law = [_BY_LAW[seer.actor.kind] for seer in shut if "forbidden_purpose" in seer.decision.reasons]
    others = [_OTHERS[seer.actor.kind] for seer in shut if seer.actor.kind in _OTHERS]
    given = "vous ne leur avez pas donné accès" if reader.own else "personne ne leur a donné accès"
    parts = [
        f"Ni {', ni '.join(by_law)} : la loi l’interdit, même avec votre accord." if by_law else "",
        f"Ni {', ni '.join(others)} : {given}." if others else "",
    ]
    return Line("ban", "Personne d’autre", " ".join(filter(None, parts)))
