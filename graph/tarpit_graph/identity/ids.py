"""Ids that come from content, and the folding that lets two spellings share one.

The same name gives the same id on every machine and in every order of loading, so a second load
changes nothing and two people's graphs can be compared.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import IO

#: Endings that say what a company is by law, not who it is. Never "AI" or "Labs": those are names.
_LEGAL_FORMS = frozenset(
    "inc incorporated llc ltd limited corp corporation gmbh ag sa sas srl bv nv plc oy ab as "
    "kk pty pte pvt co company spa kg kgaa oyj aps sarl ltda lda llp pbc uab kft eood".split()
)
#: The same written with dots, slashes or "and", as the words that remain: "S.A.", "A/S", "GmbH & Co. KG".
_SPELLED_FORMS = tuple(
    tuple(form.split())
    for form in (
        "gmbh and co kg",
        "gmbh and co",
        "s a de c v",
        "sdn bhd",
        "sp z o o",
        "s p a",
        "s r l",
        "s r o",
        "d o o",
        "s a s",
        "l l c",
        "p l c",
        "l l p",
        "l p",
        "s a",
        "k k",
        "a s",
        "a g",
        "b v",
        "n v",
    )
)
#: With any other word last there is no form.
_LAST_OF_FORMS = _LEGAL_FORMS | {form[-1] for form in _SPELLED_FORMS}
#: Words that stand for a company, and are no name of it.
ANAPHORS = re.compile(
    r"\b(?:it|its|they|their|them|we|us|our|ours|which|who|the (?:company|startup|start-up|firm|group|business|"
    r"lab|chipmaker|subsidiary|organi[sz]ation|corporation|team)|both companies)\b",
    re.IGNORECASE,
)
_STANDS_IN = re.compile(
    rf"{ANAPHORS.pattern}|(?:(?:the|this|that) )?(?:[\w-]+ )?(?:company|startup|start-up|firm|unicorn|registrant)",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SPACES = re.compile(r"\s+")
#: Words of the longest legal form: "Sp. z o. o.", "S. A. de C. V.".
_LONGEST_FORM = 6
_WORD = re.compile(r"[^\W_]+|[+#]")


def digest(*parts: str) -> str:
    """Return 20 hexadecimal digits that depend on every part and on where each part ends."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=10).hexdigest()


def bytes_digest(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def stream_digest(stream: IO[bytes]) -> str:
    """Return the SHA-256 of a file of any size in hexadecimal."""
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=65536)
def normalize_name(name: str) -> str:
    """Fold a name to what its spellings share: no case, accents, spaces, dots or legal form.

    A dot that makes a domain stays a word of its own, so "Cohere" and "Cohere.io" stay two.

    >>> normalize_name("Open AI") == normalize_name("OpenAI") == normalize_name("openai, Inc.")
    True
    >>> (
    ...     normalize_name("Weights & Biases"),
    ...     normalize_name("C++"),
    ...     normalize_name("Cohere.io"),
    ...     normalize_name("Cohere"),
    ... )
    ('weightsandbiases', 'c++', 'cohereio', 'cohere')
    """
    plain = name.replace("&", " and ")
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = _WORD.findall(plain.casefold())
    while form := _legal_form(words):
        del words[-form:]
    if len(words) > 1 and words[0] == "the":
        words.pop(0)
    return "".join(words)


def _legal_form(words: list[str]) -> int:
    """Return how many words at the end say what a company is by law; never all of them.

    >>> (
    ...     _legal_form(["silo", "ai", "oyj"]),
    ...     _legal_form(["kk"]),
    ...     _legal_form("a gmbh and co kg".split()),
    ... )
    (1, 0, 4)
    """
    if not words or words[-1] not in _LAST_OF_FORMS:
        return 0
    for form in _SPELLED_FORMS:
        if len(words) > len(form) and tuple(words[-len(form) :]) == form:
            return len(form)
    return int(len(words) > 1 and words[-1] in _LEGAL_FORMS)


def is_legal_form(text: str) -> bool:
    """Tell whether words say only what a company is by law: a reader took them for a name.

    "The Company" is no such words: filings mean themselves by it.

    >>> is_legal_form("Inc."), is_legal_form("GmbH & Co. KG"), is_legal_form("Company")
    (True, True, False)
    """
    return normalize_name(text) not in ("", "company") and normalize_name(f"x {text}") == "x"


def base_name(name: str) -> str:
    """Return a company's name as it is spelled, without its legal form.

    >>> (
    ...     base_name("Smallidx GmbH & Co. KG"),
    ...     base_name("Acme Vector, Inc."),
    ...     base_name("The Weather Company"),
    ... )
    ('Smallidx', 'Acme Vector', 'The Weather Company')
    """
    folded, kept = normalize_name(name), name
    for space in [*_SPACES.finditer(name)][: -_LONGEST_FORM - 1 : -1]:
        shorter = name[: space.start()].rstrip(" ,&.")
        cut = normalize_name(name[space.end() :])
        if shorter and cut not in ("", "company") and normalize_name(shorter) == folded:
            kept = shorter
    return kept


def is_anaphor(text: str) -> bool:
    """Tell whether words only stand for a name: they are no spelling of it.

    >>> is_anaphor("It"), is_anaphor("the company"), is_anaphor("The Company Store")
    (True, True, False)
    """
    return _STANDS_IN.fullmatch(text) is not None


@lru_cache(maxsize=65536)
def entity_id(label: str, name: str) -> str:
    """Return the id of an entity: its label and folded name, readable in a query.

    A name without a letter or digit gets a digest, so that it still has an id of its own.

    >>> entity_id("Company", "Weights & Biases, Inc.")
    'company:weightsandbiases'
    """
    folded = normalize_name(name) or digest(name.strip())
    if len(folded) > 80:
        folded = f"{folded[:60]}-{digest(folded)}"
    return f"{label.lower()}:{folded}"


def fact_id(predicate: str, subject: str, object_: str) -> str:
    """Return the id of the edge that joins two entities by a relation."""
    return f"fact:{digest(predicate, subject, object_)}"


def claim_id(
    document: str, predicate: str, subject: str, object_: str, start: int, end: int, detail: str
) -> str:
    """Return the id of what one stretch of one document says.

    Args:
        subject, object_: The words that name the two ends and where they stand, not the entities
            that they stand for: deciding that two names are one must not make another claim.
    """
    return "claim:" + digest(document, predicate, subject, object_, str(start), str(end), detail)


def slug(name: str) -> str:
    """Return a name as people type it on a command line.

    >>> slug("LLM observability"), slug("LlamaIndex Cloud")
    ('llm-observability', 'llama-index-cloud')
    """
    words = _WORD.findall(_CAMEL.sub(" ", name).casefold())
    return "-".join(words)
