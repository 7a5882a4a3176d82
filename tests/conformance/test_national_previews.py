"""The national CDA documents are shown: no empty part, no lost word, nothing that can act, every image drawn."""

import re
from collections import Counter

import pytest
from lxml import etree

from ens.formats.preview.shapes import Kind, PageImage
from ens.formats.preview.show import describe, page_image
from ens.formats.sniff import CDA
from tests.conformance.samples import NAMES, content, needs_samples
from tests.factories.cda import check_harmless

HL7 = "{urn:hl7-org:v3}"
LEVEL_1 = {
    "BIO-CR-BIO_2021.01_CDA-R2-Niveau-1.xml": 2,
    "DOC_NON_STRUCTURE_CDA-R2-N1.xml": 2,
    "IMG_CR_IMG_2024.01_CDA-R2-Niveau-1.xml": 1,
    "TLM-CR_2022.01.xml": 1,
}
PICTURES = {
    "BIO-CR-BIO_2024.01_TSH_1.xml": 3,
    "IMG-DA-IMG_2024.01_Radiographie_ChevilleGenou.xml": 1,
    "eP-MED-DM_2024.01_PosoStruct.xml": 4,
}


def words_of_narratives(data: bytes) -> "Counter[str]":
    found: Counter[str] = Counter()
    for section in etree.fromstring(data).iter(f"{HL7}section"):
        for text in section.findall(f"{HL7}text"):
            found.update(words(" ".join(str(piece) for piece in text.itertext())))
    return found


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@needs_samples
@pytest.mark.parametrize("name", NAMES)
def test_a_national_document_is_shown_whole(name: str) -> None:
    data = content(name)
    preview = describe(CDA, data)
    assert preview.refusal is None
    assert preview.note == ""
    if name in LEVEL_1:
        assert (preview.kind, preview.total) == (Kind.PAGES, LEVEL_1[name])
        numbers = [page.number for page in preview.pages]
    else:
        html = str(preview.html)
        check_harmless(html)
        assert "Cette partie" not in html, "every part has its words"
        numbers = [int(number) for number in re.findall(r'src="page/([0-9]+)"', html)]
        assert len(numbers) == PICTURES.get(name, 0)
        assert (
            words_of_narratives(data) - Counter(words(" ".join(str(piece) for piece in etree.HTML(html).itertext())))
            == Counter()
        )
    for number in numbers:
        assert isinstance(page_image(CDA, data, number), PageImage)
