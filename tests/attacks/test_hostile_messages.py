"""T-13: messages and forms made to break, fill or mislead who reads them get a 4xx at a bounded price; none is kept."""

import json
import time
from collections.abc import Callable
from typing import Final

import pytest
from django.conf import settings
from django.test import Client

from ens.gate.house import house
from ens.kernel.ids import NO_ITEM
from tests.databases import Database
from tests.factories.browser import Browser
from tests.factories.callers import new_structure
from tests.factories.journal import count
from tests.factories.people import Holder, new_person
from tests.factories.software import Software, bytes_of
from tests.gate.looking import files_of
from tests.scenarios.deposits import PDF, cda_letter, reference
from tests.scenarios.live import INS

pytestmark = pytest.mark.threat("T-13")

SECONDS: Final = 2.0  # of the processor, for the dearest of them
Forge = Callable[[str], bytes]


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()


def sound(ins: str) -> str:
    return json.dumps(reference(ins, PDF))


def among(inside: str) -> Forge:
    """Put something between the elements of a message that would be taken."""
    return lambda ins: f"{sound(ins)[:-1]},{inside}}}".encode("utf-8", "surrogatepass")


def stated(value: str) -> Forge:
    return lambda ins: sound(ins).replace('"current"', value, 1).encode("utf-8", "surrogatepass")


def nested(opening: str, closing: str, levels: int) -> str:
    return opening * levels + '"x"' + closing * levels


LETTER = cda_letter()
HEAD, TAIL = LETTER.split(b"<component>")


def letter(inside: bytes) -> Forge:
    """Put something into a letter that would be taken."""

    def forge(ins: str) -> bytes:
        document = reference(ins, HEAD.replace(b"</author>", b"</author>" + inside) + b"<component>" + TAIL)
        document["content"][0]["attachment"]["contentType"] = "text/xml"
        return json.dumps(document).encode()

    return forge


