"""Looking for a professional or a place of care in the public directory, by the words of a name.

Feature PS-03: at least one word is demanded, and few lines come back: this is for finding somebody, not for browsing.
"""

import re
import unicodedata
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.kernel.actors import ActorKind
from ens.postgres.statements import Statement
from ens.registry.parties import Party

FOUND: Final = 20  # lines of one answer
WORDS: Final = 6  # of one question
_SHORTEST: Final = 2  # letters that a question needs in one of its words
# The same words as the index `party_words`; one line more than is shown tells that there are more.
_SEEK: Final = Statement(
    "SELECT number, kind, identifier, name, profession, specialty, structure_type, active FROM party p"
    " WHERE active AND kind IN (2, 3) AND ($2::text = '' OR profession = $2::text)"
    " AND ($3::text = '' OR EXISTS (SELECT 1 FROM practice r WHERE r.professional = p.number"
    " AND starts_with(translate(lower(r.town), 'àâäáãçéèêëîïíôöóõùûüúÿñ', 'aaaaaceeeeiiioooouuuuyn'), $3::text)))"
    " AND to_tsvector('simple', translate(lower(name), 'àâäáãçéèêëîïíôöóõùûüúÿñ', 'aaaaaceeeeiiioooouuuuyn'))"
    f" @@ to_tsquery('simple', $1::text) ORDER BY name, number LIMIT {FOUND + 1}"
)


def seek(connection: BaseDatabaseWrapper, name: str, profession: str = "", town: str = "") -> list[Party] | None:
    """List those whose name has words that begin so, one more than `FOUND` at most; None when nothing was asked."""
    words = re.findall(r"[a-z0-9]+", plain(name))[:WORDS]
    if not any(len(word) >= _SHORTEST for word in words):
        return None
    rows = _SEEK.all(connection, " & ".join(f"{word}:*" for word in words), profession, plain(town).strip())
    return [Party(row[0], ActorKind(row[1]), *row[2:]) for row in rows]


def plain(text: str) -> str:
    """Write a text in small letters, without accents."""
    spread = unicodedata.normalize("NFD", text.lower())
    return "".join(sign for sign in spread if not unicodedata.combining(sign))
