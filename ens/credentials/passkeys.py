"""Passkeys: keys that a device keeps and a finger, a face or a code unlocks (WebAuthn Level 2).

The house keeps public keys alone, sealed; user verification is demanded, a challenge serves once, a counter that goes
back is refused. What a device learns of the person is a blind handle and the label that it shows her.
"""

import ipaddress
import json
import logging
import struct
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.core import signing
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ens.credentials import codes, store
from ens.credentials.store import Holder, Kept, Kind
from ens.gate import secrets
from ens.kernel import clock
from ens.kernel.errors import Conflict, Invalid

logging.getLogger("fido2").setLevel(logging.WARNING)  # below, it writes the ids of credentials

SECONDS: Final = 300
MOST: Final = 20  # passkeys of one person
NAME_MAX: Final = 50
_ANSWER_MAX: Final = 20_000
_SALT: Final = "ens.passkey"
_REFUSED: Final = (  # what the library raises on bytes that nobody honest sends
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    NotImplementedError,
    struct.error,
)


class Passkey(msgspec.Struct, frozen=True, array_like=True):
    """A public key with its id as the authenticator gave them, and the name that its owner gave it."""

    name: str
    data: bytes
    made: int


class Named(NamedTuple):
    """A passkey as its owner sees it; `id` names it in a form."""

    id: str
    name: str
    made: int


class Ceremony(NamedTuple):
    """What a browser is asked (JSON), and the ticket that comes back with its answer."""

    options: str
    ticket: str


def begin_registration(holder: Holder, label: str) -> Ceremony:
    """Ask a browser to make a passkey; `label` is what the device shows beside the name of the service."""
    handle = secrets.blind("passkey|handle", str(holder.number))
    user = PublicKeyCredentialUserEntity(id=handle, name=label, display_name=label)
    known = [AttestedCredentialData(_read(kept).data) for kept in store.list_held(holder.number, Kind.PASSKEY)]
    options, state = _server().register_begin(
        user, known, ResidentKeyRequirement.REQUIRED, UserVerificationRequirement.REQUIRED
    )
    return Ceremony(json.dumps(dict(options.public_key)), _ticket("new", state, holder.number))


def finish_registration(holder: Holder, ticket: str, answer: str, name: str) -> None:
    """Keep the passkey that a browser has made; `Invalid` when its answer is not what was asked."""
    data, counter = read_registration(ticket, answer, holder.number)
    keep_passkey(holder, data, counter, name)


def read_registration(ticket: str, answer: str, number: int) -> tuple[bytes, int]:
    """Check a new passkey without keeping it; gives its public part and its counter."""
    state = _state("new", ticket, number)
    try:
        made = _server().register_complete(state, _parsed(answer))
    except _REFUSED as error:
        raise Invalid("Cette clé d’accès n’a pas pu être enregistrée. Recommencez.", ("wrong_passkey",)) from error
    if made.credential_data is None:
        raise Invalid(reasons=("wrong_passkey",))
    return bytes(made.credential_data), made.counter


