"""Addresses of signing in through others; `provider` is a name of `ens.federation.providers.ROLES`."""

from django.urls import path

from ens.federation import desk, leaving, phone, portal

urlpatterns = [
    path("connexion/par/<slug:provider>/", portal.leave, name="federation-leave"),
    path("connexion/par/<slug:provider>/retour/", portal.come_back, name="federation-come-back"),
    path("connexion/par/<slug:provider>/departager/", portal.tell_apart, name="federation-tell-apart"),
    path("connexion/par/<slug:provider>/quitter/", leaving.end_there, name="federation-end-there"),
    path("connexion/par/<slug:provider>/quitte/", leaving.left, name="federation-left"),
    path("connexion/par/<slug:provider>/fin/", leaving.end_here, name="federation-end-here"),
    path("pro/connexion/telephone/", phone.call, name="phone"),
    path("pro/connexion/telephone/attente/", phone.wait, name="phone-wait"),
    path("pro/lieu/", desk.place, name="pro-place"),
]
