"""Django's settings; every choice of an operator comes from `environment`."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.module_loading import import_string

from ens.config import environment, providers
from ens.config.logs import LOGGING as LOGGING  # noqa: PLC0414  a setting, exported on purpose

DEBUG = False
SECRET_KEY = environment.secret_key()
ENS_PUBLIC_URL = environment.text("ENS_PUBLIC_URL").rstrip("/")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", urlsplit(ENS_PUBLIC_URL).hostname or "localhost"]

INSTALLED_APPS = [
    "ens.postgres",
    "ens.registry",
    "ens.vault",
    "ens.journal",
    "ens.accounts",
    "ens.federation",
    "ens.credentials",
    "ens.notify",
    "ens.enrolment",
    "ens.confidence",
    "ens.oauth",
    "ens.staff",
    "ens.sharing",
    "ens.shares",
    "ens.notices",
]
MIDDLEWARE = ["ens.web.away.Away"]  # sessions and forms are the business of the doors of `ens.web.page`
ROOT_URLCONF = "ens.config.urls"
WSGI_APPLICATION = "ens.config.wsgi.application"
APPEND_SLASH = False

DATABASES: dict[str, Any] = {
    "default": environment.app_database().django(),
    "owner": environment.owner_database().django(),  # for `ens migrate` alone
}
DATABASES["owner"]["CONN_MAX_AGE"] = 0
DATABASES["owner"]["OPTIONS"]["options"] = "-c timezone=UTC"  # a migration may take longer than a request
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 35 * 1024 * 1024  # the largest JSON body
DATA_UPLOAD_MAX_NUMBER_FILES = 2  # a form offers a file or a photo, and sends both places
FILE_UPLOAD_HANDLERS = ["ens.web.upload.MemoryUpload"]  # never in clear on the disk

CSRF_COOKIE_NAME = environment.cookie_name("csrf")
CSRF_COOKIE_SECURE = ENS_PUBLIC_URL.startswith("https:")
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None
CSRF_TRUSTED_ORIGINS = [ENS_PUBLIC_URL]  # behind a proxy that ends TLS, the request itself says http
CSRF_FAILURE_VIEW = "ens.web.errors.form_expired"

ENS_BLOBS = environment.text("ENS_BLOBS")
ENS_CHECKPOINTS = Path(environment.text("ENS_CHECKPOINTS"))
ENS_NAME = environment.text("ENS_NAME")
ENS_COOKIE = environment.cookie_name("ens")
ENS_DEVICE_COOKIE = environment.cookie_name("appareil")
ENS_SUITE_COOKIE = environment.cookie_name("suite")
ENS_STEPS_COOKIE = environment.cookie_name("pas")
ENS_SESSION_HOURS = environment.number("ENS_SESSION_HOURS", highest=720)
ENS_SESSION_IDLE_MINUTES = environment.number("ENS_SESSION_IDLE_MINUTES", highest=1440)
ENS_SIGN_IN = [  # ways for persons: functions (request) -> list[ens.web.ways.Way]
    "ens.federation.portal.offer_to_persons",
    "ens.enrolment.ways.offer_passkey",
    "ens.enrolment.ways.offer_login",
]
ENS_PRO_SIGN_IN = ["ens.federation.portal.offer_to_professionals"]  # ways for professionals
ENS_SIGN_OUT = "ens.federation.leaving.after_sign_out"  # (request, response) -> where to go on, or ""
ENS_ARRIVAL = [  # what is asked after signing in: functions (request, session) -> an address, or ""
    "ens.accounts.arrival.ask_terms",
    "ens.accounts.arrival.ask_choices",
]
ENS_NEW_DEVICE = [
    "ens.enrolment.reaching.tell_new_device"
]  # told of a browser never seen before: functions (SignedIn, label)
ENS_STAFF_SIGN_IN = ["ens.staff.portal.entering.offer"]  # ways for agents and operators
ENS_HOMES = {"PERSON": "welcome", "PROFESSIONAL": "pro", "SUPPORT": "staff-home"}  # first page of each kind
ENS_DOORS = {"/pro/": "pro-sign-in", "/guichet/": "staff-sign-in", "/pilotage/": "staff-sign-in"}  # where one signs in
ENS_DEMO_NAMES = environment.demo_names()
ENS_DEMONSTRATION = environment.is_demo()
ENS_KEYS = environment.text("ENS_KEYS")
ENS_KEYS_CACHED = environment.number("ENS_KEYS_CACHED")
ENS_KEYSTORE = environment.text("ENS_KEYSTORE")
ENS_PROVIDERS = providers.providers()
ENS_DIRECTORY_URL = providers.directory_url()
ENS_INSI_URL = providers.insi_url()
ENS_INSI_CERTIFICATE = environment.text("ENS_INSI_CERTIFICATE")
ENS_OPENBAO = {
    "token": environment.text("ENS_OPENBAO_TOKEN"),
    "role": environment.text("ENS_OPENBAO_ROLE"),
    "secret": environment.text("ENS_OPENBAO_SECRET"),
    "authority": environment.text("ENS_OPENBAO_CA"),
}
ENS_JOURNAL_ORIGIN = f"{urlsplit(ENS_PUBLIC_URL).netloc}/journal"  # the log's name: the public address, no scheme
ENS_SMART = "ens.oauth.discovery.smart_configuration"  # what apps on FHIR are told, as JSON
ENS_ORIGINS = "ens.oauth.origins.allow"  # which pages of others may call: (origin, asks) -> headers
ENS_FHIR_KINDS = ["ens.records.fhir.KINDS", "ens.clinical.fhir.KINDS"]
ENS_KEY_BACKUPS = Path(environment.text("ENS_KEY_BACKUPS"))
ENS_KEY_BACKUP_DAYS = environment.number("ENS_KEY_BACKUP_DAYS")
ENS_DPO_MAIL = environment.text("ENS_DPO_MAIL") or ("dpo@demonstration.invalid" if environment.is_demo() else "")
ENS_DOCUMENT_LIMIT = environment.number("ENS_DOCUMENT_LIMIT")
ENS_PROXIES = environment.number("ENS_PROXIES", 0, 9)
ENS_SMS = {"url": environment.text("ENS_SMS_URL"), "token": environment.text("ENS_SMS_TOKEN")}
ENS_SMTP = {
    "host": environment.text("ENS_SMTP_HOST"),
    "port": environment.text("ENS_SMTP_PORT"),
    "user": environment.text("ENS_SMTP_USER"),
    "password": environment.text("ENS_SMTP_PASSWORD"),
    "sender": environment.text("ENS_SMTP_FROM"),
    "authority": environment.text("ENS_SMTP_CA"),
}
ENS_STATE_ANSWERS_PER_DAY = environment.number("ENS_STATE_ANSWERS_PER_DAY")
ENS_LETTERS = environment.text("ENS_LETTERS")
ENS_LIFE = {  # what a first access does to a space, and who does it
    "activate": "ens.lifecycle.services.activate_space",
    "oppose": "ens.lifecycle.services.oppose_space",
    "represent": "ens.sharing.delegations.declare_representative",
}
ENS_TERMS = "ens.accounts.terms"  # asked for at a first access, and again when they change
ENS_LOGO = environment.text("ENS_LOGO")
ENS_STYLE = environment.text("ENS_STYLE")
ENS_NAVIGATION = [  # what a notebook contains: name of the address, icon, words, whether it is kept from carers
    {"name": "home", "icon": "house", "label": "Accueil", "kept": False},
    {"name": "documents", "icon": "file-text", "label": "Documents", "kept": False},
    {"name": "history", "icon": "footprints", "label": "Qui est venu", "kept": True},
    {"name": "confidence", "icon": "lock", "label": "Confidentialité", "kept": True},
    {"name": "apps", "icon": "share-2", "label": "Applications", "kept": True},
    {"name": "shares", "icon": "clock", "label": "Partages", "kept": True},
]
ENS_TEMPLATES = [
    "web",
    "accounts",
    "home",
    "history",
    "confidence",
    "oauth",
    "records",
    "docs",
    "federation",
    "enrolment",
    "sandbox",
    "staff",
    "pro",
    "shares",
    "notices",
]
ENS_TIME_ZONE = environment.text("ENS_TIME_ZONE")
ENS_UPLOAD_LIMIT = environment.number("ENS_UPLOAD_LIMIT", highest=25_000_000)
ENS_UNWRAPS_PER_MINUTE = environment.number("ENS_UNWRAPS_PER_MINUTE")


def ENS_JOURNAL_VKEY() -> str:  # noqa: N802  a setting that is asked for at each use: it needs the key store
    """Give the key that the journal's checkpoints are verified with."""
    return str(import_string("ens.gate.house.house")().signer.vkey)
