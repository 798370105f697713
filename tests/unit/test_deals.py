"""Tables of deals: what a row says, how far the deal has come, and how precisely its day is stated."""

from tests.unit.test_sources import one, said


def test_a_deal_has_the_status_and_the_day_that_its_row_states() -> None:
    head = "acquirer,target,kind,status,date,price_usd,product,category\n"
    text = head + (
        "Cisco,Galileo,,announced,2026-04-09,,,\n"
        "Nebius,Tavily,acquihire,,2026-02,275000000,Tavily,Web search APIs\n"
        "Amazon,Adept,licence,rumoured,2024,,,\n"
        "NVIDIA,Kite,acquisition,nearly,2025-09-01,,,\n"
        ",OctoAI,acquisition,completed,2024-09-30,,,\n"
    )
    deals = [c for c in one("deals.csv", text).claims if c.predicate == "ACQUIRED"]
    assert [
        (c.object and c.object.name, c.status.value, str(c.date), c.precision) for c in deals
    ] == [
        ("Galileo", "announced", "2026-04-09", "day"),
        ("Tavily", "completed", "2026-02-01", "month"),
        ("Adept", "rumoured", "2024-01-01", "year"),
    ]
    assert [c.attributes["kind"] for c in deals] == ["acquisition", "acquihire", "acquisition"]
    assert ("Tavily", "SERVES", "Web search APIs") in said(one("deals.csv", text))
