"""The address of what somebody wants to be told of, in each notebook."""

from django.urls import path

from ens.notices.portal import choosing

notebook = [path("me-prevenir/", choosing.choose, name="notices")]
