"""How the reason of a refusal is said; it stands in the file of its law."""

import msgspec


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """One reason in the words of each reader; empty where it is never told.

    `told` completes a sentence of the person's history (« refusé : … »), `french` and `english` answer the program that
    called, `page` answers a person.
    """

    told: str
    french: str = ""
    english: str = ""
    page: str = ""