def keep_passkey(holder: Holder, data: bytes, counter: int, name: str) -> None:
    """Keep a passkey that has been checked."""
    if store.count(holder.number, Kind.PASSKEY) >= MOST:
        raise Conflict(f"Vous avez déjà {MOST} clés d’accès. Retirez-en une d’abord.", ("too_many_passkeys",))
    passkey = Passkey(name.strip()[:NAME_MAX] or "Clé d’accès", data, clock.now_us() // 1_000_000)
    credential = AttestedCredentialData(data).credential_id
    if store.add(holder, Kind.PASSKEY, _blind(credential), msgspec.msgpack.encode(passkey), counter) is None:
        raise Conflict("Cette clé d’accès est déjà enregistrée.", ("passkey_known",))


def begin_sign_in(number: int = 0) -> Ceremony:
    """Ask a browser for a passkey: any of its own, or one of somebody's who is known by now."""
    held = store.list_held(number, Kind.PASSKEY) if number else []
    known = [AttestedCredentialData(_read(kept).data) for kept in held] or None
    options, state = _server().authenticate_begin(known, UserVerificationRequirement.REQUIRED)
    return Ceremony(json.dumps(dict(options.public_key)), _ticket("sign-in", state, number))


def finish_sign_in(ticket: str, answer: str, number: int = 0) -> Holder:
    """Tell whose passkey has answered; `Invalid` when none of ours has, or when it answers twice."""
    refused = Invalid("Cette clé d’accès n’ouvre rien ici.", ("wrong_passkey",))
    state = _state("sign-in", ticket, number)
    try:
        response = AuthenticationResponse.from_dict(_parsed(answer))
        kept = store.find(Kind.PASSKEY, _blind(response.raw_id))
        if kept is None or (number and kept.holder.number != number):
            raise refused
        _server().authenticate_complete(state, [AttestedCredentialData(_read(kept).data)], response)
        counter = response.response.authenticator_data.counter
    except _REFUSED as error:
        raise refused from error
    if (counter or kept.mark) and not store.raise_mark(kept, counter):
        raise refused  # a counter that goes back: the key was copied (WebAuthn 6.1.1)
    return kept.holder


def list_passkeys(number: int) -> list[Named]:
    """List somebody's passkeys, the oldest first."""
    found = [(kept, _read(kept)) for kept in store.list_held(number, Kind.PASSKEY)]
    named = [Named(kept.id.hex(), passkey.name, passkey.made) for kept, passkey in found]
    return sorted(named, key=lambda each: each.made)


def has_passkey(number: int) -> bool:
    """Say whether somebody has a passkey."""
    return store.count(number, Kind.PASSKEY) > 0


def remove_passkey(number: int, passkey: str) -> bool:
    """Forget a passkey of somebody's; False when it is not hers."""
    held = {kept.id.hex(): kept for kept in store.list_held(number, Kind.PASSKEY)}
    return passkey in held and store.take(number, held[passkey].id)


def origins() -> frozenset[str]:
    """List the addresses whose pages may ask; on one machine, browsers want it called `localhost`."""
    address = urlsplit(settings.ENS_PUBLIC_URL)
    own = f"{address.scheme}://{address.netloc}"
    if not _is_loopback(address.hostname or ""):
        return frozenset({own})
    return frozenset({own, f"{address.scheme}://localhost" + (f":{address.port}" if address.port else "")})


def page_address() -> str:
    """Tell at which address of ours browsers accept passkeys: never at a number, so `localhost` on one machine."""
    return max(origins(), key=lambda origin: "//localhost" in origin)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _server() -> Fido2Server:
    host = urlsplit(settings.ENS_PUBLIC_URL).hostname or ""
    entity = PublicKeyCredentialRpEntity(id="localhost" if _is_loopback(host) else host, name=settings.ENS_NAME)
    return Fido2Server(entity, verify_origin=lambda origin: origin in origins())


def _ticket(purpose: str, state: Mapping[str, Any], number: int) -> str:
    """Sign what the browser gives back; the number stands there as a blind index."""
    return signing.dumps([purpose, state["challenge"], _holder_mark(number)], salt=_SALT)


def _state(purpose: str, ticket: str, number: int) -> dict[str, Any]:
    """Open a ticket: signed by us, for this purpose and person, young enough, and never used before."""
    late = Invalid("Cette demande a expiré. Recommencez.", ("expired",))
    try:
        found, challenge, mark = signing.loads(ticket, salt=_SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise late from error
    if found != purpose or mark != _holder_mark(number) or not codes.use_once("passkey", challenge, SECONDS):
        raise late
    return {"challenge": challenge, "user_verification": UserVerificationRequirement.REQUIRED}


def _parsed(answer: str) -> Mapping[str, Any]:
    if len(answer) > _ANSWER_MAX:
        raise ValueError("too long")
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise TypeError(type(found).__name__)
    return found


def _holder_mark(number: int) -> str:
    return secrets.blind("passkey|ticket", str(number)).hex() if number else ""


def _read(kept: Kept) -> Passkey:
    return msgspec.msgpack.decode(kept.plain, type=Passkey)


def _blind(credential: bytes) -> bytes:
    return secrets.blind("passkey", credential.hex())
