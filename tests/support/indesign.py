"""InDesign documents made by hand, as InDesign CS6 and later write them, cut to what matters."""

from __future__ import annotations

from office import packed

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PKG = 'xmlns:idPkg="http://ns.adobe.com/AdobeInDesign/idml/1.0/packaging" DOMVersion="8.0"'


def indesign(stories: dict[str, str], spread: str = "", master: str = "", more: str = "") -> bytes:
    """A document of these stories by name; `spread` and `master` hold frames, `more` stands in the list of parts."""
    listed = "".join(f'<idPkg:Story src="Stories/Story_{name}.xml" />' for name in stories)
    parts = {
        "mimetype": "application/vnd.adobe.indesign-idml-package",
        "designmap.xml": f'{_HEAD}<?aid style="50" type="document" readerVersion="6.0" featureSet="257" ?>\n'
        f'<Document {_PKG} Self="d" StoryList="{" ".join(stories)}">{more}<idPkg:Styles src="Resources/Styles.xml" />'
        '<idPkg:MasterSpread src="MasterSpreads/MasterSpread_m.xml" /><idPkg:Spread src="Spreads/Spread_s.xml" />'
        f"{listed}</Document>",
        "Resources/Styles.xml": f"{_HEAD}<idPkg:Styles {_PKG}><RootParagraphStyleGroup>"
        '<ParagraphStyle Self="ParagraphStyle/Titre" Name="Titre" AppliedLanguage="$ID/French" />'
        "</RootParagraphStyleGroup></idPkg:Styles>",
        "MasterSpreads/MasterSpread_m.xml": f"{_HEAD}<idPkg:MasterSpread {_PKG}><MasterSpread>{master}</MasterSpread>"
        "</idPkg:MasterSpread>",
        "Spreads/Spread_s.xml": f"{_HEAD}<idPkg:Spread {_PKG}><Spread>{spread}</Spread></idPkg:Spread>",
    }
    for name, body in stories.items():
        parts[f"Stories/Story_{name}.xml"] = (
            f'{_HEAD}<idPkg:Story {_PKG}>\n\t<Story Self="{name}"><StoryPreference OpticalMarginAlignment="false" />'
            f"{body}</Story>\n</idPkg:Story>"
        )
    return packed(parts)


def paragraphs(*ranges: str, style: str = "Corps", more: str = "") -> str:
    opening = f'<ParagraphStyleRange AppliedParagraphStyle="ParagraphStyle/{style}"{more}>'
    return f"{opening}{''.join(ranges)}</ParagraphStyleRange>"


def styled(*inner: str, style: str = "$ID/[No character style]", more: str = "") -> str:
    """A range of one look; texts that are no mark-up become its Content."""
    parts = [one if one.startswith("<") and not one.startswith("<?") else f"<Content>{one}</Content>" for one in inner]
    opening = f'<CharacterStyleRange AppliedCharacterStyle="CharacterStyle/{style}"{more}>'
    return f"{opening}{''.join(parts)}</CharacterStyleRange>"


def frame(story: str, more: str = "") -> str:
    return f'<TextFrame Self="f{story}" ParentStory="{story}"{more} />'
