"""How words are compared: without accents, capitals or ligatures, as one looks for them."""

import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": " ", "'": " ", "\N{NO-BREAK SPACE}": " "})


def fold(text: str) -> str:
    """Write a text as it is compared: « Œdème, Écho » becomes `oedeme, echo`."""
    plain = text.casefold()
    if plain.isascii():
        return plain.replace("'", " ")
    apart = unicodedata.normalize("NFKD", plain.translate(_LIGATURES))
    return "".join(char for char in apart if not unicodedata.combining(char))
