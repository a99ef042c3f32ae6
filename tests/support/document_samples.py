"""A small document or more of every format that is read: what its mutants are made from."""

# ruff: noqa: E501  # samples stay in one piece

from __future__ import annotations

from pathlib import Path

from indesign import frame, indesign, paragraphs, styled
from office import deck, open_document, packed, slide, word, workbook

_RUN = '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Du texte </w:t></w:r>'
_WORD = (
    f'<w:p><w:pPr><w:pStyle w:val="Titre1"/></w:pPr>{_RUN}<w:r><w:t>et un</w:t><w:br/><w:t>retour</w:t></w:r></w:p>'
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="separate"/>'
    '<w:t>3</w:t><w:fldChar w:fldCharType="end"/></w:r><w:hyperlink r:id="r9"><w:r><w:t>Un lien</w:t></w:r></w:hyperlink>'
    '<w:ins w:id="1"><w:r><w:t>ajouté</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>ôté</w:delText></w:r></w:del></w:p>'
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Une cellule</w:t><w:tab/><w:t>deux</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    "<w:sdt><w:sdtContent><w:p><w:r><w:t>Contrôle</w:t></w:r></w:p></w:sdtContent></w:sdt>"
)
_SHEET = (
    '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>En ligne</t></is></c>'
    '<c r="C1" t="str"><f>CONCATENATE("Un ",A1)</f><v>Un Titre</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c>'
    '<c r="B2"><v>12.5</v></c></row></sheetData><mergeCells><mergeCell ref="A3:B4"/></mergeCells>'
    '<dataValidations><dataValidation type="list" sqref="A1"><formula1>"Oui,Non"</formula1></dataValidation></dataValidations>'
)
_STRINGS = (
    "<si><t>Titre</t></si><si><r><rPr><b/></rPr><t>Gras</t></r><r><t xml:space='preserve'> et maigre</t></r></si>"
)
_SLIDE = (
    '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Zone"/><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:txBody><a:p>'
    '<a:r><a:rPr lang="fr-FR" b="1"/><a:t>Le bilan</a:t></a:r><a:br/><a:fld id="1" type="slidenum"><a:t>1</a:t></a:fld></a:p>'
    '</p:txBody></p:sp><p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr h="1"><a:tc><a:txBody><a:p><a:r><a:t>Case</a:t>'
    "</a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
)
_ODT = (
    '<text:h text:outline-level="1">Un <text:span text:style-name="T1">titre</text:span></text:h><text:p>Du texte<text:s text:c="3"/>'
    "et<text:tab/>un<text:line-break/>retour<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>La note</text:p>"
    "</text:note-body></text:note></text:p><text:list><text:list-item><text:p>Un point</text:p></text:list-item></text:list>"
)
_ODS = (
    "<table:table table:name='A'><table:table-row><table:table-cell office:value-type='string'><text:p>Oui</text:p></table:table-cell>"
    "<table:table-cell table:number-columns-repeated='3' office:value-type='string'><text:p>Vert</text:p></table:table-cell>"
    "<table:table-cell table:formula='of:=COUNTIF([.A1:.A2];&quot;Oui&quot;)' office:value-type='string'><text:p>un</text:p></table:table-cell>"
    "</table:table-row></table:table>"
)
_ODP = (
    "<draw:page draw:name='p'><draw:frame presentation:class='title'><draw:text-box><text:p>Bilan</text:p></draw:text-box></draw:frame>"
    "<presentation:notes><draw:frame><draw:text-box><text:p>Dire merci</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>"
)
_EPUB = packed(
    {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="O/p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        "O/p.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<dc:title>Le livre</dc:title><dc:language>fr</dc:language></metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="n" href="n.ncx" media-type="application/x-dtbncx+xml"/></manifest><spine toc="n"><itemref idref="a"/></spine></package>',
        "O/a.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml" lang="fr"><body><h1>Un titre</h1><p>Du <i>texte</i>&#160;!</p></body></html>',
        "O/n.ncx": '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Un titre</text></navLabel></navPoint></navMap></ncx>',
    }
)

