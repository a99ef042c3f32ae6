"""The closed classes of French and English: articles, pronouns, prepositions, auxiliaries, numerals, prefixes.

Such words are few and no text brings new ones. What needs some of them composes them from these.
"""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """A closed class of words written as one text."""
    return frozenset(words.split())


# French.
ARTICLES = word_set("le la les l un une des du d de au aux")  # with de and à, which most of them hide
DEMONSTRATIVES = word_set("ce cet cette ces")
POSSESSIVES = word_set("mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs")
NUMERALS = word_set("deux trois quatre cinq six sept huit neuf dix")
DETERMINERS = (
    ARTICLES
    | DEMONSTRATIVES
    | POSSESSIVES
    | NUMERALS
    | word_set(
        "cent mille chaque plusieurs quelques certains certaines aucun aucune quel quelle quels quelles tout toute "
        "tous toutes tel telle nul nulle"
    )
)
SUBJECTS = word_set("il elle on ils elles je j tu ça cela ceci qui")
CLITICS = word_set("me m te t se s nous vous lui leur")
OBJECTS = word_set("le la les l en y")
HAVE = word_set(
    "ai as a avons avez ont avais avait avions aviez avaient aurai auras aura aurons aurez auront aurais aurait "
    "auraient eu ayant avoir eut eurent ait aient aie"
)
BE = word_set(
    "suis es est sommes êtes sont étais était étions étiez étaient serai seras sera serons serez seront serais serait "
    "seraient été étant être fut furent soit soient"
)
PREPOSITIONS = word_set(
    "à de en par pour sur sous dans avec sans entre contre vers chez dès selon malgré parmi hors ou ni comme via"
)
ADVERBS = word_set(
    "ne n pas plus jamais bien déjà beaucoup toujours aussi encore souvent également surtout peu trop tant mieux alors "
    "davantage ainsi donc rien tout vraiment même longtemps"
)
BEFORE_NOUNS = word_set(
    "grand grande grands grandes petit petite petits petites bon bonne bons bonnes mauvais mauvaise nouveau nouvel "
    "nouvelle nouveaux nouvelles vieux vieille ancien ancienne anciens anciennes premier première premiers premières "
    "dernier dernière derniers dernières seul seule même mêmes autre autres tel telle certain certaine prochain "
    "prochaine excellent excellente vaste meilleur meilleure meilleurs meilleures jeune jeunes beau belle gros grosse "
    "long longue haut haute simple double triple second seconde principal principale véritable vrai vraie faux fausse "
    "deuxième troisième quatrième futur future sous super"
)
# What joins the words of a French term, and of one that is half English; it takes no number.
FUNCTION_WORDS = word_set(
    "à a au aux avec chez contre d dans de depuis des du en entre et hors jusqu l la le lès les ni ou où par pour qu "
    "que qui sans si sous sur un une vers the of and for to in on by at non y se s"
)
# Words of grammar rather than of content, which a translation may leave out or fold into others.
LIGHT_WORDS = word_set(
    "alors ainsi après assez aucun aucune aujourd aussi aussitôt autant autre autres auxquels auxquelles avant "
    "avoir avons avez avait avaient aura aurait avec beaucoup bien celle celles celui cela cependant certes cette "
    "chaque chez chose comme comment contre cours dans dehors delà depuis dernier dernière dessous dessus deux "
    "devant donc dont droit duquel durant elle elles encore enfin ensemble ensuite entre envers être étant était "
    "étaient été eux faire fait faits faut fois font fort grâce hors jusque lequel laquelle lesquels lesquelles "
    "leur leurs lors lorsque lui même mêmes mise moins moment niveau notamment notre nôtre nous part parce parmi "
    "pendant peut peuvent plus plusieurs plutôt point pour pourtant premier première presque puis puisque quand "
    "quant quel quelle quels quelles quelque quelques quoi sauf sein selon sera serait seront sinon soit sommes "
    "sont sorte souvent sous suite surtout tandis tant tel telle tels telles toujours tous tout toute toutes très "
    "trop vers voici voilà votre vous"
)
# Words that are nouns only behind a determiner: l'est, un car, le son, de l'or.
NOUNS_BEHIND_DETERMINERS = NUMERALS | word_set(
    "car or si est sont son ton mon pas plus point tout bien mal là ici sous vers entre contre dans sur sans avec pour "
    "par soit tu nous vous soi moi lui mais donc ni ou et été avions aura as ai a mis dit personne rien aucun même "
    "comme quand où que qui quoi dont ce ça on y en un une cent mille avoir être fait avant après derrière devant "
    "dehors dessus dessous arrière peu trop moins mieux hors lors puis oui non suis soient es sommes étant ayant ait"
)
# A noun is hardly ever followed by these without punctuation; a verb is, by its object.
ARTICLES_OF_OBJECTS = (POSSESSIVES - word_set("ton ta tes")) | DEMONSTRATIVES | word_set("un une le la les l' l’")
COMPLEMENTS = word_set(
    "des du pas plus jamais aussi également toujours déjà encore beaucoup davantage surtout plusieurs chaque que qu' "
    "qu’ bien mal mieux ainsi donc peu deux trois avec"
)
SPECIFIC = DEMONSTRATIVES | word_set("le la les l notre nos votre vos")
# What makes a noun before it a particular one: "le commerce de la ville".
NARROWING = word_set("de du des d que qu qui dont où en sur pour par")
# What no candidate term begins or ends with, or holds.
NEVER_IN_TERMS = (
    FUNCTION_WORDS
    | DEMONSTRATIVES
    | POSSESSIVES
    | NUMERALS
    | (SUBJECTS | CLITICS)
    | word_set(
        "c celui celle ceux celles n ne pas plus moins très trop peu beaucoup bien mal mieux aussi encore toujours "
        "jamais déjà ici là alors ainsi donc car mais or comme quand lorsque lorsqu puis puisque dont est sont était "
        "étaient être été étant sera seront serait a ont avait avaient avoir eu ayant aura auront aurait ai as avons "
        "avez sommes êtes suis fait font faire faut peut peuvent pouvoir doit doivent devoir veut veulent vouloir va "
        "vont aller dit dire tout tous toute toutes autre autres même mêmes tel telle tels telles quel quelle quels "
        "quelles quelque quelques plusieurs certains certaines chaque aucun aucune rien personne chose choses fois cas "
        "exemple manière façon façons sorte part partie parties point points suite effet fin début moment temps jour "
        "jours mois an ans année années semaine heure heures hier aujourd hui demain après avant pendant lors selon "
        "malgré parmi afin tandis sauf voire notamment grâce raison titre niveau nombre ensemble faits lieu place "
        "cours côté terme termes sein côtés dernier dernière derniers dernières premier première premiers premières "
        "prochain prochaine nouveau nouvelle nouveaux nouvelles nouvel "
        "grand grande grands grandes petit petite petits petites "
        "seul seule cent mille million millions milliard milliards ci etc oui vers via hors quoi où si ni ou et merci "
        "bonjour monsieur madame"
    )
)
LINKS = word_set("de d du des à au aux en")  # what joins the nouns of a French term
# Words of French sentences that English ones do not hold (so no "on", "a", "or" or "main").
FRENCH_ONLY = DEMONSTRATIVES | word_set(
    "le la les des du de et est une un au aux que qui dans pour sur avec ne pas il elle nous vous ils elles sont sa "
    "ses leur leurs par plus mais ou où été être avoir ont votre notre vos nos"
)
# Words that a fifth of any French text is made of, and that its neighbours have not.
COMMONEST = word_set(
    "les des du une dans est qui pour pas aux sur avec cette ces sont nous vous elle mais été être ou et au plus ont "
    "leur je d' l' qu' n' s' c' j'"
)
# The commonest words of other languages, which tell each from French in a sentence or two.
COMMONEST_ELSEWHERE = {
    "de": word_set(
        "der die das und ist nicht ein eine einen einer wird werden wurde für mit von den dem sich auch auf zu im"
    ),
    "en": word_set(
        "the of and is are was were be been has have that this these with for you your not by from its to they would"
    ),
    "es": word_set("el los del y con por una está más su sus al pero muy este esta lo hay fue"),
    "it": word_set("della dello delle dei che con per è gli sono dalla nel nella più questo questa anche"),
    "nl": word_set("het een van is zijn voor met niet dat op wordt worden ook bij naar deze aan"),
    "pt": word_set("o os do da dos das não com para em por uma é ao mais foi são como"),
}
# What begins or ends a stretch of a French text without being rendered by itself.
FRENCH_EDGES = DEMONSTRATIVES | word_set(
    "au aux avec d' dans de des du en est et l' la le les ou par pour qu' que sa ses son sont sur un une vos votre à"
)
# A hyphen before these is the word's own, and no hyphenation at the end of a line; and one behind the others below.
BEHIND_HYPHENS = word_set("ci là même mêmes être je tu il elle on nous vous ils elles ce moi toi lui leur y en")
BEFORE_HYPHENS = word_set("peut là vice demi mi non sous vis quasi ex contre avant après arrière au par sur est ci")

