"""`tarpit backtest`: would the ranking of acquirers have been right, on the graph or on tables?"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tarpit.cli.shared.messages import say
from tarpit.cli.shared.output import FormatOption, emit
from tarpit.cli.shared.session import day, open_database

if TYPE_CHECKING:
    from tarpit_queries.buyers.market import Market
    from tarpit_queries.buyers.ranker import Ranked
    from tarpit_queries.buyers.walk_forward import Walk

#: Candidates written for each target, and those whose reasons are.
_WRITTEN, _EXPLAINED = 500, 10
_YEARS = 2


def backtest(
    deals: Annotated[
        Path | None, typer.Option("--deals", metavar="FILE", help="CSV: date,acquirer,target.")
    ] = None,
    companies: Annotated[
        Path | None,
        typer.Option("--companies", metavar="FILE", help="CSV: id,name,categories,country,city."),
    ] = None,
    targets: Annotated[
        Path | None, typer.Option("--targets", metavar="FILE", help="CSV like --companies.")
    ] = None,
    cutoff: Annotated[
        str, typer.Option("--cutoff", metavar="DATE", help="Only what was known before counts.")
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write target,acquirer,score,reasons."),
    ] = None,
    format_: FormatOption = None,
) -> None:
    """Rank the buyers of past deals by what was known before each, and compare with simple rankings.

    Without tables, the deals of the graph, from the first to the last.
    """
    from tarpit_queries.buyers import market, walk_forward

    if deals is None or companies is None or targets is None:
        emit([_of_graph().table()], format_, None)
        return
    from tarpit_graph.errors import InputError

    if (until := day(cutoff, "--cutoff")) is None:
        raise InputError("--cutoff is missing: the day before which everything was known")
    known, wanted = market.from_tables(deals, companies, targets)
    start = until.replace(year=until.year - _YEARS)
    emit([walk_forward.walk(known, start, until).table()], format_, None)
    if output is not None:
        _predict(known, until, wanted, output)


def _of_graph() -> Walk:
    from tarpit_graph import snapshot
    from tarpit_graph.snapshot import projections
    from tarpit_queries.buyers import from_snapshot, walk_forward

    with open_database() as database:
        taken = projections.on_markets(snapshot.read(database))
    return walk_forward.of_all(from_snapshot.market(taken))


def _predict(known: Market, until: date, wanted: list[str], output: Path) -> None:
    from tarpit_graph.files import atomic
    from tarpit_queries.buyers import ranker
    from tarpit_queries.buyers.features import Candidates

    weights, _ = ranker.learn(known, until)
    with (
        atomic.atomic_write(output) as partial,
        open(partial, "w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(("target", "acquirer", "score", "reasons"))
        for ranked in ranker.rank(Candidates.before(known, until), wanted, weights):
            writer.writerows(_lines(ranked))
    say(f"wrote {output}")


def _lines(ranked: Ranked) -> Iterable[tuple[str, str, str, str]]:
    for number, acquirer in enumerate(islice(ranked.acquirers(), _WRITTEN)):
        reasons = "; ".join(ranked.reasons(number)) if number < _EXPLAINED else ""
        yield ranked.target, acquirer, f"{ranked.scores[number]:.6f}", reasons