_MAIL = (
    "From: a@example.org\r\nSubject: Votre commande\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n--b1\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n'
    "--b2\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "Bonjour,\r\n\r\n> Une question=\r\n ?\r\n\r\n--=20\r\nL'=E9quipe\r\n--b2\r\nContent-Type: text/html; charset=utf-8\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nPHA+Qm9uam91ciA8Yj7DoCB2b3VzPC9iPjwvcD4=\r\n--b2--\r\n--b1\r\n"
    'Content-Disposition: attachment; filename="a.png"\r\nContent-Type: image/png\r\n\r\nxyz\r\n--b1--\r\n'
)
_PDF = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 84>>stream\nBT /F 12 Tf 20 200 Td (Le prix de la table.) Tj 0 -14 Td (Un autre prix.) Tj ET\nendstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n"
)

_STORY = (
    paragraphs(styled("Un titre", "<Br />"), style="Titre 1")
    + paragraphs(
        styled("Le prix "),
        styled("baisse", more=' FontStyle="Bold"'),
        styled(
            " page <?ACE 18?>",
            "<HyperlinkTextSource Self='h'><Content>ici</Content></HyperlinkTextSource>",
            " même.",
            "<Br />",
            "Fin.",
        ),
    )
    + paragraphs(
        styled(
            "<Footnote>" + paragraphs(styled("<?ACE 4?> Une note.")) + "</Footnote>"
            '<Table Self="t"><Cell Name="0:0">' + paragraphs(styled("Une case")) + "</Cell></Table>"
        )
    )
)

