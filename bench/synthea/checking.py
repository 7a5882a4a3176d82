"""Reads back all that was sent for one patient, and compares."""

from collections.abc import Callable

from bench.synthea import bundles
from bench.synthea.bundles import Resource
from bench.synthea.compare import differences

Get = Callable[[str], bytes]


def links_of(sent: Resource, answer: Resource) -> dict[str, str]:
    """Tell what the address of each entry became."""
    pairs = zip(sent["entry"], answer["entry"], strict=True)
    return {entry["fullUrl"]: got["response"]["location"].partition("/_history")[0] for entry, got in pairs}


def patient_of(sent: Resource, links: dict[str, str]) -> str:
    """Name the patient of a transaction as the house does."""
    return links[next(one["fullUrl"] for one in sent["entry"] if one["resource"]["resourceType"] == "Patient")]


def find_conditional(sent: Resource, get: Get, known: dict[str, str]) -> dict[str, str]:
    """Ask the directory what each conditional reference leads to; `known` keeps the answers."""
    for text in bundles.conditional(sent) - known.keys():
        (found,) = bundles.decode(get(text))["entry"]
        known[text] = f"{found['resource']['resourceType']}/{found['resource']['id']}"
    return known


def check(sent: Resource, everything: Resource, links: dict[str, str], get: Get | None) -> list[str]:
    """List what is missing, too much or different; documents' files are read too when `get` is given."""
    back = {
        f"{one['resource']['resourceType']}/{one['resource']['id']}": one["resource"] for one in everything["entry"]
    }
    found = [] if len(back) == len(sent["entry"]) else [f"{len(back)} resources of {len(sent['entry'])}"]
    for entry in sent["entry"]:
        resource, name = entry["resource"], links[entry["fullUrl"]]
        if name not in back:
            found.append(f"{name} is missing")
            continue
        found += differences(resource, back[name], links)
        if get is not None:
            found += [f"{url} differs" for data, url in bundles.files(resource, back[name]) if get(url) != data]
    return found
