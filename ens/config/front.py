"""The first page: what runs here and how to call it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.views.decorators.http import require_safe

_PAGE = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}</title>
<link rel="stylesheet" href="/accueil.css">
</head>
<body>
<main>
<h1>{name}</h1>
<p>Le service fonctionne. Cette adresse est celle de ses interfaces pour les logiciels ;
les pages pour les personnes viendront ici.</p>
{demo}
<h2>Appeler le service</h2>
<dl>
<dt><a href="/fhir/metadata">/fhir/metadata</a></dt><dd>ce que l’interface FHIR R4 sait faire</dd>
<dt>/fhir</dt><dd>documents, fichiers, lots, personnes et historique, avec un jeton d’accès</dd>
<dt>/oauth/token</dt><dd>jetons pour les logiciels des structures (assertion signée)</dd>
<dt><a href="/journal/checkpoint">/journal/checkpoint</a></dt><dd>l’état signé du journal, que chacun peut vérifier</dd>
<dt><a href="/readyz">/readyz</a></dt><dd>l’état du service</dd>
</dl>
</main>
</body>
</html>
"""
_DEMO = """<p><strong>Démonstration :</strong> toutes les personnes et tous les documents sont fictifs.
Pour obtenir un jeton : <code>bin/ens token --as camille</code> (ou {others}).</p>"""
_STYLE = """:root { color-scheme: light dark; font: 1.125rem/1.6 system-ui, sans-serif; }
body { margin: 0; background: Canvas; color: CanvasText; }
main { max-width: 42rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 1rem 0; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.5rem; }
dt { font-weight: 600; margin-top: 1rem; }
dd { margin: 0; }
code { white-space: nowrap; }
"""
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_HEADERS = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


@require_safe
def welcome(_request: HttpRequest) -> HttpResponse:
    """Say what runs here, in plain words."""
    demo = (
        _DEMO.format(others=", ".join(f"<code>{name}</code>" for name in settings.ENS_DEMO_NAMES))
        if settings.ENS_DEMO_NAMES
        else ""
    )
    return HttpResponse(_PAGE.format(name=escape(settings.ENS_NAME), demo=demo), headers=_HEADERS)


@require_safe
def style(_request: HttpRequest) -> HttpResponse:
    """Give the page's style sheet."""
    return HttpResponse(_STYLE, content_type="text/css; charset=utf-8", headers=_HEADERS)
