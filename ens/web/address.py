"""Where a request comes from, for limits alone: never written down, never shown."""

import ipaddress
from typing import Final

from django.conf import settings
from django.http import HttpRequest

_NETWORK: Final = 64  # bits of an IPv6 address that one household or one server has for itself


def address_of(request: HttpRequest) -> str:
    """Tell the address of the caller, behind as many proxies as the operator has put in front (`ENS_PROXIES`).

    Each proxy adds the address that it sees at the end of `X-Forwarded-For`: what stands further left is whatever the
    caller has written there.
    """
    found = request.META.get("REMOTE_ADDR", "")
    if settings.ENS_PROXIES:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        found = hops[-settings.ENS_PROXIES] if len(hops) >= settings.ENS_PROXIES else found
    return _network_of(found)


def _network_of(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _NETWORK), strict=False))
