"""Contacts: the first counts at once, another after 72 hours, and the old one hears of it."""

import pytest

from ens.credentials import contacts
from ens.credentials.contacts import DELAY_SECONDS
from ens.credentials.store import Holder, Kind
from ens.kernel import clock
from ens.lifecycle.services import erase_space
from tests.databases import Database
from tests.factories.people import new_person

OLD, NEW = "anna@exemple.fr", "nouvelle@exemple.fr"


def shown(holder: Holder, *, waiting: bool = False) -> list[str]:
    return [each.value for each in contacts.list_contacts(holder.number, waiting=waiting)]


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    now = clock.now_us() + seconds * 1_000_000
    monkeypatch.setattr(contacts, "_now", lambda: now // 1_000_000)


def test_a_first_contact_counts_at_once(anna: Holder) -> None:
    assert contacts.verify_contact(anna, Kind.EMAIL, OLD) == ()
    assert shown(anna) == [OLD]


def test_what_the_insurance_knew_gives_way_at_once(anna: Holder) -> None:
    contacts.give_contact(anna, Kind.EMAIL, OLD)
    assert contacts.verify_contact(anna, Kind.EMAIL, NEW) == (), "nobody proved the old one"
    assert shown(anna) == [NEW]


def test_what_the_insurance_says_later_does_not_replace_what_she_verified(anna: Holder) -> None:
    contacts.verify_contact(anna, Kind.EMAIL, OLD)
    contacts.give_contact(anna, Kind.EMAIL, NEW)
    assert shown(anna) == [OLD]


def test_another_one_counts_after_72_hours_and_the_old_one_is_told(
    anna: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts.verify_contact(anna, Kind.EMAIL, OLD)
    told = contacts.verify_contact(anna, Kind.EMAIL, NEW)
    assert [each.value for each in told] == [OLD]
    assert (shown(anna), shown(anna, waiting=True)) == ([OLD], [NEW])
    assert anna not in contacts.list_owners(Kind.EMAIL, NEW)
    later(monkeypatch, DELAY_SECONDS - 5)
    assert shown(anna) == [OLD]
    later(monkeypatch, DELAY_SECONDS + 5)
    assert (shown(anna), shown(anna, waiting=True)) == ([NEW], [])
    assert anna in contacts.list_owners(Kind.EMAIL, NEW)
    assert anna not in contacts.list_owners(Kind.EMAIL, OLD)


def test_a_change_is_given_up(anna: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    contacts.verify_contact(anna, Kind.EMAIL, OLD)
    contacts.verify_contact(anna, Kind.EMAIL, NEW)
    assert contacts.cancel_change(anna, Kind.EMAIL)
    assert not contacts.cancel_change(anna, Kind.EMAIL)
    later(monkeypatch, DELAY_SECONDS + 5)
    assert shown(anna) == [OLD]


def test_a_second_change_replaces_the_first_and_begins_anew(anna: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    contacts.verify_contact(anna, Kind.EMAIL, OLD)
    contacts.verify_contact(anna, Kind.EMAIL, "voleur@exemple.fr")
    later(monkeypatch, DELAY_SECONDS - 60)
    contacts.verify_contact(anna, Kind.EMAIL, NEW)
    assert shown(anna, waiting=True) == [NEW]
    later(monkeypatch, DELAY_SECONDS + 60)
    assert shown(anna) == [OLD]


def test_a_family_shares_an_address(anna: Holder, database: Database) -> None:
    child = new_person()
    other, shared = Holder(child.space, child.number), f"famille-{anna.number}@exemple.fr"
    for holder in (anna, other):
        contacts.verify_contact(holder, Kind.EMAIL, shared)
    assert set(contacts.list_owners(Kind.EMAIL, shared)) == {anna, other}


def test_what_nobody_verified_is_nobodys(anna: Holder) -> None:
    contacts.give_contact(anna, Kind.MOBILE, "+33699001234")
    assert anna not in contacts.list_owners(Kind.MOBILE, "+33699001234")


def test_with_the_space_its_contacts_are_gone(database: Database) -> None:
    person = new_person()
    holder = Holder(person.space, person.number)
    contacts.verify_contact(holder, Kind.EMAIL, OLD)
    erase_space(person.visit, person.space)
    assert shown(holder) == []


def test_a_mask_shows_little(anna: Holder) -> None:
    contacts.give_contact(anna, Kind.ADDRESS, "Anna Essai", ("Anna Essai", "1 rue Neuve"))
    contacts.give_contact(anna, Kind.MOBILE, "+33699001234")
    contacts.give_contact(anna, Kind.EMAIL, OLD)
    masks = [each.masked for each in contacts.list_contacts(anna.number)]
    assert masks == ["a•••@e•••.fr", "•• •• •• •• 34", "votre adresse postale"]
    assert contacts.list_contacts(anna.number)[1].shown == "06 99 00 12 34"
