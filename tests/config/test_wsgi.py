"""The two lanes: what is under `/fhir` goes straight to its door, and nothing of what surrounds it is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CALLS = """
import io, json, sys
from ens.config import wsgi
from ens.config.wsgi import application

def call(path, **more):
    told = {}
    def start(status, headers):
        told.update(status=status, headers=dict(headers))
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_NAME": "localhost", "SERVER_PORT": "80",
               "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr, **more}
    told["body"] = b"".join(application(environ, start)).decode()
    return told

def fails(environ, path):
    raise RuntimeError("Camille's letter")

answers = {path: call(path) for path in ("/fhir/metadata", "/fhir", "/fhirmetadata", "/fhir/Patient/x")}
wsgi.endpoint.respond = fails
answers["unforeseen"] = call("/fhir/metadata")
print(json.dumps(answers))
"""


@pytest.mark.server
def test_the_door_for_software_answers_without_the_resolver_and_like_it(tmp_path: Path) -> None:
    environment = os.environ | {"ENS_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "ens.config.settings"}
    ran = subprocess.run([sys.executable, "-c", CALLS], env=environment, capture_output=True, text=True, check=True)
    answers = json.loads(ran.stdout.splitlines()[-1])
    statement = json.loads(answers["/fhir/metadata"]["body"])
    assert answers["/fhir/metadata"]["status"] == "200 OK"
    assert statement["resourceType"] == "CapabilityStatement"
    assert answers["/fhir/metadata"]["headers"]["X-Content-Type-Options"] == "nosniff"
    for path in ("/fhir", "/fhir/Patient/x"):  # nobody without a token
        assert answers[path]["status"].startswith("401")
        assert json.loads(answers[path]["body"])["resourceType"] == "OperationOutcome"
    assert answers["/fhirmetadata"]["status"] == "404 Not Found"
    assert answers["unforeseen"]["status"] == "500 Internal Server Error"
    assert "Camille" not in answers["unforeseen"]["body"] + ran.stderr
