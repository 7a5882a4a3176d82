"""Addresses of the professional's desk, and of the page on which a person shows her code."""

from django.urls import path

from ens.pro.portal import code, deposit, desk, document, emergency, entering, record

notebook = [path("code-soignant/", code.show, name="show-code")]
_PATIENT = "pro/patients/<str:patient>/"
urlpatterns = [
    path("pro/", desk.desk, name="pro"),
    path("pro/patients/", desk.mine, name="pro-mine"),
    path("pro/chercher/", desk.find, name="pro-find"),
    path(_PATIENT, record.patient, name="pro-patient"),
    path(f"{_PATIENT}entrer/", entering.enter, name="pro-enter"),
    path(f"{_PATIENT}urgence/", emergency.declare, name="pro-emergency"),
    path(f"{_PATIENT}urgence/fin/", emergency.end, name="pro-emergency-end"),
    path(f"{_PATIENT}deposer/", deposit.deposit, name="pro-deposit"),
    path(f"{_PATIENT}secret/", deposit.secret, name="pro-secret"),
    path(f"{_PATIENT}documents/<str:document>/", document.document, name="pro-document"),
    path(f"{_PATIENT}documents/<str:document>/etat/", document.change, name="pro-document-change"),
    path(f"{_PATIENT}documents/<str:document>/page/<int:number>", document.image, name="pro-document-page"),
    path(f"{_PATIENT}documents/<str:document>/original/", document.original, name="pro-document-original"),
]
