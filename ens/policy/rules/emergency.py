"""In an emergency a professional reads without authorisation, unless the person has switched that off.

L.1111-17 I CSP: a professional who finds somebody unable to say what she wants and in immediate danger (« bris de
glace »), and the physician of emergency calls (SAMU, centre 15), unless she had opposed it; R.1111-48: she and her
treating practitioner are told afterwards. Nobody reads by saying so alone: identity was proven a short time ago, the
reason is typed, and the same professional does this so many times a day at most: few for who breaks the glass, as many
as a watch may have for who answers calls to the 15. The two are counted apart.
"""

from collections.abc import Mapping
from typing import Final

from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts
from ens.policy.question import Mode, Question
from ens.policy.rules.acts import FINDING, READING
from ens.policy.verdict import Verdict, forbid, permit
from ens.policy.words import Words

ACTS = READING | FINDING
BREAKS_GLASS: Final = frozenset({"10", "50", "60"})  # physicians, midwives, nurses (TRE_G15)
REGULATES: Final = "10"
REGULATION_PLACE: Final = "SA03"  # SAMU (JDV_J02)
A_DAY: Final[Mapping[Mode, int]] = {  # emergencies that one professional declares
    Mode.BREAK_GLASS: 5,
    Mode.REGULATION: 150,  # a watch of twelve hours, a call every five minutes
}
SHORTEST: Final = 10  # signs of a reason
REFUSALS: Final = {
    "emergency_switched_off": Words(
        told="l’accès en urgence est refusé par le titulaire du carnet",
        french="Cette personne a refusé l’accès en urgence à son carnet.",
        english="This person has refused emergency access to their record.",
        page="Cette personne a refusé l’accès en urgence à son carnet.",
    ),
    "emergency_not_yours": Words(
        told="sa profession ou son lieu d’exercice n’ouvre pas l’accès en urgence",
        french="Votre profession ou votre lieu d’exercice ne donne pas l’accès en urgence.",
        english="Your profession or place of work does not give emergency access.",
        page="Votre profession ou votre lieu d’exercice ne donne pas l’accès en urgence.",
    ),
    "emergency_undeclared": Words(
        told="l’urgence n’était pas déclarée comme il faut",
        french="Déclarez l’urgence : reconnectez-vous, puis écrivez la raison.",
        english="Declare the emergency: sign in again, then write the reason.",
        page="Déclarez l’urgence : reconnectez-vous, puis écrivez la raison.",
    ),
    "emergency_too_often": Words(
        told="trop d’accès en urgence ont été déclarés ce jour-là",
        french="Vous avez déclaré trop d’urgences aujourd’hui. Appelez le service.",
        english="You have declared too many emergencies today. Call the service.",
        page="Vous avez déclaré trop d’urgences aujourd’hui. Appelez le service.",
    ),
}
RIGHTS: Final = {
    "break_glass": "parce qu’une urgence a été déclarée (« bris de glace »)",
    "regulation": "parce que le 15 a été appelé",
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit reading in a declared emergency that the person lets happen; forbid it to everybody else."""
    if question.mode is Mode.NORMAL or question.action not in ACTS:
        return None
    if not _is_theirs(question.mode, facts):
        return forbid("emergency_not_yours", hides=True)
    breaks = question.mode is Mode.BREAK_GLASS
    if not (facts.sharing.break_glass if breaks else facts.sharing.regulation):
        return forbid("emergency_switched_off")
    said = facts.declared
    if said is None or not said.recent or len(said.reason.strip()) < SHORTEST:
        return forbid("emergency_undeclared")
    if said.used >= A_DAY[question.mode]:
        return forbid("emergency_too_often")
    return permit("break_glass") if breaks else permit("regulation")


def _is_theirs(mode: Mode, facts: Facts) -> bool:
    if facts.actor.kind is not ActorKind.PROFESSIONAL:
        return False
    if mode is Mode.REGULATION:
        return facts.actor.profession == REGULATES and facts.place_type == REGULATION_PLACE
    return facts.actor.profession in BREAKS_GLASS
