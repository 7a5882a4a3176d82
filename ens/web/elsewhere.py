"""Sending the browser to another page of the house."""

from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse


class SeeOther(HttpResponseRedirect):
    """303: look there with GET, whatever this was (RFC 9110 section 15.4.4)."""

    status_code = 303


def led_to(name: str, suite: str = "") -> SeeOther:
    """Lead to a page by the name of its address, with where to go afterwards."""
    return SeeOther(reverse(name) + (f"?{urlencode({'suite': suite})}" if suite else ""))
