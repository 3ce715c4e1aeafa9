"""Real Chromium on the real application."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
import uvicorn
from playwright.async_api import Browser, ConsoleMessage, async_playwright, expect

from services.app import create_app
from services.embedded.children import free_port
from services.play.ground import PlayGround
from tests.browser.chromium import FLAGS, chromium
from tests.browser.reader import Reader

PATIENCE = 30_000
"""Milliseconds for anything to be there, on a machine that has much else to do."""
expect.set_options(timeout=PATIENCE)

Open = Callable[..., Awaitable[Reader]]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """One browser for a test; each reader has a context of their own in it."""
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield found
        await found.close()


@pytest.fixture
async def site(ground: PlayGround) -> AsyncIterator[str]:
    """The application on a port, where its processes are played on skipped time."""
    port = free_port()
    settings = ground.settings.model_copy(update={"public_url": f"http://127.0.0.1:{port}"})
    app = create_app(settings, temporal=ground.temporal)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    # It listens from now on; who comes before it serves waits.
    serving = asyncio.create_task(server.serve([config.bind_socket()]))
    yield settings.public_url
    server.should_exit = True
    await serving
    await app.state.database.close()


@pytest.fixture
async def opened(browser: Browser, site: str) -> AsyncIterator[Open]:
    """Give somebody a browser, in their language, with or without script."""
    async with AsyncExitStack() as stack:
        readers: list[Reader] = []

        async def begin(language: str = "nb", **options: Any) -> Reader:
            # Nothing moves while a page is judged.
            options = {"reduced_motion": "reduce", **options}
            context = await browser.new_context(
                locale="nb-NO" if language == "nb" else "en-GB", **options
            )
            context.set_default_timeout(PATIENCE)
            stack.push_async_callback(context.close)
            reader = Reader(context, await context.new_page(), site, [])

            def note(message: ConsoleMessage) -> None:
                if message.type in {"error", "warning"} and "status of 4" not in message.text:
                    reader.troubles.append(message.text)

            reader.page.on("console", note)
            reader.page.on("pageerror", lambda error: reader.troubles.append(str(error)))
            readers.append(reader)
            return reader

        yield begin
        assert [trouble for reader in readers for trouble in reader.troubles] == []
