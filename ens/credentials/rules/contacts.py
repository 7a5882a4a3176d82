"""An e-mail address and a mobile number as they are compared, and as they are shown to who may not know them (X-05)."""

import re
import unicodedata
from typing import Final

# The nine French dial codes, what a mobile number begins with behind each, and how many digits follow the code (ARCEP,
# decision 2018-0881 as amended; OPT New Caledonia, French Polynesia and Wallis and Futuna number their own).
DIAL_CODES: Final = {
    "33": (("6", "7"), 9),
    "262": (("692", "693", "639"), 9),
    "590": (("690", "691"), 9),
    "594": (("694",), 9),
    "596": (("696", "697"), 9),
    "508": (("40", "41", "42", "43", "44", "55"), 6),
    "681": (("82", "83"), 6),
    "687": (("7", "8", "9"), 6),
    "689": (("87", "88", "89"), 8),
}
_OVERSEAS: Final = {start: code for code in ("262", "590", "594", "596") for start in DIAL_CODES[code][0]}
_SEPARATORS: Final = re.compile(r"[\s.\-/()\u00a0\u202f]+")
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
LONGEST_EMAIL: Final = 254
_HIDDEN: Final = "•••"


def read_email(typed: str) -> str:
    """Write an e-mail address as it is compared, or nothing when it is none."""
    local, at, domain = unicodedata.normalize("NFC", typed).strip().rpartition("@")
    text = f"{local}{at}{domain.lower()}"
    return text.lower() if len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) else ""


def read_mobile(typed: str) -> str:
    """Write a French mobile number with its dial code (`+33699001234`), or nothing when it is none."""
    digits = _SEPARATORS.sub("", typed)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if digits.startswith("0"):
        code = next((code for start, code in _OVERSEAS.items() if digits[1:].startswith(start)), "33")
        digits = f"+{code}{digits[1:]}"
    if not re.fullmatch(r"\+[0-9]{9,12}", digits):
        return ""
    return digits if any(_fits(digits[1:], code) for code in DIAL_CODES) else ""


def _fits(digits: str, code: str) -> bool:
    starts, length = DIAL_CODES[code]
    own = digits.removeprefix(code)
    return digits.startswith(code) and len(own) == length and own.startswith(starts)


def write_mobile(number: str) -> str:
    """Write a number as one reads it: `06 99 00 12 34`, `+687 74 12 34`."""
    for code in sorted(DIAL_CODES, key=len, reverse=True):
        if _fits(number[1:], code):
            own = number[1 + len(code) :]
            national = f"0{own}" if len(own) == 9 else own
            pairs = " ".join(national[at : at + 2] for at in range(0, len(national), 2))
            return pairs if len(own) == 9 else f"+{code} {pairs}"
    return number


def mask_email(email: str) -> str:
    """Show enough of an address for its owner to know it: `c•••@e•••.fr`."""
    local, _, domain = email.partition("@")
    return f"{local[:1]}{_HIDDEN}@{domain[:1]}{_HIDDEN}.{domain.rpartition('.')[2]}"


def mask_mobile(number: str) -> str:
    """Show the last two digits of a number: `•• •• •• •• 34`."""
    return f"•• •• •• •• {number[-2:]}"
