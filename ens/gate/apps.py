"""The links by which apps come into a space: given, listed, withdrawn. They stand in its sealed sharing state alone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from msgspec import structs

from ens.gate.door import ask
from ens.gate.facts import Visit, look
from ens.gate.house import database
from ens.gate.spaces import change_sharing
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import Actor
from ens.kernel.errors import Conflict
from ens.kernel.ids import NOWHERE
from ens.policy.decide import decide
from ens.policy.facts import AppLink, Sharing
from ens.registry import parties

LINKS: Final = 50  # of one space


@dataclass(frozen=True, slots=True)
class App:
    """An app that may come in: its number in the directory, its name, and its links by their numbers."""

    number: int
    name: str
    links: Mapping[int, AppLink]

    @property
    def newest(self) -> AppLink:
        """Give the link that was given last."""
        return max(self.links.values(), key=lambda link: link.given)


def actor_of(visit: Visit) -> Actor:
    """Tell who comes in; raises `Unauthenticated` when nobody does."""
    return look(visit, NOWHERE).actor


def list_apps(visit: Visit, space: int) -> list[App]:
    """List the apps that may come in today, by name, for who may send them away.

    No item is opened and no line written: this is the person's own sharing state (ADR 0009).
    """
    scene = look(visit, space)
    if not decide(ask(scene, "", Action.OAUTH_GRANT_WITHDRAW), scene.facts()).allowed:
        return []
    found: dict[int, dict[int, AppLink]] = {}
    for number, link in _living(scene.sharing).items():
        found.setdefault(link.app, {})[number] = link
    known = parties.list_numbered(database(), list(found))
    listed = [App(app, known[app].name if app in known else "", links) for app, links in found.items()]
    return sorted(listed, key=lambda app: app.name.lower())


def give(visit: Visit, space: int, number: int, link: AppLink, detail: str) -> None:
    """Let an app in by a new link; those that have ended are forgotten on the occasion."""

    def change(old: Sharing) -> Sharing:
        kept = _living(old)
        if len(kept) >= LINKS:
            raise Conflict("Trop d’applications ont accès à ce carnet. Retirez-en une, puis recommencez.")
        return _with_links(old, {**kept, number: link})

    change_sharing(visit, space, Action.OAUTH_GRANT_GIVE, change, detail)


def withdraw(visit: Visit, space: int, numbers: Collection[int], detail: str) -> None:
    """Shut links; when this returns, no act decided on them can still be written."""

    def change(old: Sharing) -> Sharing:
        return _with_links(old, {each: link for each, link in old.apps.items() if each not in numbers})

    change_sharing(visit, space, Action.OAUTH_GRANT_WITHDRAW, change, detail)


def _with_links(old: Sharing, links: dict[int, AppLink]) -> Sharing:
    """Change the links, and remember the apps that are gone: what they wrote in the person's name stays hers."""
    gone = {link.app for link in old.apps.values()} - {link.app for link in links.values()}
    return structs.replace(old, apps=links, former=old.former | gone)


def _living(sharing: Sharing) -> dict[int, AppLink]:
    now = clock.now_us() // 1_000_000
    return {number: link for number, link in sharing.apps.items() if link.end > now}
