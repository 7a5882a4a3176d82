"""What a demonstration would have sent: e-mails, text messages and letters, on a page for who sits at this machine."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ens.credentials.rules.codes import grouped
from ens.kernel.errors import NotFound
from ens.notify import services
from ens.notify.rules import Channel
from ens.web.loopback import is_from_this_machine
from ens.web.page import open_page
from ens.web.render import render

SHOWN: Final = 50
_KINDS: Final = {
    Channel.EMAIL: ("mail", "Courriel"),
    Channel.SMS: ("info", "SMS"),
    Channel.LETTER: ("file-text", "Lettre"),
}


@open_page()
def outbox(request: HttpRequest) -> HttpResponseBase:
    """Show the last messages; exists in a demonstration, on this very machine, and nowhere else."""
    if not settings.ENS_DEMONSTRATION or not is_from_this_machine(request):
        raise NotFound
    waiting = [each for each in services.list_waiting(4 * SHOWN) if each.message is not None]
    shown = [
        (each.made, *_KINDS[each.message.channel], each.message, grouped(each.message.code, 4))
        for each in waiting
        if each.message is not None and each.message.channel in _KINDS
    ]
    return render(request, "sandbox/courrier.html", messages=shown[:SHOWN])
