"""Somebody with a browser, who looks hard at every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page, expect

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
WIDTHS = (1280, 320)
HEIGHT = 800
STILL = """
new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))
  .then(() => Promise.allSettled(document.getAnimations().map((one) => one.finished)))
  .then(() => null)
"""
"""What was pressed is painted, and what unfolds has unfolded, which covers its neighbours first."""
ARTEFACTS = Path(__file__).parents[2] / "artefacts"
SHOTS = {"phone": 390, "desktop": 1280}


@dataclass
class Reader:
    """One person's browser."""

    context: BrowserContext
    page: Page
    base: str
    troubles: list[str]
    """What the browser's console said that it should not have to say."""

    async def open(self, path: str) -> None:
        """Go to a page."""
        await self.page.goto(f"{self.base}{path}")

    async def become(self, name: str) -> None:
        """Sign in as one of the demo people."""
        await self.open("/sign-in")
        await self.page.get_by_role("button", name=name).click()
        await expect(
            self.page.get_by_role("button", name="Logg ut").or_(
                self.page.get_by_role("button", name="Sign out")
            )
        ).to_be_visible()

    async def press(self, name: str) -> None:
        """Press a button."""
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def follow(self, name: str) -> None:
        """Follow a link."""
        await self.page.get_by_role("link", name=name, exact=True).click()

    async def write(self, label: str, text: str) -> None:
        """Fill in a field."""
        await self.page.get_by_label(label, exact=True).fill(text)

    async def choose(self, label: str, option: str) -> None:
        """Choose from a list."""
        await self.page.get_by_label(label, exact=True).select_option(label=option)

    async def headline(self, text: str) -> None:
        """Wait for the page with this headline."""
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    async def look(self, name: str = "", widths: Sequence[int] = WIDTHS) -> None:
        """Hold the page against WCAG 2.2 AA at each width; nothing may have to scroll sideways."""
        source = AXE.read_text(encoding="utf-8")
        for width in widths:
            await self.page.set_viewport_size({"width": width, "height": HEIGHT})
            await self.page.evaluate(STILL)
            await self.page.evaluate(source)
            found: dict[str, Any] = await self.page.evaluate(
                "rules => axe.run({runOnly: rules})", list(RULES)
            )
            said = [
                f"{one['id']}: {node['target']} {node['failureSummary']}"
                for one in found["violations"]
                for node in one["nodes"]
            ]
            assert not said, f"{self.page.url} at {width}: {said}"
            wide = await self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{self.page.url} is {wide} wide at {width}"
        if name:
            await self.keep(name)
        await self.page.set_viewport_size({"width": 1280, "height": HEIGHT})

    async def keep(self, name: str) -> None:
        """A picture of the page for people, on a phone and on a desktop."""
        ARTEFACTS.mkdir(exist_ok=True)
        for device, width in SHOTS.items():
            await self.page.set_viewport_size({"width": width, "height": HEIGHT})
            await self.page.screenshot(path=ARTEFACTS / f"{name}-{device}.png", full_page=True)
