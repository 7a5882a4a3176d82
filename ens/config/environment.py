"""Every `ENS_*` variable: its default, since when, and what it does. Nothing else reads them."""

import ipaddress
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ens.postgres.layout import Layout, write_private
from ens.postgres.url import Target, app_target, parse

PROJECT: Final = Path(__file__).resolve().parent.parent.parent


class BadSetting(ValueError):
    """A variable whose value cannot be used; the text says why in one line."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of the environment."""

    name: str
    default: str
    since: str
    text: str


DEMO_MARK: Final = "demonstration"
VARIABLES: Final = (
    Variable("ENS_APP_DATABASE_URL", "", "0.1", "Application role's address; else derived from ENS_DATABASE_URL"),
    Variable("ENS_BLOBS", "VAR/blobs", "0.1", "Folder of the sealed files"),
    Variable("ENS_CHECKPOINTS", "VAR/checkpoints", "0.1", "Folder where signed checkpoints are also kept"),
    Variable("ENS_DATABASE_URL", "", "0.1", "Owner's PostgreSQL address (15 or later); empty: the embedded server"),
    Variable(
        "ENS_DIRECTORY_URL",
        "",
        "0.1",
        "Address of the national directory's extraction, read each day; empty: by command alone",
    ),
    Variable("ENS_DOCUMENT_LIMIT", "25000000", "0.1", "Bytes of one document at most"),
    Variable("ENS_DPO_MAIL", "", "0.1", "Where people report an access; empty: the page does not offer it"),
    Variable("ENS_FRANCECONNECT_CLIENT_ID", "", "0.1", "Name of this service at FranceConnect+"),
    Variable("ENS_FRANCECONNECT_CLIENT_SECRET", "", "0.1", "Secret of this service at FranceConnect+"),
    Variable("ENS_FRANCECONNECT_HOSTS", "", "0.1", "Hosts of FranceConnect+ beside its issuer's, separated by spaces"),
    Variable("ENS_FRANCECONNECT_ISSUER", "", "0.1", "Issuer of FranceConnect+; empty: nobody signs in that way"),
    Variable("ENS_FRANCECONNECT_LEVEL", "eidas2", "0.1", "Lowest level of assurance accepted from FranceConnect+"),
    Variable("ENS_FRANCECONNECT_NAME", "FranceConnect", "0.1", "What pages call FranceConnect+"),
    Variable("ENS_HOST", "127.0.0.1", "0.1", "Address to listen on"),
    Variable(
        "ENS_INSI_CERTIFICATE", "", "0.1", "Certificate and key by which INSi knows this service, in one PEM file"
    ),
    Variable("ENS_INSI_URL", "", "0.1", "Address of the national identity service (INSi)"),
    Variable("ENS_INSURANCE_CLIENT_ID", "", "0.1", "Name of this service at the insurance account"),
    Variable("ENS_INSURANCE_CLIENT_SECRET", "", "0.1", "Secret of this service at the insurance account"),
    Variable(
        "ENS_INSURANCE_HOSTS", "", "0.1", "Hosts of the insurance account beside its issuer's, separated by spaces"
    ),
    Variable("ENS_INSURANCE_ISSUER", "", "0.1", "Issuer of the insurance account; empty: nobody signs in that way"),
    Variable("ENS_INSURANCE_LEVEL", "eidas2", "0.1", "Lowest level of assurance accepted from the insurance account"),
    Variable("ENS_INSURANCE_NAME", "mon compte d’assuré", "0.1", "What pages call the insurance account"),
    Variable("ENS_KEYS", "file:VAR/keys/root.key", "0.1", "Root key: file:PATH or openbao:https://HOST/transit/KEY"),
    Variable("ENS_KEYSTORE", "VAR/keys/store.sqlite", "0.1", "File of the wrapped keys, never beside the data"),
    Variable("ENS_KEYS_CACHED", "20000", "0.1", "Space keys that one process keeps in memory"),
    Variable("ENS_KEY_BACKUPS", "VAR/keys/backups", "0.1", "Folder of the copies of the key store"),
    Variable("ENS_KEY_BACKUP_DAYS", "30", "0.1", "Days that copies of the key store are kept"),
    Variable("ENS_LETTERS", "", "0.1", "Folder for the letters to print, as PDF; empty: no letters"),
    Variable("ENS_LOGO", "", "0.1", "Logo: a file, SVG or PNG; empty: the project's own"),
    Variable("ENS_NAME", "Espace santé", "0.1", "Name of the service"),
    Variable("ENS_OPENBAO_CA", "", "0.1", "Certificate authority of OpenBao; empty: the system's"),
    Variable("ENS_OPENBAO_ROLE", "", "0.1", "AppRole to sign in to OpenBao with"),
    Variable("ENS_OPENBAO_SECRET", "", "0.1", "Secret of that AppRole"),
    Variable("ENS_OPENBAO_TOKEN", "", "0.1", "Token for OpenBao, instead of an AppRole"),
    Variable("ENS_PORT", "8000", "0.1", "Port to listen on"),
    Variable("ENS_PROXIES", "0", "0.1", "Proxies in front whose X-Forwarded-For is believed, for limits per address"),
    Variable("ENS_PSC_CLIENT_ID", "", "0.1", "Name of this service at Pro Santé Connect"),
    Variable("ENS_PSC_CLIENT_SECRET", "", "0.1", "Secret of this service at Pro Santé Connect"),
    Variable("ENS_PSC_HOSTS", "", "0.1", "Hosts of Pro Santé Connect beside its issuer's, separated by spaces"),
    Variable("ENS_PSC_ISSUER", "", "0.1", "Issuer of Pro Santé Connect; empty: nobody signs in that way"),
    Variable("ENS_PSC_LEVEL", "eidas1", "0.1", "Lowest level of assurance accepted from Pro Santé Connect"),
    Variable("ENS_PSC_NAME", "Pro Santé Connect", "0.1", "What pages call Pro Santé Connect"),
    Variable("ENS_PUBLIC_URL", "http://127.0.0.1:PORT", "0.1", "Address that callers use"),
    Variable(
        "ENS_SANDBOX_PORT",
        "",
        "0.1",
        "First port of the stand-ins, of five; empty: PORT + 10000, or later",
    ),
    Variable("ENS_SESSION_HOURS", "12", "0.1", "Hours after which a session ends, whatever happens"),
    Variable("ENS_SESSION_IDLE_MINUTES", "120", "0.1", "Minutes without a page after which a session ends"),
    Variable("ENS_SMS_TOKEN", "", "0.1", "Bearer token for the service of text messages"),
    Variable("ENS_SMS_URL", "", "0.1", "Where text messages are posted, as JSON {to, text}; empty: no text messages"),
    Variable("ENS_SMTP_CA", "", "0.1", "Certificate authority of the mail server; empty: the system's"),
    Variable("ENS_SMTP_FROM", "ne-pas-repondre@localhost", "0.1", "Address that e-mail comes from"),
    Variable("ENS_SMTP_HOST", "", "0.1", "Mail server; empty: no e-mail"),
    Variable("ENS_SMTP_PASSWORD", "", "0.1", "Password at the mail server"),
    Variable("ENS_SMTP_PORT", "587", "0.1", "Port of the mail server: 465 is TLS at once, any other STARTTLS, always"),
    Variable("ENS_SMTP_USER", "", "0.1", "Name at the mail server; empty: without signing in"),
    Variable("ENS_STATE_ANSWERS_PER_DAY", "1000", "0.1", "Answers on a space's state that one structure gets per day"),
    Variable("ENS_STYLE", "", "0.1", "Style sheet that sets the colours again (the tokens of carnet.css)"),
    Variable("ENS_THREADS", "2", "0.1", "Requests one web process works on at once, each with a database connection"),
    Variable("ENS_TIME_ZONE", "Europe/Paris", "0.1", "Time zone in which people read hours"),
    Variable("ENS_UNWRAPS_PER_MINUTE", "60000", "0.1", "Space keys that one process may unwrap per minute"),
    Variable("ENS_UPLOAD_LIMIT", "5000000", "0.1", "Bytes of one file that a person adds"),
    Variable("ENS_VAR", "PROJECT/var/PORT", "0.1", "Folder of everything that is kept"),
    Variable("ENS_VENV", "PROJECT/.venv", "0.1", "Python environment that `bin/ens` uses"),
    Variable("ENS_WORKERS", "2", "0.1", "Web processes"),
)
_BY_NAME: Final = {variable.name: variable for variable in VARIABLES}


