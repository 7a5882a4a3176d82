"""Whom each stand-in offers, and what it says of them: the cast, and somebody whom the house does not know."""

from typing import Final

from ens.kernel import clock
from ens.sandbox import cast
from ens.sandbox.cast import Person, Professional, Structure
from ens.sandbox.crowd.people import MARCEL
from ens.sandbox.grants import find_row
from ens.sandbox.providers.ledger import Someone

OLD_ENOUGH: Final = 15
FRANCE: Final = "99100"
_PRESENTATIONS: Final = {
    "camille": "mère de Sacha : des analyses, une opération, un médecin traitant",
    "noe": "garde un document pour lui seul",
    "jeanne": "suivie par une infirmière et par l’hôpital",
    "marcel": "mille documents en douze ans",
}
_NOBODY: Final = Someone(
    "absente",
    "Hélène Absente",
    "n’a pas de carnet ici",
    {
        "given_name": "Hélène",
        "given_name_array": ["Hélène"],
        "family_name": "ABSENTE",
        "birthdate": "1990-01-17",
        "gender": "female",
        "birthplace": "51999",
        "birthcountry": FRANCE,
        "email": "helene.absente@exemple.fr",
    },
)
_UNLISTED: Final = Professional(
    "inconnu", "Dr", "Luc", "Inconnu", "99700109996", "10", "SM54", "absent de l’annuaire", cast.MARTIN_PRACTICE
)


def list_persons() -> list[Someone]:
    """List those who are registered and old enough, then somebody who is not registered."""
    today = clock.today()
    return [
        *(
            Someone(each.slug, each.name, f"{each.age_on(today)} ans, {_PRESENTATIONS[each.slug]}", pivot_of(each))
            for each in (*cast.PERSONS, MARCEL)
            if each.age_on(today) >= OLD_ENOUGH and find_row(each.slug) is not None
        ),
        _NOBODY,
    ]


def pivot_of(person: Person) -> dict[str, object]:
    """Write the identity as FranceConnect does (« identité pivot »), and an e-mail address."""
    identity = person.identity
    names = [name.title() for name in identity.given_names]
    return {
        "given_name": " ".join(names),
        "given_name_array": names,
        "family_name": identity.birth_name,
        "preferred_username": person.used_name,
        "birthdate": identity.birth_date,
        "gender": identity.sex,
        "birthplace": identity.birth_place,
        "birthcountry": FRANCE,
        "email": person.email,
    }


def list_professionals() -> list[Someone]:
    """List the professionals of the cast, then one who stands in no directory."""
    return [Someone(each.slug, each.name, each.label, practice_of(each)) for each in (*cast.PROFESSIONALS, _UNLISTED)]


def practice_of(who: Professional) -> dict[str, object]:
    """Write who it is and where they practise as Pro Santé Connect does."""
    national = f"8{who.rpps}"
    exercise = {
        "codeProfession": who.profession,
        "codeCategorieProfessionnelle": "C",
        "codeSavoirFaire": who.specialty,
        "nomDexercice": who.family_name.upper(),
        "prenomDexercice": who.given_name,
        "activities": [_activity(place) for place in cast.list_places(who)],
    }
    return {
        "SubjectNameID": national,
        "preferred_username": national,
        "given_name": who.given_name,
        "family_name": who.family_name.upper(),
        "SubjectOrganization": who.structure.name,
        "SubjectRefPro": {"codeCivilite": "MME" if who.title == "Mme" else "M", "exercices": [exercise]},
    }


def _activity(place: Structure) -> dict[str, str]:
    return {
        "codeModeExercice": "L",
        "codeSecteurDactivite": place.structure_type,
        "numeroFinessSite": place.finess,
        "raisonSocialeSite": place.name,
    }
