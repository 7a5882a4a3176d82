"""Text messages through whatever service the operator has a contract with: one HTTP POST of JSON."""

from collections.abc import Mapping
from typing import Final

import httpx

from ens.notify.rules import Message

TIMEOUT: Final = 10.0  # seconds


def send(service: Mapping[str, str], message: Message) -> None:
    """Post `{"to": …, "text": …}`; anything but a 2xx raises, and redirections are not followed."""
    headers = {"Authorization": f"Bearer {service['token']}"} if service["token"] else {}
    body = {"to": message.to, "text": message.body}
    with (
        httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
        client.stream("POST", service["url"], json=body, headers=headers) as answer,
    ):  # the answer's body is not read: it may be as long as it wants
        if not answer.is_success:
            raise httpx.HTTPStatusError("refused", request=answer.request, response=answer)