# Prefixes of French compounds. The free ones may stand apart ("méga octet"); the bound ones are words of their own, and
# only a hyphen makes them a part of the compound ("sur-face", never "sur face").
_LEARNED_PREFIXES = word_set(
    "méga micro macro mini maxi multi hyper super cyber crypto télé mono poly pluri néo nano bio éco agro aéro vidéo "
    "hydro thermo géo socio psycho anti infra ultra intra extra semi"
)
FREE_PREFIXES = _LEARNED_PREFIXES | word_set(
    "market live smart data web pop check click cash drop crowd cloud block net brain home house free work team key"
)
_JOINED_PREFIXES = word_set("auto photo radio électro co pré post sous sur trans inter contre non")
BOUND_PREFIXES = _JOINED_PREFIXES | word_set("entre arrière avant après")
PREFIXES = _LEARNED_PREFIXES | _JOINED_PREFIXES | word_set("audio demi ex vice web e")
BEFORE_HEADS = word_set("vice ex sous co demi télé cyber e web auto contre")  # vice-président: the next word varies

# English.
ENGLISH_PREPOSITIONS = word_set("of for in on at to from with by under per in-law as into over between against about")
PARTICLES = word_set("in-law by on up down out off")
# What cannot be the noun that a term before it belongs to ("a live shopping platform").
NO_NOUNS = word_set(
    "is are was were be been has have had will would can could may might must should does did do and or but nor "
    "to of in on at by for with from as that than which who whose where when while because so if not also only"
)
# What follows a subject that is complete.
FINITE_VERBS = word_set(
    "is was has had will would can could may might must should does did becomes became remains remained continues "
    "allows makes offers means works"
)
# What English writes in capitals where French may not: télé, britannique, européen, 15 h, siècle, patron.
USUAL_CAPITALS = word_set("TV US UK EU USA UN AM PM OK ID PC CD DVD CEO CFO PR HR IT AI BC AD II III IV VI VII XI")
RIGHTLY_DOUBLED = word_set("that had very no so")
# What French often has no word for, or one outside the mark-up: it begins or ends a stretch only where the source's
# stretch does so with a function word too.
ENGLISH_EDGES = word_set("a an and are as at be by for from in is its of on or that the this to with your")
# What no line of a subtitle ends with where it can be helped.
WEAK_AT_LINE_ENDS = word_set("a an the of to and or in on at for with by from as that which who is are was were not no")
