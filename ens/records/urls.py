"""Addresses of the documents of a notebook."""

from django.urls import path

from ens.records.portal import document, file, shelf, writing

urlpatterns = [
    path("documents/", shelf.documents, name="documents"),
    path("documents/ajouter/", writing.add, name="document-add"),
    path("documents/<str:document>/", document.document, name="document"),
    path("documents/<str:document>/page/<int:number>", file.image, name="document-page"),
    path("documents/<str:document>/original/", file.original, name="document-original"),
    path("documents/<str:document>/versions/<int:number>/", document.version, name="document-version"),
    path("documents/<str:document>/modifier/", writing.edit, name="document-edit"),
    path("documents/<str:document>/supprimer/", writing.delete, name="document-delete"),
]
