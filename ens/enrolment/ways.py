"""What this room offers on the page of sign-in: a passkey, a login name; and, for the first time, the health card."""

from django.http import HttpRequest
from django.urls import reverse

from ens.web.ways import Way, wants_fresh_proof


def offer_passkey(_request: HttpRequest) -> list[Way]:
    """Offer the passkey, the quickest."""
    hint = "Une clé d’accès déjà enregistrée sur cet appareil. Le plus rapide."
    label = "Avec mon empreinte, mon visage ou mon code"
    return [Way(reverse("passkey-sign-in"), label, hint, "fingerprint-pattern")]


def offer_login(request: HttpRequest) -> list[Way]:
    """Offer login name and password, and a first access to who is not signed in."""
    hint = "Et votre application de codes, ou l’un de vos codes de secours."
    known = Way(reverse("password-sign-in"), "Avec mon identifiant", hint, "lock")
    if wants_fresh_proof(request):
        return [known]
    first = "La première fois : la carte, et un code par courriel, SMS ou courrier. Dix minutes."
    return [known, Way(reverse("enrol"), "Avec ma carte Vitale", first, "credit-card")]
