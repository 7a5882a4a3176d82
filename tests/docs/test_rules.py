"""The description says what is served, all of it and nothing else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from ens.docs.rules import arrange, describe
from ens.fhir import endpoint
from ens.fhir.capability import Served, searches_of
from tests.architecture.test_portal_doors import patterns

DESCRIBED = describe("Espace", "1.0.0", "https://here.example", endpoint.list_served())
SERVED = {each.kind: each for each in endpoint.list_served()}


def operations(description: dict[str, Any] = DESCRIBED) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for address, methods in description["paths"].items():
        yield from ((address, method, described) for method, described in methods.items())


@pytest.mark.parametrize("kind", SERVED)
def test_every_kind_that_is_served_is_described_with_all_that_can_be_done(kind: str) -> None:
    methods = {"create": "post", "delete": "delete", "patch": "patch", "update": "put"}
    for interaction in SERVED[kind].interactions:
        address = f"/fhir/{kind}" if interaction in {"create", "search-type"} else f"/fhir/{kind}/{{id}}"
        address += {"vread": "/_history/{version}", "history-instance": "/_history"}.get(interaction, "")
        assert methods.get(interaction, "get") in DESCRIBED["paths"][address]


def test_what_is_not_served_is_not_described() -> None:
    described = describe("Espace", "1.0.0", "https://here.example", [Served("List", ("read",))])
    fhir = {(address, method) for address, method, _ in operations(described) if address.startswith("/fhir/List")}
    assert fhir == {("/fhir/List/{id}", "get")}


def test_a_search_names_every_parameter_of_its_kind() -> None:
    for kind, served in SERVED.items():
        for method, address in (("get", f"/fhir/{kind}"), ("post", f"/fhir/{kind}/_search")):
            if "search-type" in served.interactions:
                described = DESCRIBED["paths"][address][method]
                if method == "get":
                    names = {each.get("name") for each in described["parameters"]}
                else:
                    (content,) = described["requestBody"]["content"].values()
                    names = set(content["schema"]["properties"])
                assert {name for name, _ in searches_of(served)} <= names


def test_every_address_that_is_no_page_is_described() -> None:
    bare = {path for path, each in patterns(get_resolver()) if not hasattr(each.callback, "door")}
    known = {re.sub(r"{\w+}", "<>", address.removeprefix("/")) for address in DESCRIBED["paths"]}
    missing = {re.sub(r"<[^>]+>", "<>", path) for path in bare if not path.startswith("^fhir")} - known
    assert missing == {"statique/<>/<>"}


def test_every_reference_leads_somewhere() -> None:
    for name in re.findall(r"'#/components/(\w+/[\w-]+)'", str(DESCRIBED)):
        group, _, part = name.partition("/")
        assert part in DESCRIBED["components"][group]


def test_only_the_fhir_door_asks_for_a_token() -> None:
    for address, _, described in operations():
        assert (described.get("security") == []) is (not address.startswith("/fhir") or address == "/fhir/metadata")


def test_the_page_tells_of_everything_and_tools_get_the_same() -> None:
    page = Client(HTTP_HOST="127.0.0.1").get("/docs")
    assert page.status_code == 200
    html = page.content.decode()
    for chapter in arrange(DESCRIBED):
        assert f"<h2>{chapter.name}</h2>" in html
        for gesture in chapter.gestures:
            assert f"<code>{gesture.method} {gesture.address}</code>" in html
    told = Client(HTTP_HOST="127.0.0.1").get("/docs/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    assert told["paths"] == DESCRIBED["paths"]
