"""base64Binary of FHIR, read strictly."""

import pybase64

from ens.fhir.issues import invalid


def decode_strictly(text: str | bytes) -> bytes | None:
    """Decode base64 (RFC 4648 section 4) without a white space; None for anything else."""
    try:
        return pybase64.b64decode(text, validate=True)
    except ValueError:
        return None


def decode(text: str) -> bytes | None:
    """Decode base64Binary (FHIR allows white space in it); None for anything else."""
    data = decode_strictly(text)
    if data is None:  # white space is rare, and looking for it costs ten times as much as decoding
        data = decode_strictly("".join(text.split()))
    return data


def decode_base64(text: str, place: str) -> bytes:
    """Decode base64Binary; `place` is where it stood, for the refusal."""
    data = decode(text)
    if data is None:
        raise invalid("value", place, "Le contenu n’est pas du base64 valide.", "Not valid base64.")
    return data
