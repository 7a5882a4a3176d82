"""Takes the text out of an RTF file (RTF 1.9.1): words and breaks; pictures, fields' codes and styles are left out."""

import codecs
import re
from typing import Final

from ens.formats.preview.limited.plain import TEXT, tidy
from ens.formats.preview.limited.serve import Answer, CannotShow

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?[0-9]{1,10})?[ ]?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|([^\\{}\r\n]+)", re.DOTALL
)
_UNSEEN: Final = frozenset(
    [
        "author",
        "buptim",
        "colortbl",
        "comment",
        "company",
        "creatim",
        "datastore",
        "doccomm",
        "fldinst",
        "fonttbl",
        "footer",
        "footerf",
        "footerl",
        "footerr",
        "generator",
        "header",
        "headerf",
        "headerl",
        "headerr",
        "info",
        "keywords",
        "listoverridetable",
        "listtable",
        "manager",
        "nonshppict",
        "object",
        "objdata",
        "operator",
        "pict",
        "printim",
        "private",
        "pntext",
        "revtbl",
        "revtim",
        "rsidtbl",
        "shppict",
        "stylesheet",
        "subject",
        "themedata",
        "title",
        "xmlnstbl",
    ]
)
_WORDS: Final = {
    **dict.fromkeys(("par", "line", "row", "page", "sect"), "\n"),
    "tab": "\t",
    "cell": "\t",
    "nestcell": "\t",
    "nestrow": "\n",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    **dict.fromkeys(("emspace", "enspace", "qmspace"), " "),
}
_SIGNS: Final = {b"\\": "\\", b"{": "{", b"}": "}", b"~": "\u00a0", b"_": "\u2011", b"\n": "\n", b"\r": "\n"}
_CODE_PAGES: Final = {str(page): f"cp{page}" for page in (437, 850, 1250, 1251, 1252, 1253, 1254, 1257)}
_USUAL: Final = "cp1252"
_DEPTH: Final = 1_000

for _name in (*_CODE_PAGES.values(), "utf-16-le"):
    codecs.lookup(_name)  # Python loads codecs from files, which are out of reach later


class _Reader:
    """Where the reading stands: what is said so far, and for each open group whether it is seen, and its `uc`."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.length = 0
        self.groups: list[tuple[bool, int]] = [(True, 1)]
        self.skip = 0  # characters that repeat the last \u for old readers
        self.code_page = _USUAL
        self.starred = False

    def say(self, text: str) -> None:
        """Add text where it is seen, but for what an old reader would have read instead."""
        skipped, self.skip = min(self.skip, len(text)), max(0, self.skip - len(text))
        if self.groups[-1][0] and len(text) > skipped:
            self.said.append(text[skipped:])
            self.length += len(text) - skipped

    def obey(self, word: str, number: str) -> None:
        """Follow one control word."""
        seen, width = self.groups[-1]
        if word in _WORDS:
            self.say(_WORDS[word])
        elif word == "u" and number:
            self.skip = 0
            self.say(chr(int(number) & 0xFFFF))
            self.skip = width
        elif word == "uc" and number:
            self.groups[-1] = (seen, min(16, abs(int(number))))
        elif word == "ansicpg":
            self.code_page = _CODE_PAGES.get(number, _USUAL)
        elif word in _UNSEEN or self.starred:
            self.groups[-1] = (False, width)
        self.starred = False

    def group(self, brace: bytes) -> None:
        """Open or close a group."""
        self.skip, self.starred = 0, False
        if brace == b"{":
            if len(self.groups) > _DEPTH:
                raise CannotShow("heavy")
            self.groups.append(self.groups[-1])
        elif len(self.groups) > 1:
            self.groups.pop()


def read_rtf(content: bytes) -> str:
    """Take the text out."""
    reader, place = _Reader(), 0
    while place < len(content) and reader.length < TEXT:
        token = _TOKEN.match(content, place)
        if token is None:
            place += 1
            continue
        place = token.end()
        word, number, code, sign, brace, text = token.groups(default=b"")
        if word == b"bin":
            place += max(0, int(number or b"0"))
        elif word:
            reader.obey(word.decode(), number.decode())
        elif brace:
            reader.group(brace)
        elif sign == b"*":
            reader.starred = True
        else:
            plain = bytes.fromhex(code.decode()) if code else text
            reader.say(_SIGNS.get(sign, "") if sign else plain.decode(reader.code_page, "replace"))
    said = "".join(reader.said)
    return tidy(said.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def extract(content: bytes, _number: int) -> Answer:
    """Take the text out of a file."""
    return {"text": read_rtf(content)}, b""
