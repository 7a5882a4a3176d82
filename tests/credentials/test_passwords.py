"""Login names and passwords in the real tables: one name, one owner, no way to reuse, and nothing that can be read."""

import pytest

from ens.credentials import passwords
from ens.credentials.store import NOBODY, Holder
from ens.gate.house import database
from ens.kernel.errors import Conflict, Invalid
from tests.factories.enrolled import PASSWORD, Enrolled, enrol
from tests.factories.people import new_person


def test_the_right_password_is_right_and_no_other(enrolled: Enrolled) -> None:
    assert passwords.check_password(enrolled.login, PASSWORD) == (enrolled.holder, True)
    assert passwords.check_password(enrolled.login, PASSWORD + "x") == (enrolled.holder, False)
    assert passwords.check_password(enrolled.login.upper(), PASSWORD) == (NOBODY, False)


def test_a_name_that_nobody_has_is_nobodys(anna: Holder) -> None:
    assert passwords.check_password("personne.ici-99", PASSWORD) == (NOBODY, False)
    assert passwords.find_holder("personne.ici-99") is NOBODY
    assert passwords.is_free("personne.ici-99")


def test_one_name_has_one_owner_and_one_person_one_name(enrolled: Enrolled) -> None:
    other = new_person()
    with pytest.raises(Conflict):
        passwords.set_login(Holder(other.space, other.number), enrolled.login, "hash")
    with pytest.raises(Conflict):
        passwords.set_login(enrolled.holder, "autre.nom-12", "hash")
    assert passwords.find_login(other.number) == ""
    assert passwords.find_login(enrolled.holder.number) == enrolled.login


def test_a_password_changes_and_the_last_ones_do_not_come_back(enrolled: Enrolled) -> None:
    number = enrolled.holder.number
    passwords.change_password(number, "Autre-chose9!")
    assert passwords.is_own_password(number, "Autre-chose9!")
    assert not passwords.is_own_password(number, PASSWORD)
    for old in ("Autre-chose9!", PASSWORD):
        with pytest.raises(Invalid):
            passwords.change_password(number, old)
    assert passwords.is_own_password(number, "Autre-chose9!"), "a refusal changes nothing"


def test_who_has_no_password_has_none_to_change(anna: Holder) -> None:
    assert not passwords.is_own_password(anna.number, "")
    with pytest.raises(Conflict):
        passwords.change_password(anna.number, PASSWORD)


def test_letters_that_look_alike_are_one_password(anna: Holder) -> None:
    made = enrol(*anna, password="Vélo-bleu77")
    assert passwords.check_password(made.login, "Ve\u0301lo-bleu77").right


def test_the_hash_is_argon2id_and_sealed(enrolled: Enrolled) -> None:
    assert passwords.hash_password(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    with database().cursor() as cursor:
        cursor.execute("SELECT sealed FROM credential WHERE number = %s", [enrolled.holder.number])
        rows = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert rows
    assert b"argon2" not in rows
    assert enrolled.login.encode() not in rows
