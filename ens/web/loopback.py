"""Whether a request comes from this very machine, and whether an address stays inside the house."""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

_FORWARDED: Final = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")


def is_from_this_machine(request: HttpRequest) -> bool:
    """Say whether both ends of the call are this machine: neither another client, nor a proxy, nor another name.

    The name matters: a page from elsewhere may point its own name to this machine (DNS rebinding).
    """
    if any(request.META.get(name) for name in _FORWARDED):
        return False
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and _is_loopback(_host(request))


def _host(request: HttpRequest) -> str:
    return urlsplit(f"//{request.get_host()}").hostname or ""


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def local_path(address: str) -> str:
    """Give a path inside the house as it is, and nothing for any other address."""
    inside = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if inside else ""
