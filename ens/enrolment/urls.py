"""Addresses of a first access, of signing in with one's own proofs, of what was forgotten, of refusing."""

from django.urls import path

from ens.enrolment.portal import account, enrol, forgotten, opposition, sign_in

urlpatterns = [
    path("inscription/", enrol.start, name="enrol"),
    path("inscription/qui/", enrol.who, name="enrol-who"),
    path("inscription/code/", enrol.channel, name="enrol-channel"),
    path("inscription/code/saisir/", enrol.code, name="enrol-code"),
    path("inscription/acces/", account.access, name="enrol-access"),
    path("inscription/contacts/", account.verify, name="enrol-verify"),
    path("inscription/second/", account.second, name="enrol-second"),
    path("inscription/codes/", account.codes_page, name="enrol-codes"),
    path("inscription/enfant/", account.child, name="enrol-child"),
    path("connexion/identifiant/", sign_in.password, name="password-sign-in"),
    path("connexion/second/", sign_in.second_factor, name="second-factor"),
    path("connexion/cle/", sign_in.passkey, name="passkey-sign-in"),
    path("connexion/oubli/", forgotten.login_name, name="forgotten"),
    path("connexion/oubli/mot-de-passe/", forgotten.password, name="forgotten-password"),
    path("connexion/oubli/nouveau/", forgotten.new_password, name="forgotten-new"),
    path("opposition/", opposition.oppose, name="oppose"),
    path("opposition/confirmer/", opposition.confirm, name="oppose-confirm"),
    path("opposition/faite/", opposition.done, name="oppose-done"),
    path("opposition/preuve.pdf", opposition.proof_file, name="oppose-proof"),
]
