"""What the worker does with the outbox: send what is due, try again what did not leave, forget what is too old.

A message is deleted after it has left: one that left just before a crash leaves once more.
"""

import logging
import smtplib
from typing import Final

import httpx
from django.conf import settings

from ens.kernel import clock
from ens.notify import services
from ens.notify.ports import letter, mail, text_message
from ens.notify.rules import Channel, Message, wait_after
from ens.notify.services import Waiting

_FAILURES: Final = (OSError, smtplib.SMTPException, httpx.HTTPError, letter.TypesettingError, ValueError)
_AT_ONCE: Final = 20
_log: Final = logging.getLogger(__name__)


def send_waiting() -> int:
    """Send what is due, some at once; returns how many left."""
    left = 0
    for _ in range(_AT_ONCE):
        waiting = services.claim()
        if waiting is None:
            break
        left += _treat(waiting)
    return left


def _treat(waiting: Waiting) -> bool:
    message = waiting.message
    if message is None or message.channel is Channel.VOID or waiting.until < clock.now():
        services.delete(waiting)
        return False
    if settings.ENS_DEMONSTRATION:  # nothing leaves: its page shows what would have left
        services.delay(waiting, 86_400)
        return False
    try:
        _send(message)
    except _FAILURES as error:
        services.delay(waiting, wait_after(waiting.tries))
        _log.warning("a message did not leave (%s, %s), again later", message.channel, type(error).__name__)
        return False
    services.delete(waiting)
    return True


def _send(message: Message) -> None:
    if message.channel is Channel.EMAIL:
        mail.send(settings.ENS_SMTP, message)
    elif message.channel is Channel.SMS:
        text_message.send(settings.ENS_SMS, message)
    else:
        letter.send(settings.ENS_LETTERS, settings.ENS_NAME, message)
