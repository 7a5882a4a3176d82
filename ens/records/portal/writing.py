"""The pages on which a person adds a document, changes what it says, or withdraws it."""

from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.fhir.parse import parse_stored
from ens.gate.audience import list_carers
from ens.gate.door import Found
from ens.gate.people import get_birth_date, get_number, name_of
from ens.gate.sheet import read_sheet
from ens.kernel.errors import HouseError, Invalid, Malformed, Refused
from ens.records import notices, taxonomy
from ens.records.adding import Addition, Author, add_document, change_document, delete_document
from ens.records.descriptions import Description, description_of
from ens.records.files import FILE
from ens.records.forms import FIELDS, Form, Rules, empty_form, form_of, read_form
from ens.records.lots import DOCUMENT
from ens.records.portal.document import place_in
from ens.records.sentences.reader import Reader
from ens.records.sentences.visibility import Choice, tell_carers_choice, tell_choices
from ens.records.uploads import ACCEPT, Upload, check_upload, quoted, without_traces
from ens.web.caller import Caller
from ens.web.dates import today
from ens.web.elsewhere import SeeOther
from ens.web.errors import WORDS
from ens.web.page import page
from ens.web.render import render

MAJORITY: Final = 18
_NO_FILE: Final = "Choisissez un fichier, ou prenez une photo."
_TWO_FILES: Final = "Gardez le fichier ou la photo, pas les deux : un document à la fois."
_NOT_YOURS: Final = "Seule la personne qui a ajouté un document peut le modifier ou le supprimer."


@page("GET", "POST")
def add(caller: Caller) -> HttpResponseBase:
    """Show the form of a new document, or take it in."""
    if caller.request.method == "POST":
        return _take(caller)
    return _ask(caller, empty_form())


@page("GET", "POST")
def edit(caller: Caller, document: str) -> HttpResponseBase:
    """Show what a document of one's own says, or change it."""
    found = _own_document(caller, document)
    if caller.request.method != "POST":
        return _ask_again(caller, document, form_of(description_of(parse_stored(found.resource))), found.version)
    form, words = _read(caller)
    seen = _seen(caller.request)
    if words is None:
        return _ask_again(caller, document, form, seen)
    changed = change_document(caller.visit, found, words, seen)
    return _go_to(caller, "document", document, notices.CHANGED if changed else notices.UNCHANGED)


@page("GET", "POST")
def delete(caller: Caller, document: str) -> HttpResponseBase:
    """Ask before a document of one's own is withdrawn, then withdraw it."""
    found = _own_document(caller, document)
    if caller.request.method != "POST":
        return render(caller, "records/supprimer.html", document=document, title=found.header.title)
    delete_document(caller.visit, found)
    return _go_to(caller, "documents", caller.profile.patient, notices.DELETED)


def _take(caller: Caller) -> HttpResponseBase:
    """Take a document in, or show the form again with everything that is wrong with it."""
    form, words = _read(caller)
    try:
        upload = _sent_file(caller.request)
        kind = check_upload(upload, settings.ENS_UPLOAD_LIMIT)
        content = upload.content if words is None else without_traces(kind, upload.content, settings.ENS_UPLOAD_LIMIT)
    except HouseError as error:
        form.faults["fichier"] = error.detail
        return _ask(caller, form, WORDS[type(error)].status)
    if words is None:
        if not _has_script(caller.request):  # a browser does not give a file back to a form
            form.faults["fichier"] = f"Choisissez de nouveau {quoted(upload.name)} : nous ne l’avons pas gardé."
        return _ask(caller, form, WORDS[Invalid].status)
    author = Author(name_of(_number(caller)), own=caller.profile.own)
    public = add_document(caller.visit, caller.space, Addition(author, words, kind, content, form.once))
    return _go_to(caller, "document", public, notices.ADDED)


def _read(caller: Caller) -> tuple[Form, Description | None]:
    posted = caller.request.POST
    rules = Rules(today(), get_birth_date(caller.space), _may_hide(caller))
    return read_form({name: posted.get(name, "") for name in FIELDS}, rules)


def _may_hide(caller: Caller) -> bool:
    """Say whether the person may keep a document from her parents: a minor, at home (L.1111-5 CSP)."""
    return caller.profile.own and caller.profile.age < MAJORITY


def _sent_file(request: HttpRequest) -> Upload:
    files = [file for name in ("fichier", "photo") if (file := request.FILES.get(name))]
    if len(files) != 1:
        raise Invalid(_TWO_FILES if files else _NO_FILE)
    file = files[0]
    return Upload(file.name or "", file.content_type or "", file.size or 0, file.read())


def _own_document(caller: Caller, public: str) -> Found:
    """Read a document of this notebook that the caller may change: what she added, or somebody in her name."""
    sheet = read_sheet(caller.visit, place_in(caller, public), DOCUMENT, FILE)
    if not sheet.changeable:
        raise Refused(_NOT_YOURS)
    return sheet.whole.found


def _number(caller: Caller) -> int:
    return get_number(next(each.space for each in caller.profiles if each.own))


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Malformed
    return int(text)


def _ask(caller: Caller, form: Form, status: int = 200) -> HttpResponse:
    others = [each for each in caller.profiles if each.patient != caller.profile.patient]
    limit = settings.ENS_UPLOAD_LIMIT
    return render(
        caller, "records/ajouter.html", status=status, accept=ACCEPT, limit=limit, others=others, **_shown(caller, form)
    )


def _ask_again(caller: Caller, document: str, form: Form, version: int) -> HttpResponse:
    status = WORDS[Invalid].status if form.faults else 200
    shown = _shown(caller, form)
    return render(caller, "records/modifier.html", status=status, document=document, version=version, **shown)


def _shown(caller: Caller, form: Form) -> dict[str, Any]:
    categories = [("", "Choisissez une catégorie")]
    categories += [(each.code, each.label) for each in taxonomy.load_categories().values()]
    choices: tuple[Choice, ...]
    reader = Reader(_number(caller), caller.profile.name, caller.profile.own)
    if caller.profile.rules:
        choices = tell_choices(list_carers(caller.visit, caller.space), reader, minor=caller.profile.age < MAJORITY)
    else:
        choices = (tell_carers_choice(caller.profile.name),)
    return {"form": form, "categories": categories, "choices": choices, "hides": _may_hide(caller)}


def _has_script(request: HttpRequest) -> bool:
    """Say whether our script sends the form: it keeps the file, and goes by itself to where it is told (RFC 7240)."""
    return request.headers.get("Prefer") == "return=minimal"


def _go_to(caller: Caller, name: str, about: str, act: str) -> HttpResponseBase:
    """Send the browser to the page that says what was done."""
    named = {"document": about} if name == "document" else {}
    address = reverse(name, kwargs={"patient": caller.profile.patient, **named})
    address += "?" + urlencode({notices.PARAMETER: notices.stamp(caller.visit, about, act)})
    return HttpResponse(status=201, headers={"Location": address}) if _has_script(caller.request) else SeeOther(address)
