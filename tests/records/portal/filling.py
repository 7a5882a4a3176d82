"""How somebody fills the forms about a document, and what she finds afterwards."""

import io
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpResponse
from PIL import Image

from ens.gate import door
from ens.gate import search as gate
from ens.gate.door import Found
from ens.gate.house import house
from ens.gate.search import ListQuery
from ens.records import notices
from ens.records.lots import BINARY, DOCUMENT
from tests.factories import documents
from tests.factories.browser import Browser, notebook_of
from tests.factories.people import Holder

TYPED = {
    "titre": "Ordonnance du dentiste",
    "categorie": "ORD_SOIN",
    "date-jour": "3",
    "date-mois": "2",
    "date-annee": "2026",
    "visibilite": "soignants",
}


def plain(answer: HttpResponse) -> str:
    """Read an answer with ordinary spaces."""
    return answer.content.decode().replace("\u00a0", " ")


def file(content: bytes = documents.PDF, name: str = "ordonnance.pdf", kind: str = "application/pdf") -> io.BytesIO:
    made = io.BytesIO(content)
    made.name = name
    made.content_type = kind  # type: ignore[attr-defined]
    return made


def form_of(browser: Browser, space: int | None = None) -> str:
    return (browser.notebook if space is None else notebook_of(space)) + "documents/ajouter/"


def send(browser: Browser, **data: Any) -> HttpResponse:
    """Fill the form as Camille does, but for what is said otherwise; None leaves a field out."""
    page = form_of(browser)
    whole = {**TYPED, "fichier": file(), **data}
    return browser.submit(page, page, **{name: value for name, value in whole.items() if value is not None})


def added(holder: Holder) -> list[Found]:
    return gate.search(holder.visit, holder.space, ListQuery(DOCUMENT, limit=50)).hits


def stored(holder: Holder) -> bytes:
    """Read the file of the only document."""
    [found] = added(holder)
    name = json.loads(found.resource)["content"][0]["attachment"]["url"].removeprefix("Binary/")
    place = house().codec.decode(name)
    assert place is not None
    return b"".join(door.stream(door.read(holder.visit, *place, BINARY)))


def faults(answer: HttpResponse) -> list[str]:
    """List what the summary on top asks for."""
    summary = re.search(r'class="resume-erreurs".*?</section>', plain(answer), re.DOTALL)
    return re.findall(r'<a href="#[a-z0-9-]+">(.*?)</a>', summary[0]) if summary else []


def place_of(answer: HttpResponse) -> str:
    assert answer.status_code == 303, faults(answer)
    return urlsplit(answer.headers["Location"]).path


def said_by(holder: Holder, answer: HttpResponse, about: str) -> str:
    """Tell what the next page learns from its address."""
    word = parse_qs(urlsplit(answer.headers["Location"]).query)[notices.PARAMETER][0]
    return notices.read_stamp(holder.visit, about, word)


def send_to(browser: Browser, space: int, **data: Any) -> HttpResponse:
    page = form_of(browser, space)
    return browser.submit(page, page, **{**TYPED, "fichier": file(), **data})


def photo(orientation: int = 6) -> bytes:
    """Take a photo lying on its side, that says where and with what it was taken."""
    picture = Image.new("RGB", (64, 32), "white")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Fabricant"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 6.0, 40.0), 3: "W", 4: (1.0, 40.0, 46.0)})
    made = io.BytesIO()
    picture.save(made, "JPEG", exif=exif, comment=b"rue des Tilleuls")
    return made.getvalue()
