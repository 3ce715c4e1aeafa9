"""A document that styles itself, shown inside a page: it may do nothing else."""

from fastapi import Response
from fastapi.responses import HTMLResponse

from services.kit.guards import CONTENT_POLICY

SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""No script, no image, no form, and no link that leads away."""


def may_frame(answer: Response) -> Response:
    """Let a page show documents of ours inside it."""
    answer.headers["Content-Security-Policy"] = f"{CONTENT_POLICY}; frame-src 'self'"
    return answer


def sealed(html: str) -> HTMLResponse:
    """The document."""
    return HTMLResponse(
        html,
        headers={
            "Content-Security-Policy": SEALED,
            "X-Frame-Options": "SAMEORIGIN",
            "Cache-Control": "no-store",
        },
    )
