"""What each load read, by which version, how many claims came of it and how long it took, told to other programs.

Events of OpenLineage go where `TARPIT_LINEAGE` says, and spans of OpenTelemetry where its own variables say
(`OTEL_EXPORTER_OTLP_ENDPOINT`). Both need the extra `lineage`; without it, and without the variables, nothing is told.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from tarpit_graph.errors import InputError
from tarpit_graph.settings import Settings

from tarpit_loaders.load.extractor_version import extractor

if TYPE_CHECKING:
    from tarpit_graph.database.session import Database

    from tarpit_loaders.load.pipeline import Summary

_log = logging.getLogger("tarpit.lineage")
_PRODUCER = "https://pypi.org/project/tarpit-graph"
_NAMESPACE = "tarpit"
#: Documents that an event names; it counts them all.
_NAMED = 1_000
#: Set, spans go there: OpenTelemetry's own variable.
_SPANS_TO = "OTEL_EXPORTER_OTLP_ENDPOINT"


@contextmanager
def recorded(database: Database, job: str = "load") -> Iterator[Callable[[Summary], None]]:
    """Tell that a load begins, and how it ends; the caller hands over its summary.

    Whoever listens cannot spoil a load: what cannot be told is logged.

    Args:
        database: Where the claims go.
        job: What is done.

    Raises:
        InputError: events are asked for, and the extra is not installed.
    """
    asked = Settings().lineage
    events = _Events(asked, job, database) if asked else None
    summaries: list[Summary] = []
    with span(f"tarpit.{job}") as spanned:
        if events:
            events.tell("START")
        try:
            yield summaries.append
        except BaseException as error:
            if events:
                events.tell(
                    "ABORT" if isinstance(error, KeyboardInterrupt) else "FAIL", error=error
                )
            raise
        for summary in summaries:
            _describe(spanned, summary)
        if events:
            events.tell("COMPLETE", summaries[0] if summaries else None)


def span(name: str) -> AbstractContextManager[Any]:
    """Return a span of OpenTelemetry; one that does nothing where none is asked for."""
    tracer = _tracer()
    return tracer.start_as_current_span(name) if tracer else nullcontext()


@cache
def _tracer() -> Any:
    """Return what makes spans; None where nothing says where they go."""
    if not os.environ.get(_SPANS_TO):
        return None
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        _log.warning('%s is set; spans need pip install "tarpit-graph[lineage]"', _SPANS_TO)
        return None
    if not isinstance(trace.get_tracer_provider(), TracerProvider):  # a program may have its own
        provider = TracerProvider(resource=Resource.create({"service.name": "tarpit"}))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        trace.set_tracer_provider(provider)
    return trace.get_tracer("tarpit")


def _describe(spanned: Any, summary: Summary) -> None:
    if spanned is not None:
        for name, value in _counts(summary).items():
            spanned.set_attribute(f"tarpit.{name}", value)
        spanned.set_attribute("tarpit.version", extractor())


def _counts(summary: Summary) -> dict[str, int]:
    return {
        "documents": len(summary.documents),
        "unchanged": summary.unchanged,
        "claims": summary.claims.total(),
        "new": summary.new,
        "removed": summary.removed,
        "refused": len(summary.refused),
        "words": summary.words,
    }


class _Events:
    """The events of one run of a job."""

    def __init__(self, where: str, job: str, database: Database) -> None:
        try:
            from openlineage.client import OpenLineageClient
            from openlineage.client.uuid import generate_new_uuid
        except ImportError as error:
            raise InputError(
                'TARPIT_LINEAGE is set; events need pip install "tarpit-graph[lineage]"'
            ) from error
        is_address = where.startswith(("http://", "https://"))
        transport = (
            {"type": "http", "url": where}
            if is_address
            else {"type": "file", "log_file_path": where, "append": True}
        )
        self._client = OpenLineageClient(config={"transport": transport})
        self._run, self._job = str(generate_new_uuid()), job
        host, port = database.driver.get_server_info().address[:2]
        self._graph = (f"neo4j://{host}:{port}", database.name)

    def tell(
        self, state: str, summary: Summary | None = None, *, error: BaseException | None = None
    ) -> None:
        """Send one event."""
        try:
            self._client.emit(self._event(state, summary, error))
        except Exception as problem:  # whatever the listener does
            _log.warning("an OpenLineage event could not be sent: %s", problem)

    def _event(self, state: str, summary: Summary | None, error: BaseException | None) -> Any:
        from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
        from openlineage.client.facet_v2 import (
            error_message_run,
            job_type_job,
            processing_engine_run,
        )

        engine = processing_engine_run.ProcessingEngineRunFacet(version=extractor(), name="tarpit")
        facets: dict[str, Any] = {"processing_engine": engine}
        if error is not None:
            facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(
                message=str(error) or type(error).__name__, programmingLanguage="python"
            )
        kind = job_type_job.JobTypeJobFacet(processingType="BATCH", integration="TARPIT")
        return RunEvent(
            eventType=RunState[state],
            eventTime=datetime.now(UTC).isoformat(),
            run=Run(self._run, facets),
            job=Job(_NAMESPACE, self._job, {"jobType": kind}),
            producer=_PRODUCER,
            inputs=_inputs(summary),
            outputs=self._outputs(summary),
        )

    def _outputs(self, summary: Summary | None) -> list[Any]:
        from openlineage.client.event_v2 import OutputDataset
        from openlineage.client.facet_v2 import output_statistics_output_dataset as statistics

        facets: dict[str, Any] = {}
        if summary is not None:
            facets["outputStatistics"] = statistics.OutputStatisticsOutputDatasetFacet(
                rowCount=summary.claims.total(), fileCount=len(summary.documents)
            )
        return [OutputDataset(*self._graph, outputFacets=facets)]


def _inputs(summary: Summary | None) -> list[Any]:
    from openlineage.client.event_v2 import InputDataset

    named = sorted(summary.documents)[:_NAMED] if summary else ()
    return [InputDataset(_NAMESPACE, id_) for id_ in named]
