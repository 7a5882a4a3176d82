"""Address of the first page of a notebook."""

from django.urls import path

from ens.home import portal

urlpatterns = [path("", portal.home, name="home")]
