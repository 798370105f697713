"""Invented names of companies, products and people, spelled in all the ways that real ones are."""

from __future__ import annotations

import numpy as np

_HEADS = (
    "al ar as be bri ca ce co da de dex do el em en fa fi flo ga gri ha hel hu in iri ja ka ke kor la le lo lu "
    "ma me mi mo na ne ni no nu o om or pa pe pi po qua ra re ri ro sa se si so su ta te ti to tru u ul va ve vi "
    "vo wa wi xe ya ze zi zo"
).split()
_TAILS = (
    "ba bit ble by ca core cus da dex do fy ga gen gle ki kit la lia lin lo lor ly ma met mi mo na nar ne no nox "
    "nza on or os pa phi pus ra rex ria rix ro ry sa sen sis ta tex tic to tra tron va via vis vo wa x xa zen zo"
).split()
_WORDS = (
    "Atlas Beacon Bright Canvas Cedar Cinder Clear Cloud Cobalt Comet Compass Copper Crystal Delta Drift Echo "
    "Ember Falcon Fern Field Flint Fog Forge Fountain Granite Harbor Haven Helix Horizon Iron Jade Juniper Kestrel "
    "Lantern Lark Latch Ledger Lumen Maple Meadow Mesa Mint Mirror Moon Moss North Oak Onyx Orbit Otter Owl Pebble "
    "Pilot Pine Plain Prism Pulse Quarry Quartz Quill Raven Reef Relay Ridge Ripple River Rocket Rook Sage Sail "
    "Scale Shard Signal Silver Slate Solar Spark Spruce Stack Stone Storm Stream Summit Swift Terra Thicket Tide "
    "Timber Torch Tower Trail Vale Vector Velvet Vertex Vista Wave Willow Wind Wren"
).split()
_FORMS = "Labs AI Systems Technologies Inc. Group Robotics Data Networks Health Capital Ventures Software Cloud".split()
_WHAT = "Copilot Studio Cloud Search Chat Assistant Agent Pro Code Vision Voice Canvas Flow Hub API Engine Notes".split()
_PLAIN = (
    "actions alerts answers apps boards builder cards charts chat cleaner coach editor engine explorer finder flows "
    "forms generator guide images insights inbox issues labels library links maps memory notes pages planner player "
    "profiles prompts recipes replies reports restoration results rooms scenes search sheets start store studio "
    "summaries tables tasks templates threads translate tutor views voices workers"
).split()
_OF_WHAT = (
    "AI Auto Background Brand Code Custom Daily Data Deep Design Digital Face Function Image Instant Legal Magic Meeting "
    "Motion Neural Personal Photo Private Product Prompt Quick Real Retail Shared Similar Simple Smart Social Sound Text "
    "Video Visual Voice Web Word Work"
).split()
_FIRST = "Ana Ben Carla Dev Elena Finn Grace Hugo Ines Jonas Kira Liam Mei Noah Olga Paul Rosa Sam Tara Uma Wes Zoe".split()
_LAST = "Abbott Brandt Castro Dutta Eriksen Fontaine Gupta Hayes Ivanova Jensen Kim Lopez Meyer Novak Okafor Park".split()


def _made(random: np.random.Generator) -> str:
    parts = [str(random.choice(_HEADS))]
    if random.random() < 0.35:
        parts.append(str(random.choice(_HEADS)))
    parts.append(str(random.choice(_TAILS)))
    return "".join(parts)


def _base(random: np.random.Generator) -> str:
    kind = random.random()
    if kind < 0.45:
        return _made(random).capitalize()
    if kind < 0.65:
        return str(random.choice(_WORDS))
    if kind < 0.85:
        return f"{random.choice(_WORDS)}{random.choice(_WORDS + ['AI', 'ML', 'DB', 'GPT', 'Hub'])}"
    if kind < 0.95:
        return f"{random.choice(_WORDS)} {random.choice(_WORDS)}"
    return _made(random).upper()[:4]


def company(random: np.random.Generator) -> str:
    """Return the name of a company: "Quartz Labs", "lumora.ai", "NexaDB", "Sage & Flint"."""
    kind = random.random()
    base = _base(random)
    if kind < 0.55:
        return base
    if kind < 0.78:
        return f"{base} {random.choice(_FORMS)}"
    if kind < 0.88:
        return base.replace(" ", "").lower() + str(
            random.choice([".ai", ".io", "", ".dev", ".com"])
        )
    if kind < 0.94:
        return base.replace(" ", "") + str(random.choice([".ai", ".io", "HQ", "-AI"]))
    return f"{_base(random)} {random.choice(['&', 'and'])} {_base(random)}" if kind < 0.96 else base


def product(random: np.random.Generator) -> str:
    """Return the name of a product: "Ember-2", "Tidechat 1.5 Pro", "Quill Search"."""
    kind = random.random()
    base = _base(random)
    if kind < 0.35:
        return base
    if kind < 0.55:
        return f"{base} {random.choice(_WHAT)}"
    if kind < 0.75:
        version = random.choice(
            ["2", "3", "1.5", "v2", "3.1", "7B", "70B", "2.0", "XL", "Turbo", "4o", "Pro"]
        )
        return f"{base}{random.choice(['-', ' ', ' '])}{version}"
    if kind < 0.85:
        return base + str(random.choice(["GPT", "LM", "Bench", "Flow", "Bot", "JS", ".ai", "DB"]))
    return (
        f"{base} {random.choice(['1.5', '2', '3'])} {random.choice(['Pro', 'Mini', 'Turbo', 'Ultra'])}"
        if kind < 0.92
        else base.lower()
    )


def plain_product(random: np.random.Generator) -> str:
    """Return a name of everyday words: "AI Actions", "Similar issues", "Video translate"."""
    words = [str(random.choice(_OF_WHAT)), str(random.choice(_PLAIN))]
    if random.random() < 0.25:
        words.insert(1, str(random.choice(_OF_WHAT)).lower())
    capital = random.random() < 0.6
    return " ".join(words[:1] + [w.capitalize() if capital else w for w in words[1:]])


def person(random: np.random.Generator) -> str:
    """Return the name of a person."""
    first, last = str(random.choice(_FIRST)), str(random.choice(_LAST))
    return first if random.random() < 0.15 else f"{first} {last}"


def sum_of_money(random: np.random.Generator) -> str:
    """Return a sum: "$4.5M", "€12 million", "$1.2bn"."""
    number = random.choice(["2", "4.5", "7", "12", "30", "65", "100", "1.2", "250", "40"])
    unit = random.choice(["M", " million", "m", "B", "bn", " billion", "mn"])
    return f"{random.choice(['$', '$', '$', '€', '£'])}{number}{unit}"


def day(random: np.random.Generator) -> str:
    """Return a day as a text writes it."""
    month = random.choice("January March May June August October December".split())
    return str(
        random.choice([f"{month} 2023", "2024", f"{month} {random.integers(1, 28)}", "2021"])
    )
