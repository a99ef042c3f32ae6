"""Is this a word of English, of French? By the word lists that come with lemminflect and simplemma.

Each list opens when it is first asked for: English in 0.08 s of processor time, the second English list and the French
one in 0.11 s each.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from bitexte.language.closed_classes import FUNCTION_WORDS, LIGHT_WORDS, word_set

# What lemminflect, which is about inflection, leaves out.
_NEVER_INFLECTED = word_set(
    "a about above across after afterwards against ago albeit all along alongside although am amid amidst among "
    "amongst an and another any anybody anyone anything anyway anywhere apart around as aside at away back because "
    "been before behind below beneath beside besides between beyond both but by can cannot could despite did does "
    "down during each either else elsewhere enough etc even ever every everybody everyone everything everywhere "
    "except few for from hence her here hers herself him himself his how however i if in indeed inside instead into "
    "it its itself just least less lot many may maybe me meanwhile might mine more moreover most much must my "
    "myself namely near neither never nevertheless next no nobody none nonetheless nor not nothing notwithstanding "
    "nowhere of off often on once one oneself only onto or other others otherwise our ours ourselves out outside "
    "over own per perhaps please plus quite rather regarding same several shall she should since so some somebody "
    "somehow someone something sometimes somewhat somewhere soon still such than that the their theirs them "
    "themselves then there thereby therefore these they this those though through throughout thus till to together "
    "too toward towards under underneath unless unlike until up upon us versus very via was we were what whatever "
    "when whenever where whereas whereby wherever whether which whichever while who whoever whole whom whose why "
    "will with within without would yes yet you your yours yourself yourselves zero two three four five six seven "
    "eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty "
    "fifty sixty seventy eighty ninety hundred thousand million billion first second third online offline website "
    "app apps blog blogs email emails podcast podcasts euro euros km cm mm kg ml empire empires rugby casino "
    "casinos pub pubs madame monsieur mademoiselle"
)


def is_light_french(word: str) -> bool:
    """Whether a word is one of grammar rather than of content, which a translation need not render."""
    return word.lower() in FUNCTION_WORDS or word.lower() in LIGHT_WORDS


def is_usual_english(word: str) -> bool:
    """Whether a word is in lemminflect's list, which holds next to no French word; case counts for names."""
    return word in _usual_english() or word.lower() in _usual_english() or word.lower() in _NEVER_INFLECTED


def is_english(word: str) -> bool:
    """Whether a word is in any English list; simplemma's holds rare words, and some French ones (première, loi)."""
    return is_usual_english(word) or word in _simplemma("en") or word.lower() in _simplemma("en")


def is_french(word: str) -> bool:
    """Whether a word, in lower case, is a form of French."""
    return word.lower() in _simplemma("fr")


@lru_cache(maxsize=1 << 16)
def french_only(word: str) -> bool:
    """Whether a lower-case word is French and no English word is spelt like it."""
    return is_french(word) and not is_english(word)


@cache
def _usual_english() -> frozenset[str]:
    """The forms and lemmas of lemminflect: its own loader takes ten times as long."""
    found = find_spec("lemminflect")
    folder = Path(found.origin or "").parent / "resources" if found else Path()
    texts = [
        gzip.decompress((folder / name).read_bytes()).decode("utf-8") for name in ("infl_lu.csv.gz", "lemma_lu.csv.gz")
    ]
    return frozenset("\n".join(texts).replace("\n", ",").replace("/", ",").split(","))


@cache
def _simplemma(code: str) -> Mapping[str, str]:
    from simplemma.strategies.dictionaries import StreamDictionaryFactory

    return StreamDictionaryFactory().get_dictionary(code)
