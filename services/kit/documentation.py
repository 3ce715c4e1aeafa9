"""The interactive documentation at `/docs`, wholly from our own origin and under our own policy.

The package carries Swagger UI's own files; the page and the script that starts it are ours, since
the policy allows no script in a page.
"""

from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.kit.errors import NotFound

ASSETS = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "favicon.png": "image/png",
}
START = """\
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#documentation",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  presets: [SwaggerUIBundle.presets.apis],
  validatorUrl: null,
});
"""
STYLE = ".markdown li { line-height: 1.8; }\n"
"""Swagger UI's lines stand so close that the boxes around words overlap."""
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stafett: the API</title>
<link rel="icon" href="/docs/favicon.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/lines.css">
</head>
<body>
<main id="documentation"></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
DAY = "public, max-age=86400"

router = APIRouter(prefix="/docs", include_in_schema=False)


@router.get("")
async def documentation() -> HTMLResponse:
    """The page."""
    return HTMLResponse(PAGE)


@router.get("/start.js")
async def start() -> Response:
    """The script that starts it."""
    return Response(START, media_type="text/javascript")


@router.get("/lines.css")
async def lines() -> Response:
    """What its style lacks."""
    return Response(STYLE, media_type="text/css")


@router.get("/{asset}")
async def asset(asset: str) -> Response:
    """One of Swagger UI's files."""
    if asset not in ASSETS:
        raise NotFound
    content = (files("fastapi_offline") / "static" / asset).read_bytes()
    return Response(content, media_type=ASSETS[asset], headers={"Cache-Control": DAY})
