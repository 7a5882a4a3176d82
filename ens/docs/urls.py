"""Addresses of the description of the interfaces."""

from django.urls import path

from ens.docs import portal

urlpatterns = [
    path("docs", portal.page, name="docs"),
    path("docs/openapi.json", portal.openapi, name="openapi"),
]