MESSAGES: dict[str, Forge] = {
    # what two readers could understand differently
    "a key twice": among('"status":"superseded"'),
    "a key twice, once escaped": among('"\\u0073tatus":"superseded"'),
    "a key twice, far inside": among('"text":{"status":"generated","status":"empty","div":"<div/>"}'),
    "a mark before": lambda ins: b"\xef\xbb\xbf" + sound(ins).encode() + b"x",
    "UTF-16 with a mark": lambda ins: sound(ins).encode("utf-16"),
    "UTF-16 without": lambda ins: sound(ins).encode("utf-16-le"),
    "UTF-32": lambda ins: sound(ins).encode("utf-32"),
    "UTF-7": lambda ins: sound(ins).replace("current", "+AGM-urrent").encode(),
    "an overlong character": lambda ins: sound(ins).encode().replace(b"current", b"\xc1\xa3urrent"),
    "half a character": stated('"\ud800"'),
    "half a character, escaped": stated('"\\udc00"'),
    "halves in the wrong order": stated('"\\udc00\\ud800"'),
    "half a character in a key": among('"\\ud83d":1'),
    "a zero in a key": among('"a\\u0000b":1'),
    "a zero in a text": stated('"curr\\u0000ent"'),
    "a raw line in a text": stated('"curr\nent"'),
    "a comment": lambda ins: b"/* x */" + sound(ins).encode(),
    "a comma too many": lambda ins: sound(ins)[:-1].encode() + b",}",
    "single quotes": lambda ins: sound(ins).replace('"', "'").encode(),
    "two messages": lambda ins: sound(ins).encode() * 2,
    "not a number": stated("NaN"),
    "a hexadecimal": stated("0x10"),
    "a number with a plus": stated("+1"),
    "a number that begins with zero": stated("007"),
    "a number without its end": stated("1."),
    "digits of another script": stated("\uff11"),
    "a prototype": among('"__proto__":{"status":"current"}'),
    # what grows
    "a number of a million digits": stated("9" * 1_000_000),
    "a number beyond all": stated("1e99999999"),
    "a number close to nothing": stated("1e-99999999"),
    "a million levels of lists": lambda _: b"[" * 1_000_000,
    "a million levels of objects": lambda _: b'{"a":' * 1_000_000,
    "levels just too many": among('"extension":' + nested('[{"url":"u","extension":', "}]", 40)),
    "a million commas": lambda _: b'{"a":[' + b"," * 1_000_000 + b"]}",
    "a million small values": lambda _: b'{"a":[' + b"1," * 1_000_000 + b"1]}",
    "a hundred thousand keys": among(",".join(f'"k{number}":1' for number in range(100_000))),
    "five thousand unknown elements in five thousand": among(
        '"extension":[' + ",".join('{"url":"u","x":1}' for _ in range(5_000)) + "]"
    ),
    "a key of a million letters": among('"' + "k" * 1_000_000 + '":1'),
    "a text of ten million letters": stated('"' + "x" * 10_000_000 + '"'),
    "backslashes without end": stated('"' + "\\\\" * 1_000_000 + "\\"),
    "quotes without end": lambda _: b'{"a":"' + b'\\"' * 1_000_000,
    "things within things": among('"contained":[' + ",".join(['{"resourceType":"List","contained":[]}'] * 2_000) + "]"),
    # documents
    "a letter of fifty thousand levels": letter(b"<section>" * 50_000 + b"</section>" * 50_000),
    "a letter with a hundred thousand attributes": letter(
        b"<a " + b" ".join(b'a%d="1"' % number for number in range(100_000)) + b"/>"
    ),
    "a letter with an attribute twice": letter(b'<a b="1" b="2"/>'),
    "a letter with an entity of its own": letter(b"<a>&own;</a>"),
    "a letter with a zero": letter(b"<a>&#0;</a>"),
    "a letter for two people": letter(LETTER[LETTER.index(b"<recordTarget>") : LETTER.index(b"<author>")]),
    "a letter that never ends": letter(b"<a><![CDATA["),
    "a letter with a prefix of nothing": letter(b"<n:a/>"),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_hostile_message_is_refused_at_a_bounded_price(camille: Holder, name: str) -> None:
    program = Software(new_structure().token)
    body = MESSAGES[name](f"{INS}|{camille.identity.matricule}")
    begun = time.process_time()
    answer = program.call("POST", "DocumentReference", body)
    spent = time.process_time() - begun
    assert 400 <= answer.status_code < 500, bytes_of(answer)[:300]
    assert json.loads(bytes_of(answer))["resourceType"] == "OperationOutcome"
    assert spent < SECONDS, spent
    assert (count("item", camille.space), files_of(camille.space)) == (0, [])


def test_the_same_message_without_malice_is_taken(camille: Holder) -> None:
    ins = f"{INS}|{camille.identity.matricule}"
    program = Software(new_structure().token)
    whole = among(
        '"extension":'
        + nested('[{"url":"urn:u","extension":', "}]", 20).replace('"x"', '[{"url":"urn:u","valueString":"x"}]')
    )
    for body in (sound(ins).encode(), whole(ins), among('"description":"\\ud83d\\ude00"')(ins)):
        assert program.call("POST", "DocumentReference", body).status_code == 201
    assert count("item", camille.space) == 6


# -- forms of the portal, and of the token endpoint

BOUNDARY = "f00"


def part(name: str, value: bytes, *extra: bytes) -> bytes:
    lines = [b'Content-Disposition: form-data; name="%b"' % name.encode(), *extra]
    return b"--f00\r\n" + b"\r\n".join(lines) + b"\r\n\r\n" + value + b"\r\n"


def file(name: bytes, content: bytes = PDF, *extra: bytes) -> bytes:
    lines = [b'Content-Disposition: form-data; name="fichier"; filename="' + name + b'"', *extra]
    return b"--f00\r\n" + b"\r\n".join(lines) + b"\r\n\r\n" + content + b"\r\n"


END = b"--f00--\r\n"
MULTIPART = "multipart/form-data; boundary=f00"
FORMS: dict[str, tuple[str, bytes]] = {
    "nothing": (MULTIPART, b""),
    "no end": (MULTIPART, part("titre", b"x")),
    "no boundary": ("multipart/form-data", part("titre", b"x") + END),
    "a boundary of another": (MULTIPART, part("titre", b"x").replace(b"f00", b"g00")),
    "a boundary of a thousand letters": (f"multipart/form-data; boundary={'b' * 1000}", b"x"),
    "a boundary that is no text": ("multipart/form-data; boundary=\xe9", b"x"),
    "a thousand and one fields": (MULTIPART, b"".join(part(f"f{n}", b"") for n in range(1_100)) + END),
    "three files": (MULTIPART, file(b"a.pdf") * 3 + END),
    "a field of three million letters": (MULTIPART, part("titre", b"x" * 3_000_000) + END),
    "headers without end": (MULTIPART, b"--f00\r\n" + b"X: y\r\n" * 200_000 + END),
    "one header without end": (MULTIPART, part("titre", b"x", b"X: " + b"y" * 2_000_000) + END),
    "a name in pieces": (
        MULTIPART,
        b"--f00\r\nContent-Disposition: form-data; " + b"name*0=t; " * 20_000 + b"\r\n\r\nx\r\n" + END,
    ),
    "a coding that is none": (MULTIPART, part("titre", b"!!!", b"Content-Transfer-Encoding: base64") + END),
    "parts within parts": (MULTIPART, b"--f00\r\nContent-Type: multipart/mixed; boundary=f01\r\n\r\n" * 5_000 + END),
    "a character set that is a program": (f"{MULTIPART}; charset=zlib_codec", part("titre", b"x") + END),
    "a character set that is slow": (f"{MULTIPART}; charset=punycode", part("titre", b"a-" + b"9" * 1_000_000) + END),
    "a character set that is a rotation": (f"{MULTIPART}; charset=rot13", part("titre", b"x") + END),
    "a character set of its own": (f"{MULTIPART}; charset=utf-16", part("titre", b"x" * 999) + END),
    "an unknown character set": (f"{MULTIPART}; charset=klingon", part("titre", b"x") + END),
    "a form in UTF-16": ("application/x-www-form-urlencoded; charset=utf-16", "titre=x".encode("utf-16")),
    "a form of a hundred thousand fields": (
        "application/x-www-form-urlencoded",
        b"&".join(b"a%d=" % n for n in range(20_000)),
    ),
    "half a character": ("application/x-www-form-urlencoded", b"titre=%ED%A0%80&titre=%"),
    "another kind of body": ("application/json", b'{"titre":"x"}'),
    "no kind of body": ("", b"titre=x"),
    "a file for a field": (MULTIPART, file(b"a.pdf").replace(b'"fichier"', b'"titre"') + END),
    "a field for a file": (MULTIPART, part("fichier", PDF) + END),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_hostile_form_is_refused_on_a_page(camille: Holder, name: str) -> None:
    """Sent with a token of the form, as a page that was tampered with would: in the header, whatever the body is."""
    kind, body = FORMS[name]
    browser = Browser(camille)
    address = f"{browser.notebook}documents/ajouter/"
    browser.text(address)
    token = browser.client.cookies[settings.CSRF_COOKIE_NAME].value
    begun = time.process_time()
    answer = browser.client.generic("POST", address, body, kind, headers={"X-CSRFToken": token})
    assert 400 <= answer.status_code < 500
    assert "</html>" in answer.content.decode()
    assert time.process_time() - begun < SECONDS
    assert (count("item", camille.space), files_of(camille.space)) == (0, [])


@pytest.mark.parametrize("name", FORMS)
def test_a_hostile_form_gets_no_token(database: Database, name: str) -> None:
    kind, body = FORMS[name]
    begun = time.process_time()
    answer = Client(HTTP_HOST="127.0.0.1").generic("POST", "/oauth/token", body, kind)
    assert 400 <= answer.status_code < 500
    assert time.process_time() - begun < SECONDS


NAMES = (
    b"../../etc/passwd.pdf",
    b"..\\..\\a.pdf",
    b"a.pdf\x00.exe",
    "a\u202efdp.exe".encode(),
    b"n" * 3_000 + b".pdf",
    b"CON.pdf",
    b"a.pdf\r\nX: y",
    b"<script>alert(1)</script>.pdf",
    b"\xff\xfe.pdf",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_leads_nowhere(camille: Holder, name: bytes) -> None:
    """Only the bytes are kept: the name is said again on the page at most, as plain words."""
    browser = Browser(camille)
    address = f"{browser.notebook}documents/ajouter/"
    browser.text(address)
    token = browser.client.cookies[settings.CSRF_COOKIE_NAME].value
    words = {"titre": "Analyse", "date-jour": "3", "date-mois": "2", "date-annee": "2026", "visibilite": "soignants"}
    fields = b"".join(part(key, value.encode()) for key, value in words.items())  # no category: the form comes back
    answer = browser.client.generic(
        "POST", address, fields + file(name) + END, MULTIPART, headers={"X-CSRFToken": token}
    )
    assert 400 <= answer.status_code < 500
    assert b"<script>alert" not in answer.content
    assert b"\x00" not in answer.content
    assert "\u202e" not in answer.content.decode()
    assert (count("item", camille.space), files_of(camille.space)) == (0, [])
    assert house().codec.encode(camille.space, NO_ITEM) in browser.notebook
