"""When two names are surely one, or surely two, so that no person need be asked.

Words alone seldom tell: "Bard AI" is Bard, "Supabase AI" is not Supabase. Who makes what bears the names tells more.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import OSA

from tarpit_graph.identity import normalize_name
from tarpit_graph.ontology import COMPANY, PRODUCT

#: Words that a company's name may have or not.
_OF_COMPANIES = frozenset(("ai", "technologies", "technology"))
#: Words that a product's name may have or not, anywhere, where one company makes both: they say what kind of thing it is.
_KINDS = frozenset(("app", "browser", "chatbot", "llm", "model", "platform"))
#: Words that make another product of one, as a version's number does: sizes of models, and what is sold apart.
_VARIANTS = frozenset(
    ("api", "large", "lite", "medium", "mini", "nano", "preview", "small", "turbo")
)
#: Words with which no name ends: what follows was cut off, or never was of the name.
_CUT_OFF = frozenset(("and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "with"))
#: Letters of a name that a word is added to, letters of a name that no other is likely to miss by one, and how much more
#: often than a slip the right name is met.
_LONG_ENOUGH, _RARE_ENOUGH, _OFTEN = 6, 8, 3


@dataclass(frozen=True, slots=True)
class EntityName:
    """An entity as far as its names go.

    Attributes:
        support: How many documents name it.
        makers: Of a product, the companies that sentences say make it.
        lists: Of a product, the lists that have it as an entry.
    """

    id: str
    label: str
    name: str
    homepage: str = ""
    support: int = 0
    makers: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()


def are_one(often: EntityName, seldom: EntityName) -> bool:
    """Tell whether two names are surely one.

    Two companies, one of which adds a word that carries no identity; two products, see `_is_one_product`; or two
    names, one of them a slip of the other, see `_is_slip`.

    >>> def company(name, support):
    ...     return EntityName(name, "Company", name, support=support)
    >>> are_one(company("Portkey", 1), company("Portkey AI", 1))
    True
    >>> are_one(company("ElevenLabs", 9), company("Elevan Labs", 1))
    True
    """
    if often.label == COMPANY:
        short, long = sorted((normalize_name(often.name), normalize_name(seldom.name)), key=len)
        if len(short) >= _LONG_ENOUGH and long.removeprefix(short) in _OF_COMPANIES:
            return True
    if often.label == PRODUCT and _is_one_product(often, seldom):
        return True
    return _is_slip(often, seldom)


def are_two(one: EntityName, two: EntityName) -> bool:
    """Tell whether two products are surely two.

    One list has an entry for each; different companies make them; one is named after its maker, who makes the other
    too; or they differ in nothing but a size.

    >>> magic = EntityName("a", "Product", "Magic Clips", makers=frozenset(["Riverside"]))
    >>> are_two(EntityName("b", "Product", "Magic", makers=frozenset(["Supermeme"])), magic)
    True
    >>> replit = frozenset(["Replit"])
    >>> are_two(
    ...     EntityName("c", "Product", "Replit", makers=replit),
    ...     EntityName("d", "Product", "Replit Bounties", makers=replit),
    ... )
    True
    >>> are_two(EntityName("e", "Product", "GPT-4o"), EntityName("f", "Product", "GPT-4o mini"))
    True
    """
    differing = set(words(one.name)) ^ set(words(two.name))
    if one.lists & two.lists or (one.label == PRODUCT and differing and differing <= _VARIANTS):
        return True
    if not (one.makers and two.makers):
        return False
    if not one.makers & two.makers:
        return True
    short, long = sorted((one, two), key=lambda entity: len(entity.name))
    makers = {normalize_name(maker) for maker in long.makers}
    return normalize_name(short.name) in makers


def _is_one_product(one: EntityName, two: EntityName) -> bool:
    """Tell whether one company makes both, and one name adds nothing but the maker, or what kind of thing it is.

    >>> rewind = frozenset(["Rewind AI"])
    >>> pendant = EntityName("a", "Product", "Pendant", makers=rewind)
    >>> _is_one_product(pendant, EntityName("b", "Product", "Rewind Pendant"))
    True
    >>> _is_one_product(pendant, EntityName("c", "Product", "Emerald Pendant"))
    False
    >>> _is_one_product(
    ...     EntityName("d", "Product", "Falcon 40B", makers=rewind),
    ...     EntityName("e", "Product", "Falcon LLM – 40B", makers=rewind),
    ... )
    True
    """
    short, long = sorted((one, two), key=lambda entity: len(normalize_name(entity.name)))
    if len(short.makers) != 1 or long.makers - short.makers:
        return False
    (maker,) = (normalize_name(name).removesuffix("ai") for name in short.makers)
    fewer, more = words(short.name), words(long.name)
    if maker and more == [maker, *fewer]:
        return True
    return bool(long.makers) and _bare(fewer) == _bare(more)


def _bare(parts: list[str]) -> list[str]:
    """Return the words of a name without those that it may have or not.

    "AI" at the end is an add-on's name as often as not, so there it stays.

    >>> _bare(["bing", "ai", "chat"]), _bare(["bard", "ai"]), _bare(["dream", "track", "in"])
    (['bing', 'chat'], ['bard', 'ai'], ['dream', 'track'])
    """
    kept = [
        word
        for at, word in enumerate(parts)
        if word not in _KINDS and not (word == "ai" and 0 < at < len(parts) - 1)
    ]
    return kept[:-1] if kept and kept[-1] in _CUT_OFF else kept


def words(name: str) -> list[str]:
    """Return the words of a name, folded; what folds to nothing is no word.

    >>> words("Yahoo !")
    ['yahoo']
    """
    return [folded for word in name.split() if (folded := normalize_name(word))]


def _is_slip(often: EntityName, seldom: EntityName) -> bool:
    """Tell whether one of two long names is a slip.

    One letter differs, neither the first nor the last, and the other name is met three times as often.

    >>> often, once = (EntityName(n, "Company", n, support=9) for n in ("ElevenLabs", "ElevanLabs"))
    >>> _is_slip(often, once)
    False
    """
    one, two = normalize_name(often.name), normalize_name(seldom.name)
    if min(len(one), len(two)) < _RARE_ENOUGH or not (one + two).isalpha():
        return False
    if often.support < _OFTEN * max(seldom.support, 1):
        return False
    return one[0] == two[0] and one[-1] == two[-1] and OSA.distance(one, two) == 1
