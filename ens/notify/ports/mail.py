"""E-mail through the operator's own server: TLS always, its certificate checked (RFC 8314, RFC 3207)."""

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from typing import Final

from ens.notify.rules import Message

TIMEOUT: Final = 10.0  # seconds
_IMPLICIT_TLS: Final = "465"


def send(server: Mapping[str, str], message: Message) -> None:
    """Hand a message to the server; raises what `smtplib` and `ssl` raise."""
    context = ssl.create_default_context(cafile=server["authority"] or None)
    host, port = server["host"], server["port"]
    if port == _IMPLICIT_TLS:
        with smtplib.SMTP_SSL(host, int(port), timeout=TIMEOUT, context=context) as line:
            _hand_over(line, server, message)
        return
    with smtplib.SMTP(host, int(port), timeout=TIMEOUT) as line:
        line.starttls(context=context)
        _hand_over(line, server, message)


def write(sender: str, message: Message) -> EmailMessage:
    """Write the message as it travels; a line break in a header raises ValueError."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, message.to, message.subject
    mail["Date"] = localtime()
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip(">"))
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
    mail.set_content(message.body)
    return mail


def _hand_over(line: smtplib.SMTP, server: Mapping[str, str], message: Message) -> None:
    if server["user"]:
        line.login(server["user"], server["password"])
    line.send_message(write(server["sender"], message))
