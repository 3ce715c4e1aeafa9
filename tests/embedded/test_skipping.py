"""Skipped time: months go by in seconds, and processes that talk to each other agree on when."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from services.embedded.clocks import Clocks
from services.embedded.skipping import SkippedTime, StuckError
from services.embedded.temporal import TemporalServer
from services.kit import clock

A_MOMENT = timedelta(minutes=2)
QUEUE = f"skipping-{uuid4()}"


class Post:
    """An outbox in memory: what is to be started or told, and what the workflows say happened."""

    def __init__(self) -> None:
        self.client: Client | None = None
        self.letters: list[tuple[str, str]] = []
        self.said: dict[str, datetime] = {}
        self.clock_then: dict[str, datetime] = {}

    async def drain(self) -> int:
        """Deliver everything, in order."""
        assert self.client is not None
        told = 0
        while self.letters:
            to, news = self.letters.pop(0)
            if news:
                await self.client.get_workflow_handle(to).signal("hear", news)
            else:
                await self.client.start_workflow("Late", id=to, task_queue=QUEUE)
            told += 1
        return told

    async def waiting(self) -> int:
        """How much is not delivered."""
        return len(self.letters)

    @activity.defn
    async def say(self, words: str, at: datetime) -> None:
        """Take down that something happened."""
        self.said[words] = at
        self.clock_then[words] = clock.now()

    @activity.defn
    async def send(self, to: str, news: str) -> None:
        """Put something into the outbox."""
        self.letters.append((to, news))


async def _say(words: str) -> None:
    await workflow.execute_activity(
        "say", args=[words, workflow.now()], start_to_close_timeout=timedelta(seconds=10)
    )


async def _send(to: str, news: str = "") -> None:
    await workflow.execute_activity(
        "send", args=[to, news], start_to_close_timeout=timedelta(seconds=10)
    )


@workflow.defn(name="Asker")
class Asker:
    """Reminds every ten days, asks after thirty, and has a third one started."""

    def __init__(self) -> None:
        self.heard = ""

    @workflow.signal
    async def hear(self, news: str) -> None:
        self.heard = news

    @workflow.run
    async def run(self) -> None:
        for number in range(1, 4):
            await workflow.sleep(timedelta(days=10))
            await _say(f"reminder {number}")
        await _send("answerer", "a question")
        await _send("late")
        await workflow.wait_condition(lambda: bool(self.heard))
        await _say("answer heard")
        await workflow.sleep(timedelta(days=58))
        await _say("asker done")


@workflow.defn(name="Answerer")
class Answerer:
    """Hears a question, thinks for two days, and answers; does nothing until then."""

    def __init__(self) -> None:
        self.heard = ""

    @workflow.signal
    async def hear(self, news: str) -> None:
        self.heard = news

    @workflow.run
    async def run(self) -> None:
        try:
            await workflow.wait_condition(lambda: bool(self.heard), timeout=timedelta(days=300))
        except TimeoutError:
            await _say("nobody asked")
        await _say("question heard")
        await workflow.sleep(timedelta(days=2))
        await _send("asker", "an answer")


@workflow.defn(name="Late")
class Late:
    """Born in the middle of a jump."""

    @workflow.run
    async def run(self) -> None:
        await _say("late born")
        await workflow.sleep(timedelta(days=5))
        await _say("late done")


@workflow.defn(name="Failing")
class Failing:
    """Never comes to rest."""

    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity("nobody does this", start_to_close_timeout=A_MOMENT)


@pytest.fixture
async def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
async def post(temporal_server: TemporalServer, clocks: Clocks) -> AsyncIterator[Post]:
    made = Post()
    made.client = await Client.connect(temporal_server.address, interceptors=[clocks])
    async with Worker(
        made.client,
        task_queue=QUEUE,
        workflows=[Asker, Answerer, Late, Failing],
        activities=[made.say, made.send],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        yield made


@pytest.fixture
def skipped(post: Post, clocks: Clocks) -> SkippedTime:
    assert post.client is not None
    return SkippedTime(clocks, post.client, post, post.waiting, patience=timedelta(seconds=30))


async def test_processes_that_talk_during_a_long_jump_agree_on_when(
    post: Post, skipped: SkippedTime
) -> None:
    assert post.client is not None
    began = clock.now()
    await asyncio.gather(
        *(
            post.client.start_workflow(name, id=name.lower(), task_queue=QUEUE)
            for name in ("Asker", "Answerer")
        )
    )
    await skipped.advance(timedelta(days=120))
    expected = {
        "reminder 1": 10,
        "reminder 2": 20,
        "reminder 3": 30,
        "question heard": 30,
        "late born": 30,
        "answer heard": 32,
        "late done": 35,
        "asker done": 90,
    }
    assert post.said.keys() == expected.keys()
    for words, days in expected.items():
        assert abs(post.said[words] - began - timedelta(days=days)) < A_MOMENT, words
        assert abs(post.clock_then[words] - post.said[words]) < A_MOMENT, words
    assert abs(clock.now() - began - timedelta(days=120)) < A_MOMENT


async def test_what_is_due_later_is_not_done(post: Post, skipped: SkippedTime) -> None:
    assert post.client is not None
    handle = await post.client.start_workflow("Late", id=f"late-{uuid4()}", task_queue=QUEUE)
    await skipped.advance(timedelta(days=4, hours=23))
    assert post.said.keys() == {"late born"}
    await skipped.advance(timedelta(hours=2))
    assert post.said.keys() == {"late born", "late done"}
    await handle.result()


async def test_what_does_not_come_to_rest_is_said(post: Post, clocks: Clocks) -> None:
    assert post.client is not None
    impatient = timedelta(seconds=0.5)
    skipped = SkippedTime(clocks, post.client, post, post.waiting, patience=impatient)
    handle = await post.client.start_workflow("Failing", id=f"f-{uuid4()}", task_queue=QUEUE)
    with pytest.raises(StuckError):
        await skipped.advance(timedelta(days=1))
    await handle.terminate()
