"""Addresses of the demonstration alone."""

from django.urls import path

from ens.sandbox import outbox

urlpatterns = [path("courrier-de-demonstration/", outbox.outbox, name="demo-outbox")]
