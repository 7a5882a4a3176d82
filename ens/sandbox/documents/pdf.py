"""Sets a story as a PDF with typst: tagged (PDF/UA-1), archival (PDF/A-2a), the same bytes each time."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from ens.sandbox.cast import Professional, Structure
from ens.sandbox.documents.story import Story, write_date

STANDARDS: "Final[list[typst.PDFStandard]]" = ["ua-1", "a-2a"]  # a name that only the stub has
_FOLDER = Path(__file__).parent
_ACCENTS = {
    "hopital": "#0b5563",
    "laboratoire": "#6a2c58",
    "dr-martin": "#2a4377",
    "diallo": "#4b5a1e",
}
_PLAIN_ACCENT = "#3f4a5a"
_ARTICLES = frozenset({"de", "des", "du", "la", "le"})
_SEXES = {"female": "Féminin", "male": "Masculin"}


class TypesettingError(Exception):
    """Typst warned, for instance about a missing font: what it would have set is not what was meant."""


def write_pdf(story: Story) -> bytes:
    """Set one story; any warning is a failure."""
    content, warnings = _compiler().compile_with_warnings(
        format="pdf",
        sys_inputs={"data": json.dumps(_arrange(story), ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=int(story.moment.timestamp()),
    )
    if warnings or not isinstance(content, bytes):
        raise TypesettingError(f"{story.key}: " + "; ".join(str(warning) for warning in warnings))
    return content


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(_FOLDER / "document.typ", root=_FOLDER, ignore_system_fonts=True)


def _arrange(story: Story) -> dict[str, Any]:
    day = story.moment.date()
    person = story.person
    return {
        "title": story.title,
        "subtitle": story.subtitle,
        "kind": story.title,
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "head": _arrange_head(story),
        "patient": _arrange_patient(story),
        "blocks": list(story.blocks),
        "sign": _arrange_signature(story),
        "foot": [
            f"{person.name} · INS {person.identity.matricule} · {story.title}",
            "Document de démonstration : personnes, lieux et numéros sont fictifs.",
        ],
    }


def _arrange_head(story: Story) -> dict[str, Any]:
    author, structure = story.author, story.structure
    by_hand = isinstance(author, Professional)
    return {
        "accent": _ACCENTS.get(author.slug, _PLAIN_ACCENT),
        "initials": _write_initials(author),
        "name": author.name,
        "service": f"{story.service} · {structure.name}" if by_hand else story.service,
        "lines": [*structure.address.lines, f"Tél. {structure.phone}", f"FINESS {structure.finess}"],
    }


def _write_initials(author: Professional | Structure) -> str:
    if isinstance(author, Professional):
        return author.given_name[0] + author.family_name[0]
    words = [word for word in author.name.split() if word not in _ARTICLES]
    return (words[0][0] + words[1][0]).upper()


def _arrange_patient(story: Story) -> list[tuple[str, str]]:
    person, identity = story.person, story.person.identity
    born = "Née le" if identity.sex == "female" else "Né le"
    year, month, day = identity.birth_date.split("-")
    return [
        ("Nom de naissance", identity.birth_name),
        ("Prénoms", " ".join(identity.given_names)),
        (born, f"{day}/{month}/{year} ({person.age_on(story.moment.date())} ans)"),
        ("Matricule INS", f"{identity.matricule[:13]} {identity.matricule[13:]}"),
        ("Nom utilisé", person.used_name),
        ("Lieu de naissance", person.birth_town),
        ("Sexe", _SEXES[identity.sex]),
        ("Date du document", story.moment.strftime("%d/%m/%Y, %H:%M")),
    ]


def _arrange_signature(story: Story) -> dict[str, str]:
    signer = story.signer
    return {
        "place": signer.structure.address.city,
        "date": write_date(story.moment.date()),
        "name": signer.name,
        "role": signer.label,
        "number": f"RPPS {signer.rpps}",
        "stamp": story.moment.strftime("%d/%m/%Y à %H:%M"),
    }
