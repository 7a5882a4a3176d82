"""base64Binary of FHIR, read strictly."""

import base64
from contextlib import suppress

from ens.fhir.issues import invalid


def decode_base64(text: str, place: str) -> bytes:
    """Decode base64Binary (FHIR allows white space in it); `place` is where it stood, for the refusal."""
    with suppress(ValueError):  # the usual case: no white space at all
        return base64.b64decode(text, validate=True)
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError as error:
        raise invalid("value", place, "Le contenu n’est pas du base64 valide.", "Not valid base64.") from error
