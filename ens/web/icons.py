"""Icons: drawn once at the end of each page that uses them, and named where they stand.

An outside sprite would cost a request, and Firefox asks for it under `default-src`, which is shut.
"""

import re
from functools import cache
from typing import Final

from ens.web.statics import shelf

_SYMBOL: Final = re.compile(r'<symbol id="([a-z0-9-]+)" .*?</symbol>', re.DOTALL)
_USED: Final = re.compile(r'<use href="#i-([a-z0-9-]+)"')


@cache
def symbols() -> dict[str, str]:
    """Read the sprite."""
    sprite = shelf().files["icones.svg"][0].decode()
    return {found[1]: found[0].replace(f'id="{found[1]}"', f'id="i-{found[1]}"') for found in _SYMBOL.finditer(sprite)}


def with_icons(html: str) -> str:
    """Add the drawings of the icons that a page uses."""
    known = symbols()
    drawn = "".join(known[name] for name in sorted(set(_USED.findall(html))) if name in known)
    return html.replace("</body>", f'<svg class="dessins" aria-hidden="true">{drawn}</svg></body>') if drawn else html
