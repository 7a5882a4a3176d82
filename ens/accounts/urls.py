"""Addresses of a person's own account."""

from django.urls import path

from ens.accounts.portal import arriving, devices

urlpatterns = [
    path("mon-compte/", devices.account, name="account"),
    path("mon-compte/appareils/", devices.list_devices, name="devices"),
    path("mon-compte/appareils/deconnecter/", devices.end_device, name="device-end"),
    path("mon-compte/appareils/deconnecter-les-autres/", devices.end_others, name="devices-end"),
    path("mon-compte/conditions/", arriving.terms_page, name="terms"),
    path("mon-compte/choix/", arriving.own_choices, name="choices"),
    path("mon-compte/identite/", arriving.identity, name="identity"),
    path("carnet/<str:patient>/choix/", arriving.choices, name="notebook-choices"),
]
