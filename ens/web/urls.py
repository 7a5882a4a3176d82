"""Addresses of the pages that belong to no room."""

from django.urls import path

from ens.web import portal, sign_in, statics

urlpatterns = [
    path("", portal.welcome, name="welcome"),
    path("connexion/", sign_in.sign_in, name="sign-in"),
    path("connexion/confirmer/", sign_in.confirm, name="confirm"),
    path("connexion/suite/", sign_in.arrive, name="arrival"),
    path("pro/connexion/", sign_in.pro_sign_in, name="pro-sign-in"),
    path("deconnexion/", portal.sign_out, name="sign-out"),
    path("aide/", portal.help_page, name="help"),
    path("vie-privee/", portal.privacy, name="privacy"),
    path("accessibilite/", portal.accessibility, name="accessibility"),
    path("composants/", portal.components, name="components"),
    path("statique/<str:digest>/<str:name>", statics.serve, name="static"),
]
