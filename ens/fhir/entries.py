"""The entries of a transaction or batch, read and checked (https://hl7.org/fhir/R4/http.html#transaction)."""

import re
from dataclasses import dataclass
from typing import Any, Final

from ens.fhir.issues import InvalidResource, Issue, invalid
from ens.fhir.media import parse_if_match
from ens.fhir.parse import Resource
from ens.kernel.errors import Malformed

MAX_ENTRIES: Final = {"transaction": 5_000, "batch": 500}  # a batch is as many acts as it has entries
MAX_LENGTH: Final = 4096
METHODS: Final = ("POST", "PUT", "PATCH", "DELETE", "GET")
WITH_RESOURCE: Final = ("POST", "PUT", "PATCH")

_URL: Final = re.compile(r"[A-Z][A-Za-z]{1,63}(?:/[A-Za-z0-9.$_-]{1,64}){0,3}(?:\?[\x21-\x7e\u00a0-\U0010ffff]*)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One demand of a transaction: `url` is relative, such as `List`, `List/abc` or `List?identifier=…`."""

    method: str
    url: str
    full_url: str = ""
    resource: Resource | None = None
    if_none_exist: str = ""
    if_match: int | None = None

    @property
    def kind(self) -> str:
        """The type of resource that the entry is about."""
        return self.url.partition("?")[0].partition("/")[0]


def read_entries(bundle: Resource, base_url: str = "") -> list[Entry]:
    """Read the entries of a transaction or batch Bundle; InvalidResource names each one that is wrong."""
    if bundle.get("resourceType") != "Bundle" or bundle.get("type") not in ("transaction", "batch"):
        french = "Envoyez un Bundle de type « transaction » ou « batch »."
        raise invalid("value", "Bundle.type", french, "A transaction or batch Bundle is expected.")
    raw = bundle.get("entry", [])
    most = MAX_ENTRIES[bundle["type"]]
    if not isinstance(raw, list) or len(raw) > most:
        french = f"Un Bundle de ce type contient {most} entrées au plus."
        raise invalid("too-long", "Bundle.entry", french, f"At most {most} entries.")
    issues: list[Issue] = []
    entries = [_read(one, f"Bundle.entry[{index}]", base_url, issues) for index, one in enumerate(raw)]
    _check_addresses(entries, issues)
    if issues:
        raise InvalidResource(issues)
    return [entry for entry in entries if entry]


def _read(one: Any, place: str, base_url: str, issues: list[Issue]) -> Entry | None:  # noqa: ANN401
    request = one.get("request") if isinstance(one, dict) else None
    if not isinstance(request, dict):
        issues.append(Issue("required", f"{place}.request", "La demande manque.", "Missing request."))
        return None
    method, url = str(request.get("method")), _relative(request.get("url"), base_url)
    resource, before = one.get("resource"), len(issues)
    if len(url) > MAX_LENGTH or not _URL.fullmatch(url):
        french = "L’adresse doit être relative, par exemple « List » ou « List/abc »."
        issues.append(Issue("value", f"{place}.request.url", french, "A relative address is expected."))
    if method not in METHODS:
        issues.append(Issue("value", f"{place}.request.method", "Méthode inconnue.", "Unknown method."))
    elif (method in WITH_RESOURCE) is not isinstance(resource, dict):
        french = "Une ressource doit accompagner POST, PUT et PATCH, et eux seuls."
        issues.append(Issue("required", f"{place}.resource", french, "A resource goes with POST, PUT and PATCH only."))
    conditions = _conditions(request, f"{place}.request", issues)
    full_url = one.get("fullUrl", "")
    if not isinstance(full_url, str) or len(full_url) > MAX_LENGTH:
        issues.append(Issue("value", f"{place}.fullUrl", "L’adresse n’est pas valide.", "Not a valid address."))
    if len(issues) > before:
        return None
    entry = Entry(method, url, full_url, resource, *conditions)
    _check_type(entry, place, issues)
    return entry


def _conditions(request: Resource, place: str, issues: list[Issue]) -> tuple[str, int | None]:
    if_none_exist, if_match = request.get("ifNoneExist", ""), request.get("ifMatch")
    if not isinstance(if_none_exist, str) or len(if_none_exist) > MAX_LENGTH:
        issues.append(Issue("value", f"{place}.ifNoneExist", "Condition illisible.", "Unreadable condition."))
        if_none_exist = ""
    version = None
    try:
        version = parse_if_match(if_match if if_match is None else str(if_match))
    except Malformed as error:
        issues.append(Issue("value", f"{place}.ifMatch", error.detail, "One version is expected."))
    return if_none_exist, version


def _check_type(entry: Entry, place: str, issues: list[Issue]) -> None:
    kind = (entry.resource or {}).get("resourceType")
    expected = ("Parameters", "Binary") if entry.method == "PATCH" else (entry.kind,)
    if entry.resource is not None and kind not in expected:
        french = "Le type de la ressource ne va pas avec la demande."
        issues.append(Issue("value", f"{place}.resource", french, "The type of the resource does not fit."))


def _check_addresses(entries: list[Entry | None], issues: list[Issue]) -> None:
    """Refuse two entries with one fullUrl, or two changes of one same resource."""
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        if entry is None or entry.method == "GET":
            continue
        marks = {entry.full_url} - {""} | ({entry.url} if entry.method != "POST" else set())
        if seen & marks:
            french = "Deux entrées portent la même adresse."
            issues.append(Issue("duplicate", f"Bundle.entry[{index}].fullUrl", french, "Duplicate address."))
        seen |= marks


def _relative(url: object, base_url: str) -> str:
    if not isinstance(url, str):
        return ""
    prefix = base_url.rstrip("/") + "/"
    return url[len(prefix) :] if base_url and url.startswith(prefix) else url.removeprefix("/")
