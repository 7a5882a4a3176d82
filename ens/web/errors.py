"""Refusals as pages: what happened, that nothing was lost, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ens.kernel import errors
from ens.policy.reasons import REFUSALS
from ens.web.headers import protect
from ens.web.render import render


@dataclass(frozen=True, slots=True)
class Words:
    """What one class of refusal says to a person."""

    status: int
    title: str
    text: str


WORDS: Final[dict[type[errors.HouseError], Words]] = {
    errors.Malformed: Words(400, "Cette demande est incomplète", "Revenez à la page précédente et recommencez."),
    errors.Refused: Words(403, "Vous ne pouvez pas faire cela", "Rien n’a été changé."),
    errors.NotFound: Words(
        404,
        "Cette page n’existe pas, ou n’est pas pour vous",
        "Le document a peut-être été supprimé, ou l’adresse est incomplète.",
    ),
    errors.Conflict: Words(
        409, "Quelque chose a changé entre-temps", "Revenez à la page précédente, relisez, puis recommencez."
    ),
    errors.Gone: Words(410, "Ce document a été supprimé", "Son passage dans votre carnet reste dans l’historique."),
    errors.PreconditionFailed: Words(
        412, "Quelque chose a changé entre-temps", "Revenez à la page précédente, relisez, puis recommencez."
    ),
    errors.TooLarge: Words(413, "Cet envoi est trop lourd", "Choisissez un fichier plus petit. Rien n’a été gardé."),
    errors.WrongType: Words(
        415, "Nous ne savons pas lire ce fichier", "Choisissez un PDF, une photo ou un texte. Rien n’a été gardé."
    ),
    errors.Invalid: Words(422, "Cette demande ne convient pas", "Revenez à la page précédente et recommencez."),
    errors.TooMany: Words(429, "Trop de demandes en peu de temps", "Réessayez dans quelques minutes."),
    errors.Unavailable: Words(
        503,
        "Le service est momentanément indisponible",
        "Votre carnet est en sécurité. Réessayez dans quelques minutes.",
    ),
}
FAILURE: Final = Words(
    500, "Nous n’arrivons pas à afficher cette page", "Votre carnet est en sécurité. Réessayez dans dix minutes."
)
WRONG_METHOD: Final = Words(405, "Cela ne se fait pas à cette adresse", "Revenez à l’accueil et recommencez.")
FORM_EXPIRED: Final = Words(
    403,
    "Ce formulaire n’est plus valable",
    "Revenez à la page précédente, rechargez-la, puis recommencez. Rien n’a été changé.",
)


def show(request: HttpRequest, error: errors.HouseError) -> HttpResponseBase:
    """Make the page of a refusal; what the refusal says itself comes before the usual words."""
    words = next(WORDS[kind] for kind in type(error).__mro__ if kind in WORDS)
    response = _page(request, words, error.detail or _reason(error))
    if isinstance(error, errors.TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _reason(error: errors.HouseError) -> str:
    """Say a refusal's own reason; what is not found says none, whatever the reason is."""
    known = [REFUSALS[reason].page for reason in error.reasons if reason in REFUSALS and REFUSALS[reason].page]
    return " ".join(known) if isinstance(error, errors.Refused) else ""


def wrong_method(request: HttpRequest, allowed: Sequence[str]) -> HttpResponseBase:
    """Answer a method that an address does not serve (RFC 9110 section 15.5.6)."""
    response = _page(request, WRONG_METHOD)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def malformed(request: HttpRequest, exception: Exception) -> HttpResponseBase:  # noqa: ARG001  Django's signature
    """Answer a request that Django cannot read."""
    return _page(request, WORDS[errors.Malformed])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:  # noqa: ARG001  Django's signature
    """Answer an address that leads nowhere."""
    return _page(request, WORDS[errors.NotFound])


def failed(request: HttpRequest) -> HttpResponseBase:
    """Answer when something broke on our side."""
    return _page(request, FAILURE)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponseBase:  # noqa: ARG001  Django's signature
    """Answer a form that did not come from our own page, or from one too old."""
    return _page(request, FORM_EXPIRED)


def _page(request: HttpRequest, words: Words, detail: str = "") -> HttpResponseBase:
    return protect(render(request, "web/erreur.html", status=words.status, words=words, detail=detail))
