"""The pages « Qui est venu »: the history, one entry with its proof, the file."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Final

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.fhir import audit_events
from ens.gate.history import prove_entry
from ens.gate.profiles import Tie
from ens.history import queries, reporting
from ens.history.forms import Asked, public_actor, read_asked, read_entry
from ens.history.printed import About, write_pdf
from ens.history.queries import HistoryPage, Place
from ens.history.rules import Crowd, Deed
from ens.history.sentences.facts import facts_of
from ens.history.spreadsheet import write_rows
from ens.history.told import ToldLine
from ens.web import dates
from ens.web.caller import Caller
from ens.web.elsewhere import SeeOther
from ens.web.page import page
from ens.web.render import render

YEARS: Final = 6  # tabs of other years at most
DEEDS: Final = {
    Deed.READING: "Lectures",
    Deed.DEPOSIT: "Dépôts",
    Deed.CHANGE: "Changements",
    Deed.SIGN_IN: "Connexions",
    Deed.REFUSAL: "Refus",
    Deed.EMERGENCY: "Urgences",
    Deed.FAILURE: "Sans suite",
    Deed.BROKEN: "Illisibles",
}
Tab = tuple[str, int | None, str, bool]


@page()
def history(caller: Caller) -> HttpResponseBase:
    """Show the visits that the address asks for."""
    asked = read_asked(caller.request.GET.dict(), caller.space)
    found = queries.list_visits(_place(caller), asked.filters, asked.before)
    return render(
        caller,
        "history/historique.html",
        found=found,
        asked=asked,
        tabs=_tabs(found, asked),
        crowds=_crowds(found, asked),
        deeds=_deeds(found, asked),
        actors=_actors(found, asked),
        chosen="" if asked.filters.actor is None else public_actor(asked.space, asked.filters.actor),
        shown=found.tally.crowds[asked.filters.crowd]
        if asked.filters.actor is None
        else found.tally.actors[asked.filters.actor],
        period=_period(asked.filters.period),
        older=None if found.older is None else asked.query(before=found.older),
        newest=asked.query() if asked.before is not None else "",
        checked=reporting.find_check(),
    )


@page()
def entry(caller: Caller, entry: str) -> HttpResponseBase:
    """Show one entry, and how to verify it without us."""
    line = queries.get_line(_place(caller), read_entry(entry, caller.space))
    return render(
        caller,
        "history/passage.html",
        line=line,
        facts=_facts(line, for_child=caller.profile.tie is Tie.CHILD),
        reportable=reporting.is_possible(),
        reported=caller.request.GET.get("signale") == "1",
        journal=f"{settings.ENS_PUBLIC_URL}/journal",
    )


@page("POST")
def report(caller: Caller, entry: str) -> HttpResponseBase:
    """Report one entry to the data protection officer: it is in the history, and she is written to."""
    reporting.report(caller.visit, caller.space, read_entry(entry, caller.space))
    address = reverse("history-entry", kwargs={"patient": caller.profile.patient, "entry": entry})
    return SeeOther(f"{address}?signale=1")


@page()
def bundle(caller: Caller) -> HttpResponseBase:
    """Give the whole history as FHIR: a Bundle of AuditEvent, written as it is read."""
    content = audit_events.write_history(caller.visit, caller.space, queries.FILE_LINES)
    headers = {"Content-Disposition": 'attachment; filename="historique.json"'}
    return HttpResponse(content, content_type="application/fhir+json; charset=utf-8", headers=headers)


@page()
def proof(caller: Caller, entry: str) -> HttpResponseBase:
    """Give the proof of one entry as a file; the page of the entry says why while there is none."""
    exported = prove_entry(caller.visit, caller.space, read_entry(entry, caller.space))
    if exported is None:
        return SeeOther(reverse("history-entry", kwargs={"patient": caller.profile.patient, "entry": entry}))
    headers = {"Content-Disposition": 'attachment; filename="preuve.json"'}
    return HttpResponse(json.dumps(exported), content_type="application/json", headers=headers)


@page()
def spreadsheet(caller: Caller) -> HttpResponseBase:
    """Give the whole history as a file for a spreadsheet."""
    pages = queries.list_lines(_place(caller))
    first = next(pages, [])  # a refusal comes before the first byte
    content: Iterator[bytes] = write_rows(chain([first], pages))
    headers = {"Content-Disposition": 'attachment; filename="historique.csv"'}
    return StreamingHttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@page()
def printed(caller: Caller) -> HttpResponseBase:
    """Give the history of a month, of a year or of all times as a PDF, in the words of the page."""
    period = read_asked({"mois": caller.request.GET.get("mois", "")}, caller.space).filters.period
    lines, cut = queries.list_period(_place(caller), period)
    about = About(settings.ENS_NAME, caller.profile.name, own=caller.profile.own, period=_period(period), cut=cut)
    headers = {"Content-Disposition": 'attachment; filename="historique.pdf"'}
    return HttpResponse(write_pdf(about, lines), content_type="application/pdf", headers=headers)


def _place(caller: Caller) -> Place:
    return Place(caller.visit, caller.space, caller.profile.name)


def _period(period: str) -> str:
    """Write a month as `novembre 2026`, a year as it is."""
    return f"{dates.MONTHS[int(period[5:]) - 1]} {period[:4]}" if len(period) > len("2026") else period


def _facts(line: ToldLine, *, for_child: bool) -> list[tuple[str, str]]:
    """List what stands in an entry, under headings."""
    subject = line.subject
    who = f"{subject.name}, {subject.added}" if subject.added else subject.name
    at = dates.local(line.at)
    when = f"{dates.full_date(line.at)}, à {dates.hour(line.at)} et {at.second} secondes"
    proof = "vérifiable" if line.proven and not line.held else "à venir" if line.held else "en cours"
    told = [("Quand", when), ("Qui", who), ("De quel droit", line.right)]
    sealed = facts_of(line.entry) if line.entry else []
    return [pair for pair in (*told, *sealed, ("Preuve", "" if for_child else proof)) if pair[1]]


def _crowds(found: HistoryPage, asked: Asked) -> list[Tab]:
    names = {
        Crowd.OTHERS: "Les autres",
        Crowd.CARERS: "Soignants et structures",
        Crowd.SERVICES: "Services",
        Crowd.FAMILY: _family(found),
        Crowd.ALL: "Tous",
    }
    counts, here = found.tally.crowds, asked.filters.crowd
    return [
        (name, counts[crowd], asked.query(crowd=crowd, actor=None), crowd is here)
        for crowd, name in names.items()
        if counts[crowd] or crowd is here or crowd in {Crowd.OTHERS, Crowd.FAMILY}
    ]


def _family(found: HistoryPage) -> str:
    notebook = found.notebook
    if not notebook.own:
        return f"{notebook.name} et ses représentants"
    return "Vous et vos représentants" if notebook.representatives else "Vous"


def _deeds(found: HistoryPage, asked: Asked) -> list[Tab]:
    counts, here = found.tally.deeds, asked.filters.deed
    every: Tab = ("Tout", counts.total(), asked.query(deed=None), here is None)
    return [every] + [
        (name, counts[deed], asked.query(deed=deed), deed is here)
        for deed, name in DEEDS.items()
        if counts[deed] or deed is here
    ]


def _actors(found: HistoryPage, asked: Asked) -> list[tuple[str, str]]:
    counts = found.tally.actors
    chosen = [(public_actor(asked.space, number), f"{name} ({counts[number]})") for number, name in found.actors]
    return [("", "Tout le monde"), *chosen]


def _tabs(found: HistoryPage, asked: Asked) -> list[tuple[str, list[Tab]]]:
    """Give the months of the year that the page begins with, and the years around it."""
    counts = found.tally.months
    if not counts:
        return []
    here = asked.filters.period or (dates.local(found.months[0].at).strftime("%Y-%m") if found.months else "")
    year = here[:4] or max(counts)[:4]
    years: dict[str, int] = {}
    for month, number in sorted(counts.items(), reverse=True):
        years[month[:4]] = years.get(month[:4], 0) + number
    near = sorted(years, key=lambda each: abs(int(each) - int(year)))[: YEARS + 1]
    tabs: list[tuple[str, list[Tab]]] = []
    for each, number in years.items():
        if each == year:
            tabs.append((each, _months(found, asked, each, here)))
        elif each in near:
            tabs.append(("", [(each, number, asked.query(period=each), False)]))
    return tabs


def _months(found: HistoryPage, asked: Asked, year: str, here: str) -> list[Tab]:
    counts = found.tally.months
    return [
        (dates.SHORT_MONTHS[int(month[5:]) - 1], counts[month], asked.query(period=month), month == here)
        for month in sorted(counts, reverse=True)
        if month.startswith(year)
    ]
