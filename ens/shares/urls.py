"""Addresses of shares: the person's, in her notebook; the reader's, outside of any. The fixed ones come first."""

from django.urls import path

from ens.shares.portal import giving, programs, reading

urlpatterns = [
    path("partage/lecture/", reading.shown, name="share-shown"),
    path("partage/lecture/ouvrir/", reading.enter, name="share-open"),
    path("partage/lecture/<str:document>/", reading.document, name="share-document"),
    path("partage/lecture/<str:document>/page/<int:number>", reading.image, name="share-page"),
    path("partage/lien/<str:secret>/", programs.manifest, name="share-manifest"),
    path("partage/lien/<str:secret>/<str:part>/<str:ticket>/", programs.file, name="share-file"),
    path("partage/<str:secret>/", reading.knock, name="share"),
]
notebook = [
    path("partages/", giving.shares, name="shares"),
    path("partages/nouveau/", giving.choose, name="share-new"),
    path("partages/remise/", giving.handed, name="share-handed"),
]
