"""Is it well, and how much is in it: for monitors."""

from __future__ import annotations

import time
from threading import Lock

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from tarpit_loaders.load.lineage import span

from tarpit.servers.web.guard import Next

router = APIRouter()
_started = time.time()
_lock = Lock()
_times: dict[str, tuple[int, float]] = {}


def took(page: str, seconds: float) -> None:
    """Count one answer and how long it took."""
    with _lock:
        count, total = _times.get(page, (0, 0.0))
        _times[page] = count + 1, total + seconds


def trace(app: FastAPI) -> None:
    """Make a span of OpenTelemetry of each answer, where its own variables say where spans go; else none."""

    @app.middleware("http")
    async def spanned(request: Request, call_next: Next) -> Response:
        with span(f"{request.method} {request.url.path}") as made:
            response = await call_next(request)
            if made is not None:
                made.set_attribute("http.response.status_code", response.status_code)
            return response


@router.get("/health")
def health(request: Request) -> dict[str, str]:
    """Tell whether the graph answers."""
    request.app.state.database.rows("RETURN 1 AS one")
    return {"status": "ok"}


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> str:
    """Return counts in Prometheus' text format: documents, claims, and answers by page."""
    database = request.app.state.database
    (row,) = database.rows(
        "RETURN COUNT { (:Document) } AS documents, COUNT { (:Claim) } AS claims, "
        "COUNT { (:Company) } AS companies, COUNT { (:Sentence) } AS sentences"
    )
    lines = [
        line
        for name, value in sorted(row.items())
        for line in (f"# TYPE tarpit_{name} gauge", f"tarpit_{name} {value}")
    ]
    lines += [
        "# TYPE tarpit_uptime_seconds gauge",
        f"tarpit_uptime_seconds {time.time() - _started:.0f}",
    ]
    lines += ["# TYPE tarpit_answers_total counter", "# TYPE tarpit_answer_seconds_total counter"]
    with _lock:
        counted = sorted(_times.items())
    for page, (count, total) in counted:
        lines.append(f'tarpit_answers_total{{page="{page}"}} {count}')
        lines.append(f'tarpit_answer_seconds_total{{page="{page}"}} {total:.3f}')
    return "\n".join(lines) + "\n"