def text(name: str) -> str:
    """Read a variable, or its default with PROJECT, PORT and VAR filled in."""
    value = os.environ.get(name, "")
    if value:
        return value
    default = _BY_NAME[name].default
    if "PORT" in default:
        default = default.replace("PORT", text("ENS_PORT"))
    if "VAR" in default:
        default = default.replace("VAR", _var_text())
    return default.replace("PROJECT", str(PROJECT))


def number(name: str, lowest: int = 1, highest: int = 1_000_000_000) -> int:
    """Read a variable that is a whole number."""
    value = text(name)
    if not value.isdecimal() or not lowest <= int(value) <= highest:
        msg = f"{name} must be a whole number from {lowest} to {highest}"
        raise BadSetting(msg)
    return int(value)


def port() -> int:
    """Read the port."""
    return number("ENS_PORT", 1, 65535)


def var() -> Path:
    """Give the folder of everything that is kept; two ports have two folders."""
    return Path(_var_text()).absolute()


def is_embedded() -> bool:
    """Say whether the database is the embedded server."""
    return not os.environ.get("ENS_DATABASE_URL")


def owner_database() -> Target:
    """Give the owner's database; the embedded one is wherever it was started last."""
    url = os.environ.get("ENS_DATABASE_URL", "")
    if url:
        return parse(url)
    return Layout(var()).find_target() or Target("ens_owner", "unset", str(var() / "socket"), 5432, "ens")


