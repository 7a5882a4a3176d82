"""What a person is asked between signing in and her notebook: the terms, then the first choices, once each."""

from django.http import HttpRequest
from django.urls import reverse

from ens.accounts import terms
from ens.gate.choices import read_choices
from ens.kernel.actors import ActorKind
from ens.registry.sessions import Session
from ens.web.session import space_of, visit_by


def ask_terms(_request: HttpRequest, session: Session) -> str:
    """Lead to the terms whoever has not accepted those in force."""
    if session.kind is not ActorKind.PERSON or terms.has_accepted(session.number):
        return ""
    return reverse("terms")


def ask_choices(_request: HttpRequest, session: Session) -> str:
    """Lead to the first choices whoever has never made them (feature ENR-11)."""
    if session.kind is not ActorKind.PERSON or read_choices(visit_by(session), space_of(session)).made:
        return ""
    return reverse("choices")