# By the names of the formats, then of the files.
SAMPLES: dict[str, dict[str, str | bytes]] = {
    "docx": {"a.docx": word(_WORD)},
    "pptx": {"a.pptx": deck(slide(_SLIDE))},
    "xlsx": {"a.xlsx": workbook(_SHEET, _STRINGS)},
    "odt": {"a.odt": open_document(_ODT)},
    "ods": {"a.ods": open_document(_ODS, "spreadsheet")},
    "odp": {"a.odp": open_document(_ODP, "presentation")},
    "idml": {"a.idml": indesign({"u1": _STORY, "u2": paragraphs(styled("Pied"))}, frame("u1"), frame("u2"))},
    "epub": {"a.epub": _EPUB},
    "mail": {"a.eml": _MAIL},
    "pdf": {"a.pdf": _PDF},
    "html": {
        "page.html": '---\ntitle: Été\n---\n<html lang="fr"><p title="Vue">Un <b>mot</b> {{ nom }}<br>l\'été &amp; {% if x %}l\'hiver'
        "<ul><li>a<li>b</ul><select><option>Noir<option>Rouge</select><pre>Mode d'emploi</pre><!-- x --></html>",
    },
    "markdown": {
        "page.md": "---\ntitle: 'Été'\n---\n# Le *titre*\n\n- un [lien](x 'Titre') et `code`\n  suite\n\n| a | b |\n|--|--|\n| c \\| d | e |\n\n"
        '> cité\n\n<div>Du <i>HTML</i></div>\n\n[x]: /u "Vers"\n\n```\ncode\n```\n![alt](i.png)\n',
        "page.mdx": 'import A from "a"\n\n<A label="Le titre">\n\n:::tip[Astuce]\nDu texte {x} **gras**.\n:::\n\n</A>\n',
    },
    "srt": {
        "a.srt": "1\r\n00:00:01,000 --> 00:00:03,000\r\n<i>Bonjour à tous\r\net bienvenue</i> dans\r\n\r\n2\r\n00:00:03,100 --> 00:00:05,000\r\nnotre émission.\r\n",
    },
    "vtt": {
        "a.vtt": "WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:04.000 line:9%\n<v Camille>Bonjour <b>à tous</b> &amp;\n\n00:04.000 --> 00:05.000\n- Oui.\n- Non.\n",
    },
    "ass": {
        "a.ass": "[Script Info]\n\n[Events]\nFormat: Layer, Start, End, Text\nDialogue: 0,0:00:01.00,0:00:04.00,{\\k20}Au {\\k30}mar\\Nché\n",
    },
    "csv": {
        "a.csv": 'réf;titre;texte\r\n1;"Une ""théière""";<p>Belle & <b>noire</b></p>\r\n2;Un bol;Pour le thé\r\n',
    },
    "json": {
        "a.json": '{"a": {"b": "Bonjour {nom}", "c": ["Un \\"mot\\"", 3]}, "d": "{n, plural, one{# mot} other{# mots}}"}',
    },
    "yaml": {
        "a.yml": 'fr:\n  a: &x "Bonjour %{nom}"\n  b: >-\n    Une phrase\n    pliée\n  c: |\n    Deux\n    lignes\n  d: {e: l\'été, f: *x}\n',
    },
    "properties": {
        "a.properties": "# x\na = Bonjour \\\n   {0} et \\u00e9t\\u00e9\nb: L''article {0}\n",
    },
    "ini": {
        "a.ini": '[s]\nA="Voir <a href=\\"x\\">l’aide</a>"\nB=Du texte ; x\n',
    },
    "android": {
        "strings.xml": "<?xml version='1.0'?><resources><string name='a'>L\\'été <b>doux</b></string><plurals name='b'>"
        "<item quantity='one'>%d mot</item></plurals><string name='c'><![CDATA[<p>Du texte</p>]]></string></resources>",
    },
    "xml-strings": {
        "a.resx": "<root><data name='a'><value>Du texte &amp; {0}</value><comment>x</comment></data></root>",
    },
    "apple": {
        "a.strings": '/* note */\n"a" = "Bonjour \\"%@\\"";\nb = "Non";\n',
    },
    "txt": {
        "a.txt": "Une première ligne de texte, assez longue pour aller jusqu'au bord de la\npage, une seconde qui la suit de près et qui \
    va presque aussi loin qu'elle,\nune troisième enfin.\n\n> cité\n",
    },
    "ftl": {
        "a.ftl": "# Note\n-marque = Bitexte\nbonjour = Bonjour { $nom } !\n    .title = Le titre\npaniers = { $n ->\n    [one] Un article\n"
        '   *[other] { NUMBER($n) } articles de { -marque }\n  }\nlong =\n    Une ligne\n    et une autre {"{"}\n'
    },
    "po": {
        "a.po": 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=n > 1;\\n"\n\n'
        '# note\n#. extraite\n#: a.c:3\n#, c-format, fuzzy\n#| msgid "avant"\nmsgctxt "menu"\nmsgid "Ouvrir %s"\nmsgstr ""\n\n'
        'msgid "un mot"\nmsgid_plural ""\n"%d "\n"mots"\nmsgstr[0] ""\nmsgstr[1] ""\n\n#~ msgid "vieux"\n#~ msgstr "old"\n'
    },
    "xliff": {
        "a.xlf": '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="fr" target-language="en" datatype="plaintext">'
        '<body><group id="g"><trans-unit id="1"><source>Un <g id="1">mot</g><x id="2"/> &amp; un autre</source></trans-unit>'
        '<trans-unit id="2" approved="yes"><source>Deux</source><target state="final">Two</target><note>x</note></trans-unit></group></body></file></xliff>',
        "a.xliff": '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="fr" trgLang="en"><file id="f"><unit id="u"><originalData>'
        '<data id="d">&lt;br/&gt;</data></originalData><segment id="s"><source>Un <pc id="1">mot</pc><ph id="2" dataRef="d"/></source></segment>'
        '<ignorable><source> </source></ignorable><segment state="translated"><source>Deux</source><target>Two</target></segment></unit></file></xliff>',
    },
}


def real(folder: Path, suffixes: tuple[str, ...], largest: int = 60_000) -> dict[str, bytes]:
    """Real documents of these suffixes below a folder, where it is there; small ones give more mutants a second."""
    paths = sorted(path for path in folder.glob("*/*") if path.suffix in suffixes and path.parent.name != "refused")
    return {path.name: path.read_bytes() for path in paths if path.stat().st_size < largest}
