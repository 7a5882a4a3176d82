"""Patches of both kinds."""

import copy
from typing import Any

import pytest

from ens.fhir.issues import InvalidResource
from ens.fhir.patch import apply_patch, read_fhirpath_patch, read_json_patch

DOCUMENT: dict[str, Any] = {
    "resourceType": "DocumentReference",
    "id": "d",
    "meta": {"versionId": "1"},
    "status": "current",
    "subject": {"reference": "Patient/p"},
    "category": [{"text": "a"}, {"text": "b"}],
    "content": [{"attachment": {"url": "Binary/b"}, "format": {"code": "f"}}],
}


def json_patch(*operations: dict[str, Any]) -> dict[str, Any]:
    return apply_patch(DOCUMENT, read_json_patch(list(operations)))


def part(name: str, value: Any) -> dict[str, Any]:
    kind = {int: "valueInteger", dict: "valueCodeableConcept"}.get(type(value), "valueString")
    return {"name": name, kind: value}


def fhir_patch(**parts: Any) -> dict[str, Any]:
    operation = {"name": "operation", "part": [part(name, value) for name, value in parts.items()]}
    return apply_patch(DOCUMENT, read_fhirpath_patch({"resourceType": "Parameters", "parameter": [operation]}))


@pytest.mark.parametrize(
    ("operation", "element", "value"),
    [
        ({"op": "replace", "path": "/status", "value": "superseded"}, "status", "superseded"),
        ({"op": "add", "path": "/description", "value": "x"}, "description", "x"),
        ({"op": "add", "path": "/category/-", "value": 1}, "category", [{"text": "a"}, {"text": "b"}, 1]),
        ({"op": "add", "path": "/category/0", "value": 1}, "category", [1, {"text": "a"}, {"text": "b"}]),
        ({"op": "remove", "path": "/category/0"}, "category", [{"text": "b"}]),
        ({"op": "remove", "path": "/category"}, "category", None),
        ({"op": "replace", "path": "/category/1/text", "value": "c"}, "category", [{"text": "a"}, {"text": "c"}]),
        ({"op": "test", "path": "/id", "value": "d"}, "status", "current"),
    ],
)
def test_json_patch_changes_one_place(operation: dict[str, Any], element: str, value: object) -> None:
    before = copy.deepcopy(DOCUMENT)
    found = json_patch(operation)
    assert found.get(element) == value
    assert {k: v for k, v in found.items() if k != element} == {k: v for k, v in before.items() if k != element}
    assert before == DOCUMENT


@pytest.mark.parametrize(
    ("parts", "element", "value"),
    [
        ({"type": "replace", "path": "DocumentReference.status", "value": "superseded"}, "status", "superseded"),
        ({"type": "add", "path": "DocumentReference", "name": "description", "value": "x"}, "description", "x"),
        (
            {"type": "add", "path": "DocumentReference", "name": "category", "value": {"text": "c"}},
            "category",
            [{"text": "a"}, {"text": "b"}, {"text": "c"}],
        ),
        (
            {"type": "add", "path": "DocumentReference", "name": "securityLabel", "value": {"text": "c"}},
            "securityLabel",
            [{"text": "c"}],
        ),
        (
            {"type": "insert", "path": "DocumentReference.category", "index": 0, "value": {"text": "c"}},
            "category",
            [{"text": "c"}, {"text": "a"}, {"text": "b"}],
        ),
        ({"type": "delete", "path": "DocumentReference.category[0]"}, "category", [{"text": "b"}]),
        ({"type": "delete", "path": "DocumentReference.description"}, "description", None),
        ({"type": "replace", "path": "DocumentReference.category[1].text", "value": "c"}, "category",
         [{"text": "a"}, {"text": "c"}]),
    ],
)  # fmt: skip
def test_fhirpath_patch_changes_one_place(parts: dict[str, Any], element: str, value: object) -> None:
    assert fhir_patch(**parts).get(element) == value


def test_what_a_removal_leaves_empty_goes_too() -> None:
    found = json_patch({"op": "remove", "path": "/category/0"}, {"op": "remove", "path": "/category/0"})
    assert "category" not in found


