"""What a laboratory or a hospital writes in a CDA document is read on the page: words, lists, tables, notes, images."""

import pytest

from ens.formats.preview.shapes import PageImage
from ens.formats.preview.show import page_image
from ens.formats.sniff import CDA
from tests.factories import pdfs
from tests.factories.cda import document, html_of, media, section, shown
from tests.factories.hostile_files import photograph

pytestmark = pytest.mark.threat("T-22")


@pytest.mark.parametrize(
    ("narrative", "html"),
    [
        ("Tout va bien.", "Tout va bien."),
        ("<paragraph>Un.</paragraph><paragraph> </paragraph><paragraph>Deux.</paragraph>", "<p>Un.</p><p>Deux.</p>"),
        ("Un<br/>deux", "Un<br>deux"),
        ("CO<sub>2</sub> 10<sup>9</sup>/L", "CO<sub>2</sub> 10<sup>9</sup>/L"),
        ('<content styleCode="Bold">a</content>', "<strong>a</strong>"),
        ('<content styleCode="Bold Italics Underline">a</content>', "<u><em><strong>a</strong></em></u>"),
        ('<content styleCode="BoldItalics">a</content>', "<strong><em>a</em></strong>"),
        ('<content styleCode="xSpecial">a</content>', "a"),
        ('<content revised="delete">a</content><content revised="insert">b</content>', "<del>a</del><ins>b</ins>"),
        ("<list><item>a</item><item>b</item></list>", "<ul><li>a</li><li>b</li></ul>"),
        (
            '<list listType="ordered" styleCode="LittleAlpha"><caption>Suites</caption><item>a</item></list>',
            '<strong>Suites</strong><br><ol type="a"><li>a</li></ol>',
        ),
        ("<list/>", '<p class="note">Cette partie ne contient rien à lire.</p>'),
        ("<paragraph>a<list><item>b</item></list></paragraph>", "<div>a<ul><li>b</li></ul></div>"),
        ('<content styleCode="Bold">a<list><item>b</item></list></content>', "a<ul><li>b</li></ul>"),
        ("<paragraph><caption>Note.</caption>a</paragraph>", "<p><strong>Note.</strong><br>a</p>"),
        ("1 &lt; 2 &amp; 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
        ("<unknown>words <content>stay</content></unknown>", "words stay"),
        ("5&#xB5;g\u202e\u0085", "5µg"),
    ],
)
def test_words_and_lists(narrative: str, html: str) -> None:
    assert html_of(narrative) == html


REGULAR = (
    "<table><caption>Bilan</caption><thead><tr><th>Analyse</th><th>Résultat</th></tr></thead>"
    '<tbody><tr><th>TSH</th><td><content styleCode="Bold">1,9</content> mUI/L</td></tr>'
    "<tr><td>T4</td><td> </td></tr></tbody></table>"
)


def test_a_regular_table_becomes_cards_on_a_phone() -> None:
    """It keeps its roles, and each cell knows its title."""
    assert html_of(REGULAR) == (
        '<div class="deroulant" tabindex="0" role="group" aria-label="Tableau">'
        '<table class="tableau empile" role="table"><caption>Bilan</caption><thead role="rowgroup"><tr role="row">'
        '<th scope="col" role="columnheader">Analyse</th><th scope="col" role="columnheader">Résultat</th></tr></thead>'
        '<tbody role="rowgroup"><tr role="row"><th scope="row" role="rowheader" data-titre="Analyse">TSH</th>'
        '<td role="cell" data-titre="Résultat"><strong>1,9</strong> mUI/L</td></tr>'
        '<tr role="row"><td role="cell" data-titre="Analyse">T4</td><td role="cell" data-titre="Résultat"></td></tr>'
        "</tbody></table></div>"
    )


def test_a_table_whose_words_do_not_fit_side_by_side_becomes_cards_everywhere() -> None:
    head = "".join(f"<th>Établissement{n}</th>" for n in range(9))
    body = "".join(f"<td>{n}</td>" for n in range(9))
    table = f"<table><thead><tr>{head}</tr></thead><tbody><tr>{body}</tr></tbody></table>"
    assert 'class="tableau empile fiches"' in html_of(table)
    assert "fiches" not in html_of(REGULAR)


def test_a_row_that_runs_across_the_columns_repeats_no_title() -> None:
    across = '<tr><td>Note</td><td colspan="2">À jeun</td></tr>'
    head = "<thead><tr><th>a</th><th>b</th><th>c</th></tr></thead>"
    html = html_of(f"<table>{head}<tbody>{across}<tr><td>1</td><td>2</td><td>3</td></tr></tbody></table>")
    assert '<tr role="row"><td role="cell">Note</td><td role="cell" colspan="2">À jeun</td></tr>' in html
    assert '<td role="cell" data-titre="c">3</td>' in html


def test_a_title_over_several_columns_stands_over_each_of_them() -> None:
    head = '<thead><tr><th colspan="2">Date</th><th>Acte<br/>réalisé</th></tr></thead>'
    html = html_of(f"<table>{head}<tbody><tr><td/><td>2026</td><td>x</td></tr></tbody></table>")
    assert '<td role="cell" data-titre="Date">2026</td><td role="cell" data-titre="Acte réalisé">x</td>' in html


@pytest.mark.parametrize(
    "rows",
    [
        '<thead><tr><th colspan="2">Mesures</th></tr></thead><tbody><tr><td>Poids</td><td>3900 g</td></tr></tbody>',
        "<tbody><tr><td>Poids</td><td>3900 g</td></tr></tbody>",
        '<thead><tr><th>a</th><th>b</th></tr></thead><tr><td rowspan="2">1</td><td>2</td></tr><tr><td>3</td></tr>',
        "<thead><tr><th>a</th></tr><tr><th>b</th></tr></thead><tbody><tr><td>1</td></tr></tbody>",
    ],
)
def test_other_tables_stay_tables(rows: str) -> None:
    html = html_of(f"<table>{rows}</table>")
    assert '<table class="tableau">' in html
    assert "data-titre" not in html


def test_spans_stay_within_their_table() -> None:
    html = html_of(
        '<table><tr><td rowspan="9" colspan="0">a</td><td colspan="x">b</td></tr><tr><td>c</td></tr></table>'
    )
    assert html.endswith('<tbody><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table></div>')


def test_rows_stand_in_order_whatever_the_order_of_their_groups() -> None:
    html = html_of(
        "<table><tfoot><tr><td>z</td><td/></tr></tfoot><tr><th>a</th><th/></tr><thead><tr><th>t</th><th/></tr></thead></table>"
    )
    assert html.index(">t<") < html.index(">a<") < html.index(">z<")
    assert "<th></th>" not in html, "an empty heading is an empty cell"


def test_a_frame_of_one_cell_is_not_a_table() -> None:
    assert html_of("<table><tbody><tr><td><paragraph>a</paragraph></td></tr></tbody></table>") == "<div><p>a</p></div>"


def test_footnotes_stand_at_the_end_of_their_section() -> None:
    html = html_of(
        'Fer bas<footnote ID="f">à contrôler</footnote>, TSH<footnoteRef IDREF="f"/><footnoteRef IDREF="x"/>.'
    )
    mark = '<sup><a href="#note-1">1</a></sup>'
    note = '<div class="note" id="note-1"><sup>1</sup> <span id="recit-1"></span>à contrôler</div>'
    assert html == f"Fer bas{mark}, TSH{mark}.{note}".replace('<span id="recit-1"></span>', "")


def test_links_lead_within_the_document_only() -> None:
    html = html_of('<linkHtml href="#suite">voir</linkHtml><paragraph ID="suite">Suite</paragraph>')
    assert html == '<a href="#recit-1">voir</a><p><span id="recit-1"></span>Suite</p>'


@pytest.mark.parametrize(
    ("link", "html"),
    [
        (
            '<linkHtml href="https://sante.fr/x?a=1&amp;b=2">notice</linkHtml>',
            "notice (https://sante.fr/x?a=1&amp;b=2)",
        ),
        ('<linkHtml href="https://sante.fr">https://sante.fr</linkHtml>', "https://sante.fr"),
        ('<linkHtml href="annexe/AVK.pdf"/>', "annexe/AVK.pdf"),
        ('<linkHtml href="mailto:labo@example.fr">écrire</linkHtml>', "écrire (mailto:labo@example.fr)"),
        ('<linkHtml href="#nulle-part">voir</linkHtml>', "voir"),
        ("<linkHtml>voir</linkHtml>", "voir"),
    ],
)
def test_links_to_elsewhere_show_where_they_lead(link: str, html: str) -> None:
    assert html_of(link) == html


def test_images_and_copies_stand_where_the_text_shows_them() -> None:
    content = document(
        section(
            '<paragraph>Schéma<renderMultiMedia referencedObject="a b"/></paragraph>',
            entries=media("a", photograph(kind="PNG")),
        ),
        section("Copie", title="Copie", entries=media("b", pdfs.pages(2), "application/pdf")),
    )
    html = str(shown(content).html)
    numbers = [1, 1_000_001, 1_000_002]
    places = [html.index(f'src="page/{number}"') for number in numbers]
    assert places == sorted(places) < [html.index("Copie</h3>")] * 3
    assert 'alt="Pièce jointe 2, page 2 sur 2"' in html
    assert "<details><summary>Texte de la page 2</summary><p>Page 2</p></details>" in html
    assert [type(page_image(CDA, content, number)) for number in numbers] == [PageImage] * 3


def test_a_file_that_no_text_shows_comes_last_and_one_that_is_missing_is_named() -> None:
    html = str(
        shown(document(section('a<renderMultiMedia referencedObject="x"/>', entries=media("b", photograph())))).html
    )
    assert "Une pièce jointe est annoncée ici, mais le document ne la contient pas." in html
    assert html.index("<h3>Pièces jointes</h3>") < html.index('src="page/1"')


def test_a_region_of_an_image_shows_the_image() -> None:
    region = media("i", photograph()).replace("<entry>", '<entry><regionOfInterest ID="r">')
    region = region.replace("</entry>", "</regionOfInterest></entry>")
    html = str(shown(document(section('<renderMultiMedia referencedObject="r"/>', entries=region))).html)
    assert html.count("<img") == 1
    assert "Pièces jointes" not in html


def test_a_protected_copy_says_so_in_its_place() -> None:
    html = str(shown(document(section("a", entries=media("b", pdfs.protected(), "application/pdf")))).html)
    assert "Pièce jointe 1\u00a0: Ce document est protégé par un mot de passe." in html


def test_sections_within_sections_have_lower_headings() -> None:
    inner = section("e", title="D")
    for title in ("C", "B", "A"):
        inner = section(title=title, inner=f"<component>{inner}</component>")
    html = str(shown(document(section(title="0", inner=f"<component>{inner}</component>"))).html)
    assert html == '<div class="recit"><h3>0</h3><h4>A</h4><h5>B</h5><h6>C</h6><h6>D</h6>e</div>'


ENTRIES = """<entry><organizer><component><observation><code displayName="Poids"/><effectiveTime value="20260312"/>
<value value="72.50" unit="kg"/></observation></component><component><observation><code displayName="Vaccinée"/>
<value value="true"/></observation></component></organizer></entry><entry><substanceAdministration>
<effectiveTime><low value="202601"/></effectiveTime><consumable><manufacturedProduct><manufacturedMaterial>
<name>COUMADINE 5 mg</name></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>
<entry><observation><code><originalText>Allergie</originalText></code><value displayName="Pénicilline"/></observation>
</entry><entry><observation><code displayName="Sans valeur"/></observation></entry>"""


def test_a_section_without_words_says_what_its_data_say() -> None:
    html = str(shown(document(section(entries=ENTRIES))).html)
    assert "Cette partie ne contient pas de texte. Voici ce que disent ses données." in html
    rows = [
        [cell.split(">", 1)[1].partition("</td>")[0] for cell in row.split("<td")[1:]] for row in html.split("<tr")[2:]
    ]
    assert rows == [
        ["Poids", "72.50 kg", "12/03/2026"],
        ["Vaccinée", "oui", ""],
        ["COUMADINE 5 mg", "", "01/2026"],
        ["Allergie", "Pénicilline", ""],
    ]


def test_no_section_is_blank() -> None:
    assert "Cette partie ne contient rien à lire." in str(shown(document(section())).html)
    assert "Cette partie" not in str(shown(document(section("a", entries=ENTRIES))).html)


def test_a_section_without_title_takes_that_of_its_code() -> None:
    coded = '<section><code displayName="Biochimie"/><text>a</text></section>'
    assert str(shown(document(coded)).html) == '<div class="recit"><h3>Biochimie</h3>a</div>'
