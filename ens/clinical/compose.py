"""From a clinical resource to a sealed item: its header is drawn from the elements that its kind declares."""

from collections.abc import Iterator, Sequence
from typing import Final

from ens.clinical.kinds import FACTS, Fact, parameters_of
from ens.clinical.person import PATIENT, check_identity
from ens.fhir.issues import invalid
from ens.fhir.kinds import Piece
from ens.fhir.parameters import SearchParameter, tokens_of
from ens.fhir.parameters.dates import FAR_FUTURE, interval, period
from ens.fhir.parameters.values import walk
from ens.fhir.parse import Resource, write
from ens.fhir.stamp import stamped
from ens.fhir.visibility import flags_of
from ens.gate.changes import Change, Context
from ens.kernel import clock
from ens.policy.categories import codes_of
from ens.policy.facts import UNDATED, Flag, Header

EARLIEST: Final = -2_208_988_800_000_000  # 1900
_DAY_US: Final = 86_400_000_000
_TITLE_MAX: Final = 300
_FALLBACKS: Final = ("recordedDate", "issued", "authoredOn", "created", "recorded")
PARAMETERS: Final[dict[str, tuple[SearchParameter, ...]]] = {fact.name: parameters_of(fact) for fact in FACTS}
_BY_NAME: Final = {fact.name: fact for fact in FACTS} | {PATIENT: Fact(PATIENT, "", "", "", "", "", "")}


def compose(pieces: Sequence[Piece], context: Context) -> list[Change]:
    """Make the changes of one deposit of facts, whatever their kinds."""
    now = clock.now_us()
    return [_change(piece, context, now) for piece in pieces]


def _change(piece: Piece, context: Context, now: int) -> Change:
    if piece.kind == PATIENT:
        check_identity(piece.resource, context.identity())
    fact, before = _BY_NAME[piece.kind], piece.header
    date, precision, span = _moment(fact, piece.resource, before.date if before else now)
    if not EARLIEST <= date <= now + _DAY_US:
        french, english = "Cette date est dans le futur ou avant 1900.", "A date in the future, or before 1900."
        raise invalid("value", f"{piece.kind}.{fact.dated.split()[0] if fact.dated else 'meta'}", french, english)
    header = Header(
        kind=piece.kind,
        date=date,
        updated=now,
        author=before.author if before else context.actor.number,
        flags=flags_of(piece.resource.get("meta", {}).get("security")) | (int(Flag.DELETED) if piece.deletes else 0),
        category=codes_of(piece.kind, piece.resource.get("category", ())),
        title=_title(fact, piece.resource),
        author_name=before.author_name if before else context.actor.name,
        deposited=before.arrived if before else now,
        precision=precision,
        span=span,
    )
    sealed = stamped(piece.resource, piece.kind, piece.id, piece.seen + 1, now)
    declared = () if piece.deletes else PARAMETERS.get(piece.kind, ())
    texts = tokens_of(piece.kind, piece.resource, declared) if declared else []
    search = tuple((piece.kind, text.decode()) for text in texts)
    return Change(piece.item, header, write(sealed), piece.seen, search)


def _moment(fact: Fact, resource: Resource, otherwise: int) -> tuple[int, int, int]:
    """Give the date of a resource, what is known of it, and how long it lasts."""
    for name in fact.dated.split():
        if name in resource:
            return _placed(resource[name], otherwise)
    for name in _FALLBACKS:
        found = interval(str(resource.get(name, "")))
        if found is not None:
            return found.start, UNDATED, 0
    return otherwise, UNDATED, 0


def _placed(value: str | Resource, otherwise: int) -> tuple[int, int, int]:
    """Place a date or a Period; of a Period without a start, its end is what is known."""
    text = value if isinstance(value, str) else str(value.get("start") or value.get("end"))
    begins, lasts = interval(text), period(value)
    if begins is None:
        return otherwise, UNDATED, 0
    ends = begins.end if lasts is None else lasts.end
    return begins.start, _precision(text), -1 if ends >= FAR_FUTURE else ends - begins.start


def _precision(text: str) -> int:
    return {len("2026"): 2, len("2026-09"): 1}.get(len(text), 0)


def _title(fact: Fact, resource: Resource) -> str:
    """Name a resource by the text of its concept, its first display, or the words that stand there."""
    return next((text[:_TITLE_MAX] for name in fact.about.split() for text in _words(resource, name)), "")


def _words(resource: Resource, path: str) -> Iterator[str]:
    for value in walk(resource, tuple(path.split("."))):
        stated = [value]
        if isinstance(value, dict):
            stated = [value.get("text"), *(each.get("display") for each in value.get("coding", []))]
        yield from (each for each in stated if isinstance(each, str))
