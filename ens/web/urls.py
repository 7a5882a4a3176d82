"""Addresses of the pages that belong to no room."""

from django.urls import path

from ens.web import portal, statics

urlpatterns = [
    path("", portal.welcome, name="welcome"),
    path("connexion/", portal.sign_in, name="sign-in"),
    path("deconnexion/", portal.sign_out, name="sign-out"),
    path("aide/", portal.help_page, name="help"),
    path("vie-privee/", portal.privacy, name="privacy"),
    path("accessibilite/", portal.accessibility, name="accessibility"),
    path("composants/", portal.components, name="components"),
    path("statique/<str:digest>/<str:name>", statics.serve, name="static"),
]
