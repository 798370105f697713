"""Reviews on the page: the queue, and the forms below each sentence; only for reviewers."""

from __future__ import annotations

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from tarpit_graph import reviews
from tarpit_graph.errors import InputError
from tarpit_graph.ontology import RELATIONS
from tarpit_graph.records import Status
from tarpit_graph.reviews import carry
from tarpit_graph.settings import Settings
from tarpit_queries import review_queue

from tarpit.servers.web import shown

router = APIRouter()
#: Claims on one page of the queue.
_QUEUE = 20


@router.get("/reviews")
@router.get("/reviews.{ending}")
def queue(request: Request, ending: str | None = None) -> Response:
    """Show the claims to look at first, and how often the reader was right by what was reviewed."""
    known = reviews.read(Settings().reviews_file)
    found = review_queue.queue(request.app.state.database, known, _QUEUE)
    right = review_queue.precision(known.values())
    if (form := shown.form_of(request, ending)) != "html":
        return shown.tables(request, [found, right], form, title="Reviews")
    return shown.page(
        request,
        "reviews.html",
        title="Claims to review",
        rows=found.rows,
        notes=found.notes,
        precision=right.rows,
        choices=choices(),
    )


@router.post("/reviews")
def review(
    request: Request,
    claim: str = Form(max_length=100),
    verdict: str = Form(max_length=20),
    status: str = Form(default="", max_length=40),
    relation: str = Form(default="", max_length=40),
    new_subject: str = Form(default="", max_length=200),
    new_object: str = Form(default="", max_length=200),
    back: str = Form(default="/reviews", max_length=2000),
) -> Response:
    """Decide on one claim."""
    if not request.state.reviewer:
        raise InputError("only reviewers decide: see `tarpit serve --reviewer`")
    row = carry.claim(request.app.state.database, claim)
    right = {
        "status": status if status != row["status"] else "",
        "relation": relation if relation != row["predicate"] else "",
        "new_subject": new_subject.strip(),
        "new_object": new_object.strip(),
    }
    made = carry.of_claim(
        row,
        verdict,
        request.state.reviewer,
        reviews.now(),
        **(right if verdict == reviews.CORRECT else {}),
    )
    carry.keep(request.app.state.database, reviews.checked(made))
    # Two slashes at the start would be another site's address.
    return RedirectResponse(f"/{back.lstrip('/')}", 303)


def choices() -> dict[str, list[str]]:
    """Return what a correction can choose from."""
    return {"status": [status.value for status in Status], "relation": sorted(RELATIONS)}
