"""The command `stafett demo`: play a year, then serve the pages until Ctrl-C."""

from datetime import timedelta
from functools import partial

import uvicorn
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from services.app import create_app
from services.embedded.children import refuse_taken_port
from services.kit import clock
from services.kit.i18n import instant_text
from services.kit.settings import Settings
from services.play import hospital
from services.play.case import Case
from services.play.demo.calendar import Calendar
from services.play.demo.posts import posts
from services.play.demo.year import PLANS, YEAR, Plan, case_of, course
from services.play.ground import PlayGround, play_ground, until
from services.play.run import OPERATOR
from services.play.stage import Say, Stage


async def demo(chosen: Settings, console: Console) -> None:
    """Play the year and serve it; everything goes away with the program.

    Raises `StartError` when the port of the pages is taken.
    """
    refuse_taken_port(
        chosen.host, chosen.web_port, "the pages", "STAFETT_WEB_PORT", "STAFETT_PUBLIC_URL"
    )
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    with progress:
        bar = progress.add_task("PostgreSQL, Temporal, inbox and worker", total=YEAR.days)
        async with play_ground(ui=True) as ground:
            began = clock.now()

            def say(what: str) -> None:
                gone = (clock.now() - began).days
                progress.update(bar, completed=gone, description=what)
                if not console.is_terminal:
                    console.print(what, markup=False, highlight=False, soft_wrap=True)

            await play_year(ground, PLANS, YEAR, say)
            progress.stop()
            await _serve(ground, console)


async def play_year(
    ground: PlayGround, plans: tuple[Plan, ...], length: timedelta, say: Say
) -> None:
    """Every plan from its day on; at the end of the time some are still on their way."""
    end = clock.now() + length
    calendar = Calendar(partial(until, ground))
    known = posts()
    for number, plan in enumerate(plans):
        begins = end - timedelta(days=plan.days)
        case = case_of(plan, known[plan.post], number, begins)

        async def play(plan: Plan = plan, case: Case = case) -> None:
            def tell(what: str) -> None:
                say(f"{instant_text('en', clock.now())} · {case.advert.en} · {what}")

            house = await hospital.set_up(ground.doors, OPERATOR, case)
            await course(Stage(case, ground.doors, calendar.until, tell, house), plan)

        calendar.enter(begins, play)
    await calendar.run(end)
    ground.doors.shut()


async def _serve(ground: PlayGround, console: Console) -> None:
    settings = ground.settings
    app = create_app(settings, temporal=ground.temporal)
    console.print(
        f"Pages:    {settings.public_url}",
        f"Inbox:    http://{settings.host}:{settings.inbox_port}",
        f"Temporal: http://{settings.host}:{ground.temporal_ui_port}",
        f"Here it is {instant_text('en', clock.now())}. Nothing is kept. Press Ctrl-C to stop.",
        sep="\n",
        highlight=False,
    )
    server = uvicorn.Server(
        uvicorn.Config(
            app, host=settings.host, port=settings.web_port, log_config=None, lifespan="off"
        )
    )
    try:
        await server.serve()
    finally:
        await app.state.database.close()