@pytest.mark.parametrize(
    "path",
    [
        "/id",
        "/_id",
        "/meta",
        "/meta/versionId",
        "/resourceType",
        "/subject",
        "/subject/reference",
        "/content",
        "/content/0",
        "/content/-",
        "/content/0/attachment",
        "/content/0/attachment/url",
        "/-",
        "/0",
    ],
)
@pytest.mark.parametrize("kind", ["add", "replace", "remove"])
def test_protected_elements_stay(path: str, kind: str) -> None:
    with pytest.raises(InvalidResource) as caught:
        json_patch({"op": kind, "path": path, "value": "x"})
    assert caught.value.issues[0].code == "business-rule"


@pytest.mark.parametrize("path", ["DocumentReference.subject", "DocumentReference.content[0].attachment.url"])
def test_protected_elements_stay_under_fhirpath_too(path: str) -> None:
    for kind in ("replace", "delete"):
        with pytest.raises(InvalidResource) as caught:
            fhir_patch(type=kind, path=path, value="x")
        assert caught.value.issues[0].code == "business-rule"
    with pytest.raises(InvalidResource):
        fhir_patch(type="add", path="DocumentReference", name="meta", value="x")


def test_the_neighbour_of_an_attachment_can_change() -> None:
    found = json_patch({"op": "replace", "path": "/content/0/format", "value": {"code": "g"}})
    assert found["content"][0] == {"attachment": {"url": "Binary/b"}, "format": {"code": "g"}}


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "/description", "value": "x"},
        {"op": "remove", "path": "/description"},
        {"op": "remove", "path": "/category/2"},
        {"op": "add", "path": "/category/3", "value": "x"},
        {"op": "add", "path": "/status/x", "value": "x"},
        {"op": "add", "path": "/category/a", "value": "x"},
        {"op": "test", "path": "/status", "value": "superseded"},
    ],
)
def test_places_that_do_not_fit_are_refused(operation: dict[str, Any]) -> None:
    with pytest.raises(InvalidResource):
        json_patch(operation)


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        [],
        ["x"],
        [{"op": "move", "path": "/a", "from": "/b"}],
        [{"op": "copy", "path": "/a", "from": "/b"}],
        [{"op": "add", "path": "/status"}],
        [{"op": "add", "path": "status", "value": 1}],
        [{"op": "add", "path": "/a~1b", "value": 1}],
        [{"op": "add", "path": "", "value": {}}],
        [{"op": "add", "path": "/__proto__/x", "value": 1}],
        [{"op": "remove", "path": "/category/0"}] * 51,
    ],
)
def test_unreadable_json_patches_are_refused(document: object) -> None:
    with pytest.raises(InvalidResource):
        read_json_patch(document)


@pytest.mark.parametrize(
    "parts",
    [
        {"type": "move", "path": "DocumentReference.category", "source": 0, "destination": 1},
        {"type": "replace", "path": "DocumentReference.category.where(text='a')", "value": "x"},
        {"type": "replace", "path": "status", "value": "x"},
        {"type": "replace", "path": "DocumentReference", "value": "x"},
        {"type": "add", "path": "DocumentReference", "name": "status", "value": "x"},
        {"type": "add", "path": "DocumentReference", "value": "x"},
        {"type": "insert", "path": "DocumentReference.category", "index": -1, "value": "x"},
        {"type": "insert", "path": "DocumentReference.status", "index": 0, "value": "x"},
        {"path": "DocumentReference.status"},
    ],
)
def test_unsupported_fhirpath_patches_are_refused(parts: dict[str, Any]) -> None:
    with pytest.raises(InvalidResource):
        fhir_patch(**parts)


@pytest.mark.parametrize(
    "parameters",
    [
        {"resourceType": "Patient"},
        {"resourceType": "Parameters", "parameter": []},
        {"resourceType": "Parameters", "parameter": ["x"]},
        {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": ["x"]}]},
        {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": [{"name": "type"}]}]},
    ],
)
def test_wrong_parameters_are_refused(parameters: dict[str, Any]) -> None:
    with pytest.raises(InvalidResource):
        read_fhirpath_patch(parameters)
