"""Style and script: bundled at set-up under names that change with their content."""

import json
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PATH = "/assets"
BUILT = Path(__file__).parents[3] / "templates" / "built"
FOR_EVER = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """The bundles, to be kept for ever: another content has another name."""

    def __init__(self) -> None:
        super().__init__(directory=BUILT, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One of them."""
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = FOR_EVER
        return answer


@cache
def _names() -> dict[str, str]:
    return json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))


def address(name: str) -> str:
    """Where a bundle is to be had, by the name of its source."""
    return f"{PATH}/{_names()[name]}"
