"""A share that hands the data over: a SMART Health Link, with a manifest and encrypted files.

HL7 SMART Health Links 1.0.0 (https://hl7.org/fhir/uv/smart-health-cards-and-links/links-specification.html). The key of
the files stands in the link alone: nothing of it is stored, it is derived again from the address that a program brings
(ADR 0053).
"""

import base64
import hmac
import json
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from joserfc import jwe
from joserfc.jwk import OctKey

from ens.fhir.parse import Resource, parse_stored, write
from ens.gate import secrets, shares
from ens.gate.facts import Visit
from ens.gate.house import house
from ens.gate.whole import read_whole
from ens.kernel import clock
from ens.kernel.errors import NotFound
from ens.policy.facts import Share
from ens.records.files import FILE, content_of, type_of
from ens.records.lots import DOCUMENT
from ens.shares import links, rules, services
from ens.shares.links import Link

FHIR: Final = "application/fhir+json"


def write_link(address: str, share: Share) -> str:
    """Write the link that the square holds: where, with which key, until when; `P` says that a code is asked for."""
    said = {
        "url": f"{settings.ENS_PUBLIC_URL}{reverse('share-manifest', kwargs={'secret': address})}",
        "key": _encode(_key(address)),
        "exp": share.end,
        "flag": "P",
        "label": f"{settings.ENS_NAME} : partage"[: rules.LABEL_MAX],
    }
    return f"shlink:/{_encode(json.dumps(said, ensure_ascii=False, separators=(',', ':')).encode())}"


def open_link(address: str, typed: str, recipient: str) -> tuple[Link, list[dict[str, str]]]:
    """Use one opening, when the code is right, and list where the files may be fetched for some minutes."""
    link = services.knock(address, typed, rules.LINK_SIGNS)
    if not link.right:
        return link, []
    share = _get_share(link)
    shares.open_share(services.visit_by(link[:2]), link.space, recipient)
    return link, [{"contentType": FHIR, "location": _place(address, part)} for part in range(_count(share))]


def read_file(address: str, part: int, ticket: str) -> str:
    """Encrypt one file of an opening (JWE, RFC 7516); each is decided upon and written down like any reading."""
    until, _, proof = ticket.partition("-")
    if not hmac.compare_digest(proof.encode(), _prove(address, part, until).encode()) or int(until) < _now():
        raise NotFound
    link = links.find(address, rules.LINK_SIGNS)
    share, visit = _get_share(link), services.visit_by(link[:2])
    if part < len(share.items):
        resources = _document(visit, link.space, share.items[part])
    else:
        resources = [parse_stored(stored) for _, stored in shares.list_shown(visit, link.space).lines]
    key = OctKey.import_key(_key(address))
    return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM", "cty": FHIR}, _bundle(resources), key)


def _get_share(link: Link) -> Share:
    share = shares.find_share(link.space, link.number)
    if share is None or not share.handed:
        raise NotFound
    return share


def _count(share: Share) -> int:
    return len(share.items) + bool(share.kinds)


def _document(visit: Visit, space: int, item: bytes) -> list[Resource]:
    whole = read_whole(visit, (space, item), DOCUMENT, FILE)
    binary = {
        "resourceType": "Binary",
        "id": house().codec.encode(space, whole.file.item),
        "contentType": type_of(whole.file),
        "data": base64.b64encode(content_of(whole.file)).decode(),
    }
    return [parse_stored(whole.found.resource), binary]


def _bundle(resources: list[Resource]) -> bytes:
    def entry(resource: Resource) -> dict[str, Any]:
        return {
            "fullUrl": f"{settings.ENS_PUBLIC_URL}/fhir/{resource['resourceType']}/{resource['id']}",
            "resource": resource,
        }

    timestamp = clock.instant(clock.now_us())
    whole = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": timestamp,
        "entry": list(map(entry, resources)),
    }
    return write(whole)


def _place(address: str, part: int) -> str:
    until = str(_now() + rules.TICKET_SECONDS)
    named = {"secret": address, "part": part, "ticket": f"{until}-{_prove(address, part, until)}"}
    return f"{settings.ENS_PUBLIC_URL}{reverse('share-file', kwargs=named)}"


def _prove(address: str, part: int, until: str) -> str:
    return secrets.blind("share|ticket", f"{address}|{part}|{until}").hex()


def _key(address: str) -> bytes:
    """Derive the 256 bits of a link's key from its address, which is kept nowhere, under the house's own key."""
    return b"".join(secrets.blind(f"share|key|{half}", address) for half in ("first", "second"))


def _encode(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()


def _now() -> int:
    return clock.now_us() // 1_000_000
