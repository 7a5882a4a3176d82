"""Addresses of a person's own account."""

from django.urls import path

from ens.accounts.portal import arriving, devices, proofs, reaching

urlpatterns = [
    path("mon-compte/", devices.account, name="account"),
    path("mon-compte/appareils/", devices.list_devices, name="devices"),
    path("mon-compte/appareils/deconnecter/", devices.end_device, name="device-end"),
    path("mon-compte/appareils/deconnecter-les-autres/", devices.end_others, name="devices-end"),
    path("mon-compte/acces/", proofs.list_proofs, name="proofs"),
    path("mon-compte/acces/cle/", proofs.add_passkey, name="passkey-add"),
    path("mon-compte/acces/application/", proofs.add_app, name="app-add"),
    path("mon-compte/acces/codes/", proofs.new_codes, name="codes-new"),
    path("mon-compte/acces/retirer/", proofs.remove, name="proof-remove"),
    path("mon-compte/acces/mot-de-passe/", proofs.password, name="password"),
    path("mon-compte/coordonnees/", reaching.contacts, name="contacts"),
    path("mon-compte/coordonnees/code/", reaching.verify, name="contact-verify"),
    path("mon-compte/coordonnees/annuler/", reaching.cancel, name="contact-cancel"),
    path("mon-compte/conditions/", arriving.terms_page, name="terms"),
    path("mon-compte/choix/", arriving.own_choices, name="choices"),
    path("mon-compte/identite/", arriving.identity, name="identity"),
    path("carnet/<str:patient>/choix/", arriving.choices, name="notebook-choices"),
]
