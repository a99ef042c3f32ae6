"""Stage 4: whether the terms came out, and what a reviewer should look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bitexte import checks
from bitexte.model import Bitext, Document, Finding, Unit
from bitexte.project import Project
from bitexte.settings import Settings
from bitexte.terms import Glossary
from bitexte.terms.matching.compliance import compliance

DEFAULTS = Settings()


def checked(document: Document, units: tuple[Unit, ...], project: Project) -> Bitext:
    """The bitext of these units, with what a reviewer should look at."""
    complete = tuple(map(_with_compliance, units))
    wanted = checks.severities(project.settings.checks)
    own, forbidding = project.settings.own_checks, project.glossary.forbidding
    french, english = project.settings.french, project.settings.english
    severities = tuple(sorted(wanted.items()))
    bitext = Bitext(document, complete, (), project.provenance, french, english, severities)
    cues = checks.subtitles.check(bitext, project.settings.subtitle_speed, project.settings.subtitle_line)
    found = checks.run(complete, wanted, own_checks=own, forbidding=forbidding, drafts=True, further=cues)
    return replace(bitext, findings=tuple(found))


def check(
    units: Iterable[Unit], glossary: Glossary, settings: Settings = DEFAULTS, *, consistency: bool = False
) -> Iterator[Finding]:
    """What a reviewer should look at in finished translations, whoever made them.

    `settings` say what is looked for; with `consistency` words that are rendered in several ways, too.
    """
    complete = [_with_compliance(unit) for unit in matched_units(units, glossary)]
    wanted, own = checks.severities(settings.checks), settings.own_checks
    forbidding = glossary.forbidding
    yield from checks.run(complete, wanted, own_checks=own, forbidding=forbidding, consistency=consistency)


def matched_units(units: Iterable[Unit], glossary: Glossary) -> Iterator[Unit]:
    """Units of a file with the terms that the glossary finds in them."""
    return (replace(unit, matches=glossary.find(unit.segment.text)) for unit in units)


def _with_compliance(unit: Unit) -> Unit:
    return replace(unit, compliance=compliance(unit.matches, unit.translation.text))
