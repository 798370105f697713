"""Which texts count as one: copies with a word changed here and there, and copies of copies."""

import random
import time

import pytest
from tarpit_graph.identity import digest, near_duplicates

#: The digest of the signature of sixty words drawn with the seed 5.
SIGNED = "8bd1ce0c5d024117c8d2"
WORDS = [f"word{n}" for n in range(5_000)]


def text(seed: int, length: int = 400) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def changed(words: list[str], count: int) -> list[str]:
    """Return words of which some, spread evenly, are others."""
    step = len(words) // count if count else len(words) + 1
    return [f"other{n}" if count and n % step == step - 1 else word for n, word in enumerate(words)]


def equal_hashes(one: str, other: str) -> int:
    """Return how many of the hashes of two signatures are the same."""
    return sum(one[at : at + 8] == other[at : at + 8] for at in range(0, len(one), 8))


def exact(one: list[str], other: list[str]) -> float:
    """Return the Jaccard similarity of two texts' five-word stretches."""
    left, right = ({tuple(w[i : i + 5]) for i in range(len(w) - 4)} for w in (one, other))
    return len(left & right) / len(left | right)


@pytest.mark.parametrize(
    ("count", "are_one"), [(0, True), (2, True), (5, True), (20, False), (30, False), (60, False)]
)
def test_texts_are_copies_where_four_fifths_of_their_stretches_are_the_same(
    count: int, are_one: bool
) -> None:
    one = text(1)
    other = changed(one, count)
    similarity = exact(one, other)
    assert similarity > 0.86 if are_one else similarity < 0.7, "far from the threshold of 0.8"
    signatures = {
        "a": near_duplicates.signature(" ".join(one)),
        "b": near_duplicates.signature(" ".join(other)),
    }
    assert near_duplicates.groups(signatures.items()) == ([["a", "b"]] if are_one else [])
    assert abs(equal_hashes(*signatures.values()) / 128 - similarity) < 0.12


def test_copies_of_copies_are_copies_and_the_order_does_not_matter() -> None:
    first = text(2)
    second = changed(first, 5)
    third = changed(second, 7)
    made = {
        n: near_duplicates.signature(" ".join(w))
        for n, w in zip("abc", (first, second, third), strict=True)
    }
    apart = {"d": near_duplicates.signature(" ".join(text(3)))}
    signatures = [*(made | apart).items()]
    assert near_duplicates.groups(signatures) == [["a", "b", "c"]]
    assert near_duplicates.groups(reversed(signatures)) == [["a", "b", "c"]]


@pytest.mark.parametrize(("length", "is_signed"), [(39, False), (40, True)])
def test_a_short_text_has_no_signature(length: int, is_signed: bool) -> None:
    assert bool(near_duplicates.signature(" ".join(text(4, length)))) is is_signed


@pytest.mark.parametrize("made", ["", "abc", "no signature", "00" * 511, "00" * 513, "é" * 1_024])
def test_what_has_no_signature_has_no_copies(made: str) -> None:
    one = near_duplicates.signature(" ".join(text(6)))
    signatures = [("a", made), ("b", one), ("c", made), ("d", one)]
    assert near_duplicates.groups(signatures) == [["b", "d"]]


def test_signatures_stay_the_same_for_stored_documents() -> None:
    """They are stored with each document: another seed or number of hashes would part old from new."""
    made = near_duplicates.signature(" ".join(text(5, 60)))
    assert len(made) == 128 * 8
    assert digest(made) == SIGNED
    assert near_duplicates.signature(" ".join(text(5, 60)).upper()) == made


@pytest.mark.parametrize(("equal", "are_one"), [(103, True), (102, False)])
def test_four_fifths_of_the_hashes_make_a_copy(equal: int, are_one: bool) -> None:
    """0.8 of 128 hashes are 102.4; the first four are a band that both share."""
    one = "".join(f"{n:08x}" for n in range(128))
    other = "".join(f"{n if n < equal else n + 1_000:08x}" for n in range(128))
    assert equal_hashes(one, other) == equal
    assert near_duplicates.groups([("a", one), ("b", other)]) == ([["a", "b"]] if are_one else [])


def test_texts_without_a_band_in_common_are_not_compared() -> None:
    one = "".join(f"{n:08x}" for n in range(128))
    other = "".join(f"{n + 1_000 if n % 4 == 0 else n:08x}" for n in range(128))
    assert near_duplicates.groups([("a", one), ("b", other)]) == []


@pytest.mark.parametrize(("kept", "are_one"), [(0.98, True), (0.5, False)])
def test_a_thousand_pages_of_one_frame_cost_little(kept: float, are_one: bool) -> None:
    """Each shares bands with each other: half a million pairs, which would take minutes one by one."""
    chance = random.Random(6)
    frame = [chance.getrandbits(32) for _ in range(128)]
    signatures = [
        (
            f"page{page}",
            "".join(
                f"{h if chance.random() < kept**0.5 else chance.getrandbits(32):08x}" for h in frame
            ),
        )
        for page in range(1_000)
    ]
    started = time.process_time()
    found = near_duplicates.groups(signatures)
    assert time.process_time() - started < 5
    assert max(map(len, found), default=0) == (1_000 if are_one else 0)
