"""From the lines that the gate hands out to what is shown: one entry told, one visit told."""

from dataclasses import dataclass

from ens.fhir.places import public_entry
from ens.gate.history import Account
from ens.history.rules import Deed, Passage
from ens.history.sentences.notebook import Notebook
from ens.history.sentences.tell import UNREADABLE, Piece, Sentence, Tone, Visit, right, tell
from ens.history.sentences.who import Actor, Subject, subject_of
from ens.journal.entry import Entry, entry_time
from ens.journal.read import Line
from ens.kernel import clock
from ens.web import dates


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One entry, told. `entry` is None when it does not open, `proven` says that the tree holds it."""

    id: str
    at: int
    entry: Entry | None
    subject: Subject
    sentence: Sentence
    right: str
    proven: bool
    held: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One visit, told as a whole and line by line; `count` is the number of its entries, `oddities` say why it is odd.

    `lines` may be fewer than `count`, never none; `own` says that it was the reader's.
    """

    deed: Deed
    at: int
    since: int
    count: int
    sentence: Sentence
    right: str
    oddities: tuple[str, ...]
    lines: tuple[ToldLine, ...]
    own: bool
    held: bool


def notebook_of(account: Account, name: str) -> Notebook:
    """Tell whose notebook an account is of, `name` being her given name, and who has access to it today."""
    sharing, now = account.sharing, clock.now_us()
    ends = {number: until * 1_000_000 for number, until in sharing.authorised.items()}
    return Notebook(
        owner=sharing.owner,
        reader=account.reader,
        name=name,
        representatives=frozenset(sharing.representatives),
        treating=sharing.treating,
        until={number: dates.plain_date(end) for number, end in ends.items() if end > now},
    )


def tell_passage(
    passage: Passage, lines: dict[int, Line], account: Account, notebook: Notebook, odd: tuple[str, ...]
) -> Told:
    """Tell a visit from those of its entries that were opened; `odd` are the sentences that say why it is odd."""
    inside = [tell_line(lines[each.id], account, notebook) for each in passage.glances if each.id in lines]
    entries = [line.entry for line in inside if line.entry is not None]
    sentence, by_right, held = inside[0].sentence, inside[0].right, any(line.held for line in inside)
    if len(entries) > 1:
        cut = len(passage.glances) > len(inside)
        acts = Visit(_actor(entries[0], account), entries, held, cut)
        sentence, by_right = tell(acts, notebook, account.titles), right(acts, notebook)
    return Told(
        deed=passage.deed,
        at=entry_time(passage.newest.id),
        since=entry_time(passage.glances[-1].id),
        count=len(passage.glances),
        sentence=sentence,
        right=by_right,
        oddities=odd,
        lines=tuple(inside),
        own=passage.own,
        held=held,
    )


def tell_line(line: Line, account: Account, notebook: Notebook) -> ToldLine:
    """Tell one entry; one that does not open says so."""
    public, at, proven = public_entry(account.space, line.id), entry_time(line.id), line.tree_index is not None
    if line.entry is None:
        return ToldLine(public, at, None, Subject(""), (Piece(UNREADABLE, Tone.MARKED),), "", proven, held=False)
    actor, held = _actor(line.entry, account), line.id in account.held
    acts = Visit(actor, [line.entry], held)
    subject, sentence = subject_of(actor, notebook), tell(acts, notebook, account.titles)
    return ToldLine(public, at, line.entry, subject, sentence, right(acts, notebook), proven, held)


def _actor(entry: Entry, account: Account) -> Actor:
    party = account.directory.get(entry.actor_number)
    profession, specialty = (party.profession, party.specialty) if party else ("", "")
    return Actor(entry.actor_kind, entry.actor_number, entry.actor_name, profession, specialty)
