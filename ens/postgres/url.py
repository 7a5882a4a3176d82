"""Database addresses: the owner's (migrations) and the application's, from two URLs or from one."""

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

STATEMENT_TIMEOUT_MS: Final = 15_000
ALWAYS_ASKED: Final = 2**31 - 1  # psycopg then prepares only what asks for it, and None would forbid even that
_SESSION: Final = f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c timezone=UTC"


class BadAddress(ValueError):
    """A database URL that cannot be used; the text says why in one line and shows no password."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a database is and who asks; `host` may be a folder with a socket, `options` are libpq's others."""

    user: str
    password: str = field(repr=False)
    host: str
    port: int
    name: str
    options: tuple[tuple[str, str], ...] = ()

    def conninfo(self, name: str = "") -> str:
        """Write it for psycopg and libpq's programs, for another database of the same server when named."""
        return make_conninfo(
            "",
            user=self.user,
            password=self.password or None,
            host=self.host or None,
            port=self.port,
            dbname=name or self.name,
            **dict(self.options),
        )

    def url(self) -> str:
        """Write it as an address, for a program of ours."""
        user, password = quote(self.user, safe=""), quote(self.password, safe="")
        query = urlencode([("host", self.host), ("port", self.port), *self.options])
        return f"postgresql://{user}:{password}@/{quote(self.name, safe='')}?{query}"

    def named(self, name: str) -> "Target":
        """Give the same server and role, with another database."""
        return replace(self, name=name)

    def django(self) -> dict[str, Any]:
        """Write it as one of Django's DATABASES: persistent, autocommit, bounded statements."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": str(self.port),
            "CONN_MAX_AGE": None,
            "ATOMIC_REQUESTS": False,
            "OPTIONS": {
                "connect_timeout": 5,
                **dict(self.options),
                "options": _SESSION,
                "prepare_threshold": ALWAYS_ASKED,
            },
        }


def parse(url: str, variable: str = "ENS_DATABASE_URL") -> Target:
    """Read `postgresql://user:password@host:port/name`, or `?host=/folder` for a socket."""
    if not url.startswith(("postgresql://", "postgres://")):
        msg = f"{variable} must start with postgresql://"
        raise BadAddress(msg)
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError:
        msg = f"{variable} is not a PostgreSQL address (postgresql://user:password@host:port/name)"
        raise BadAddress(msg) from None  # libpq's text may repeat the password
    user, name = parts.pop("user", ""), parts.pop("dbname", "")
    if not user or not name:
        msg = f"{variable} must name a user and a database"
        raise BadAddress(msg)
    password, host = parts.pop("password", ""), parts.pop("host", "")
    port = parts.pop("port", "5432")
    if not port.isdigit():
        msg = f"{variable} must have one port, a number"
        raise BadAddress(msg)
    return Target(user, password, host, int(port), name, tuple(sorted(parts.items())))


def app_target(owner: Target, app_url: str = "") -> Target:
    """Give the application's address: its own URL, or a role and password derived from the owner's."""
    if app_url:
        return parse(app_url, "ENS_APP_DATABASE_URL")
    if not owner.password:
        msg = "ENS_DATABASE_URL has no password: set one, or set ENS_APP_DATABASE_URL"
        raise BadAddress(msg)
    password = hmac.new(owner.password.encode(), b"ens_app", hashlib.sha256).hexdigest()
    return replace(owner, user=f"ens_app_{owner.name}", password=password)
