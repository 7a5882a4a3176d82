"""Serve the stand-ins of the national services, for a demonstration on this machine."""

import argparse
import sys

from django.conf import settings
from django.urls import reverse

from ens.config.environment import BadSetting, is_demo
from ens.config.processes import stop_signals
from ens.config.providers import standin, standin_port
from ens.config.start import started
from ens.sandbox.providers import annuaire, insi, oidc, people
from ens.sandbox.providers.provider import Client, Provider
from ens.sandbox.providers.server import Application, serving

_OFFERS = {
    "franceconnect": people.list_persons,
    "assurance": people.list_persons,
    "pro-sante-connect": people.list_professionals,
}


def add(_parser: argparse.ArgumentParser) -> None:
    """Declare no option."""


def run(_arguments: argparse.Namespace) -> int:
    """Serve until a signal comes; refuses outside a demonstration, and off this machine."""
    if not is_demo():
        raise BadSetting("the stand-ins of the national services serve a demonstration only: run `make demo`")
    with started(), stop_signals() as stopped:
        try:
            with serving(applications()):
                stopped.wait()
        except OSError as error:
            sys.stderr.write(f"ens: the stand-ins need five free ports: {error.strerror}; set ENS_SANDBOX_PORT\n")
            return 2
    return 0


def applications() -> dict[int, Application]:
    """Make every stand-in, each with its port."""
    served: dict[int, Application] = {standin_port(slug): oidc.application(provider(slug)) for slug in _OFFERS}
    return {**served, standin_port("insi"): insi.application, standin_port("annuaire"): annuaire.application}


def provider(slug: str) -> Provider:
    """Make the stand-in of a provider of identity, for the service that the settings describe."""
    said = settings.ENS_PROVIDERS[slug]
    addresses = [
        settings.ENS_PUBLIC_URL + reverse(f"federation-{name}", kwargs={"provider": slug})
        for name in ("come-back", "left", "end-here")
    ]
    client = Client(said["client_id"], said["client_secret"], *addresses)
    is_professional = slug == "pro-sante-connect"
    level = "eidas1" if is_professional else "eidas2"
    return Provider(slug, said["name"], standin(slug), client, _OFFERS[slug], level, by_phone=is_professional)
