"""base64Binary of FHIR, read strictly."""

import binascii

from ens.fhir.issues import invalid


def decode_base64(text: str, place: str) -> bytes:
    """Decode base64Binary (FHIR allows white space in it); `place` is where it stood, for the refusal.

    The library's strict mode costs twice as much. Its lenient one leaves out what is no base64, so that the length
    tells: whole groups of four make three bytes each, less the padding at the end.
    """
    bare = "".join(text.split())
    padding = len(bare) - len(bare.rstrip("="))
    try:
        data = binascii.a2b_base64(bare)
    except ValueError as error:
        raise invalid("value", place, _FRENCH, _ENGLISH) from error
    if len(bare) % 4 or padding > 2 or len(data) != len(bare) // 4 * 3 - padding:
        raise invalid("value", place, _FRENCH, _ENGLISH)
    return data


_FRENCH = "Le contenu n’est pas du base64 valide."
_ENGLISH = "Not valid base64."
