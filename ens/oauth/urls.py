"""Addresses of the authorization server, and the descriptions of it that stand at the root (RFC 8414 section 3)."""

from django.urls import path

from ens.oauth import desk, portal, views

urlpatterns = [
    path("oauth/authorize", portal.authorize, name="oauth-authorize"),
    path("oauth/reponse", portal.answer, name="oauth-answer"),
    path("oauth/token", views.token, name="oauth-token"),
    path("oauth/revoke", views.revoke, name="oauth-revoke"),
    path("oauth/introspect", views.introspect, name="oauth-introspect"),
    path("oauth/jwks", views.jwks, name="oauth-jwks"),
    path(".well-known/oauth-authorization-server", views.server_metadata, name="oauth-metadata"),
    path(".well-known/openid-configuration", views.openid_configuration, name="openid-configuration"),
    path("applications/", desk.own_apps, name="own-apps"),
]
notebook = [path("applications/", desk.list_apps, name="apps")]
