"""The addresses of the FHIR door, drawn from the kinds that it serves (https://hl7.org/fhir/R4/http.html); pure."""

from collections.abc import Iterable
from typing import Final

from ens.docs.shapes import FHIR, FORM, PATCH, Json, answer, body, path, query, ref, refused, resource
from ens.fhir.call import MODE_HEADER
from ens.fhir.capability import Served, searches_of
from ens.fhir.parameters.control import READERS

Address = tuple[str, str, Json]  # where, which method, what
_ID: Final = path("id")
_VERSION: Final = path("version", "^[1-9][0-9]{0,8}$")
_DIRECTLY: Final = {"AuditEvent": (("$proof", "Exporter la preuve d’une ligne de l’historique"),)}  # ours, not FHIR's


def list_fhir(kinds: Iterable[Served]) -> list[Address]:
    """List what can be asked of the FHIR door."""
    found = [_metadata(), _bundle()]
    for served in sorted(kinds, key=lambda each: each.kind):
        for interaction in served.interactions:
            found += _INTERACTIONS[interaction](served)
        names = [(f"${name}", "Lire tout ce que l’on peut voir d’une personne") for name, _ in served.operations]
        found += [_operation(served.kind, *each) for each in (*names, *_DIRECTLY.get(served.kind, ()))]
    return found


def _does(kind: str, text: str, done: Json, *parameters: Json, request: Json | None = None) -> Json:
    described: Json = {
        "tags": [kind],
        "summary": text,
        "parameters": [ref("parameters", MODE_HEADER), *parameters],
        "responses": {**done, **refused()},
    }
    return described | ({} if request is None else {"requestBody": request})


def _metadata() -> Address:
    done = {"200": answer("La description FHIR du service.", resource("CapabilityStatement"))}
    return "/fhir/metadata", "get", _does("Service", "Décrire le service", done) | {"security": []}


def _bundle() -> Address:
    done = {"200": answer("Une réponse par entrée.", ref("schemas", "Bundle"))}
    text = "Déposer plusieurs ressources d’une personne, toutes ou aucune (transaction), ou faire une suite d’actes"
    return "/fhir", "post", _does("Service", text, done, request=body(ref("schemas", "Bundle")))


def _one(kind: str) -> Json:
    """Describe one version as it goes out: a Binary as its own bytes unless FHIR is asked for."""
    shown = answer("La ressource.", resource(kind), ETag="Version", Last_Modified="Date de la version")
    if kind == "Binary":
        shown["content"]["*/*"] = {}
    return {"200": shown}


def _many(text: str) -> Json:
    return {"200": answer(text, ref("schemas", "Bundle"))}


def _read(served: Served) -> list[Address]:
    described = _does(served.kind, "Lire", _one(served.kind), _ID)
    return [(f"/fhir/{served.kind}/{{id}}", "get", described)]


def _vread(served: Served) -> list[Address]:
    described = _does(served.kind, "Lire une version", _one(served.kind), _ID, _VERSION)
    return [(f"/fhir/{served.kind}/{{id}}/_history/{{version}}", "get", described)]


def _history(served: Served) -> list[Address]:
    described = _does(served.kind, "Lister les versions", _many("Les versions, la plus récente d’abord."), _ID)
    return [(f"/fhir/{served.kind}/{{id}}/_history", "get", described)]


def _search(served: Served) -> list[Address]:
    names = dict(searches_of(served))
    shaping = {} if len(names) < len(READERS) else dict.fromkeys(READERS, "control")
    parameters = [query(name, kind) for name, kind in sorted({**shaping, **names}.items())]
    if "patient" not in names and shaping:
        parameters.insert(0, query("patient", "La personne : son identifiant, ou …identifier=système|valeur"))
    fields = {"type": "object", "properties": {each["name"]: each["schema"] for each in parameters}}
    found = _many("Une page de résultats.")
    return [
        (f"/fhir/{served.kind}", "get", _does(served.kind, "Chercher", found, *parameters)),
        (
            f"/fhir/{served.kind}/_search",
            "post",
            _does(served.kind, "Chercher, les critères hors de l’adresse", found, request=body(fields, FORM)),
        ),
    ]


def _written(status: str, text: str) -> Json:
    """Describe the answer to a write; its body is what the caller asked for (Prefer): the resource, or nothing."""
    return {status: answer(text, ETag="Version")}


def _create(served: Served) -> list[Address]:
    done = _written("201", "Créée.") | _written("200", "Elle existait déjà (If-None-Exist).")
    parameters = (ref("parameters", "If-None-Exist"), ref("parameters", "Prefer"))
    described = _does(served.kind, "Créer", done, *parameters, request=body(resource(served.kind)))
    if served.kind == "Binary":
        described["requestBody"]["content"]["*/*"] = {}
        described["parameters"].append({"name": "X-Security-Context", "in": "header", "schema": {"type": "string"}})
    return [(f"/fhir/{served.kind}", "post", described)]


def _change(served: Served, method: str, text: str, request: Json | None) -> list[Address]:
    done = {"204": answer("Supprimée.")} if method == "delete" else _written("200", "Enregistrée.")
    parameters = (_ID, ref("parameters", "If-Match"), ref("parameters", "Prefer"))
    described = _does(served.kind, text, done, *parameters, request=request)
    return [(f"/fhir/{served.kind}/{{id}}", method, described)]


def _update(served: Served) -> list[Address]:
    return _change(served, "put", "Remplacer", body(resource(served.kind)))


def _patch(served: Served) -> list[Address]:
    steps = {"type": "array", "items": {"type": "object", "required": ["op", "path"]}}
    request = {
        "required": True,
        "content": {PATCH: {"schema": steps}, FHIR: {"schema": ref("schemas", "Parameters")}},
    }
    return _change(served, "patch", "Modifier (JSON Patch, FHIRPath Patch)", request)


def _delete(served: Served) -> list[Address]:
    return _change(served, "delete", "Supprimer", None)


def _operation(kind: str, name: str, text: str) -> Address:
    done = {"200": answer("Le résultat.", {"type": "object"})}
    if name == "$proof":
        done = {
            "200": answer("La preuve, à vérifier sans nous.", {"type": "object"}, "application/json"),
            "202": answer("La preuve est en cours.", ref("schemas", "OperationOutcome")),
        }
    return f"/fhir/{kind}/{{id}}/{name}", "get", _does(kind, text, done, _ID)


_INTERACTIONS: Final = {
    "read": _read,
    "vread": _vread,
    "history-instance": _history,
    "search-type": _search,
    "create": _create,
    "update": _update,
    "patch": _patch,
    "delete": _delete,
}