def app_database() -> Target:
    """Give the application's database."""
    return app_target(owner_database(), text("ENS_APP_DATABASE_URL"))


def cookie_name(purpose: str) -> str:
    """Name a cookie: bound to this host over https (RFC 6265bis, `__Host-`), to the port on plain http.

    Browsers share cookies between the ports of one machine, where two demonstrations may run side by side.
    """
    address = urlsplit(text("ENS_PUBLIC_URL"))
    return f"__Host-{purpose}" if address.scheme == "https" else f"{purpose}-{address.port or 80}"


def secret_key() -> str:
    """Give Django's secret, drawn once for this folder."""
    path = var() / "secret.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text("utf-8")


def unknown() -> list[str]:
    """List variables that begin like ours and are not: typing errors, most often."""
    return sorted(name for name in os.environ if name.startswith("ENS_") and name not in _BY_NAME)


def _var_text() -> str:
    return os.environ.get("ENS_VAR") or str(PROJECT / "var" / text("ENS_PORT"))


def is_demo_folder() -> bool:
    """Say whether what is kept here is that of a demonstration."""
    return (var() / DEMO_MARK).exists()


def is_loopback() -> bool:
    """Say whether the server would listen on this machine alone."""
    try:
        return ipaddress.ip_address(text("ENS_HOST")).is_loopback
    except ValueError:
        return text("ENS_HOST") == "localhost"


def is_demo() -> bool:
    """Say whether this is a demonstration: its folder is marked, and it listens on this machine alone."""
    return is_loopback() and is_demo_folder()


def demo_names() -> tuple[str, ...]:
    """List who a demonstration gives tokens for; empty outside a demonstration."""
    if not is_demo_folder():
        return ()
    return ("noe", "jeanne", "dr-martin", "dr-nguyen", "diallo", "hopital", "laboratoire", "applicoeur", "assureur")
