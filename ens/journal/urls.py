"""Addresses of the public journal, to be included below `journal/`."""

from django.urls import path

from ens.journal import views

urlpatterns = [
    path("checkpoint", views.checkpoint, name="journal-checkpoint"),
    path("tile/<path:path>", views.tile, name="journal-tile"),
    path("vkey", views.vkey, name="journal-vkey"),
]
