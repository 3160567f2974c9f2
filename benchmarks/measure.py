"""All that is measured of one side."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil
import yaml

from benchmarks import processes
from benchmarks.load import Customers
from benchmarks.processes import daogou, rasa, running, timed, wait_for_port
from benchmarks.sides import Side
from benchmarks.stats import TurnTimes, median

DATA, DOMAIN, ENDPOINTS = Path("data"), Path("domain.yml"), Path("endpoints.yml")
STORIES, UTTERANCES = Path("tests/stories"), Path("tests/nlu/development.yml")
FIRST_MESSAGE = "do you have kids cereal?"
STARTING_SECONDS = 300.0


@dataclass(frozen=True)
class Plan:
    """How much is measured: scripts gone through at 1 and at ``crowd`` conversations, and how many cold starts."""

    script: tuple[str, ...]
    customer_id: str = "1"
    rounds: int = 5
    crowd: int = 16
    crowd_rounds: int = 2
    starts: int = 3


@dataclass
class Measured:
    """Figures of one side. Times in seconds, memory in bytes; a cold start is from nothing, or to running actions."""

    train: float = 0.0
    model_bytes: int = 0
    cold_starts: list[float] = field(default_factory=list)
    assistant_starts: list[float] = field(default_factory=list)
    resident_bytes: int = 0
    alone: TurnTimes | None = None
    crowd: TurnTimes | None = None
    stories: dict[str, float] = field(default_factory=dict)
    intents: dict[str, float] = field(default_factory=dict)

    @property
    def cold_start(self) -> float:
        """The middle one of the starts from nothing."""
        return median(self.cold_starts)

    @property
    def assistant_start(self) -> float:
        """The middle one of the assistant's starts beside running actions."""
        return median(self.assistant_starts)

    def as_json(self) -> dict[str, Any]:
        """Everything, medians included."""
        return asdict(self) | {"cold_start": self.cold_start, "assistant_start": self.assistant_start}


class Bench:
    """Measures one side in ``folder``, telling ``say`` what goes on and ``turned`` of every turn."""

    def __init__(self, side: Side, folder: Path, say: Callable[[str], None], turned: Callable[[int], None]) -> None:
        self._side = side
        self._folder = folder
        self._say = say
        self._turned = turned
        self._model = folder / "models" / "assistant.tar.gz"
        folder.mkdir(parents=True, exist_ok=True)

    def run(self, plan: Plan) -> Measured:
        """Train, start, talk and test."""
        measured = Measured()
        self._say("training")
        measured.train = self._train()
        measured.model_bytes = self._model.stat().st_size
        for number in range(plan.starts):
            self._say(f"cold start {number + 1} of {plan.starts}")
            with ExitStack() as stack:
                measured.cold_starts.append(self._start(plan, stack, with_actions=True)[0])
        with ExitStack() as stack:
            actions = self._actions(stack, processes.free_port())
            for number in range(plan.starts):
                self._say(f"start of the assistant alone {number + 1} of {plan.starts}")
                with ExitStack() as once:
                    seconds, server, customers = self._start(plan, once, actions=actions)
                    measured.assistant_starts.append(seconds)
                    if number == plan.starts - 1:
                        asyncio.run(self._talk(plan, customers, measured, server))
        measured.stories = self._test_stories()
        measured.intents = self._test_intents()
        return measured

    def _train(self) -> float:
        config = self._side.write(self._folder)
        cache = self._folder / "cache"
        shutil.rmtree(cache, ignore_errors=True)
        module = self._side.module
        command = rasa("train", "--config", config, "--domain", DOMAIN, "--data", DATA, "--force", module=module)
        command += ["--out", str(self._model.parent), "--fixed-model-name", "assistant"]
        # A cache of its own: what was trained before must not count as trained fast.
        environment = self._side.environment | {"RASA_CACHE_DIRECTORY": str(cache)}
        return timed(command, self._folder / "train.log", environment)

    def _actions(self, stack: ExitStack, port: int) -> int:
        """The action server on ``port``, the same on every side: it sets its own environment."""
        environment = {"DAOGOU_ACTIONS_PORT": str(port), "DAOGOU_HOST": "127.0.0.1"}
        stack.enter_context(running(daogou("serve", "actions"), self._folder / "actions.log", environment))
        return port

    def _start(
        self, plan: Plan, stack: ExitStack, *, with_actions: bool = False, actions: int | None = None
    ) -> tuple[float, psutil.Popen, Customers]:
        """Start the assistant; the seconds to its first answer to a message that takes a custom action."""
        if actions is not None:
            # The assistant is not timed while actions are still starting.
            wait_for_port(actions, STARTING_SECONDS)
        actions_port = actions or processes.free_port()
        port = processes.free_port()
        command = rasa("run", "-i", "127.0.0.1", "-p", str(port), "--model", self._model, module=self._side.module)
        command += ["--endpoints", str(self._endpoints(actions_port)), "--credentials", str(self._credentials())]
        customers = Customers(f"http://127.0.0.1:{port}", plan.script, plan.customer_id)
        started = time.perf_counter()
        if with_actions:
            self._actions(stack, actions_port)
        server = stack.enter_context(running(command, self._folder / "server.log", self._side.environment))
        customers.wait_for_answer(FIRST_MESSAGE, STARTING_SECONDS, lambda: server.poll() is None)
        return time.perf_counter() - started, server, customers

    async def _talk(self, plan: Plan, customers: Customers, measured: Measured, server: psutil.Popen) -> None:
        self._say("warming up")
        await customers.talk(1, 1)
        for conversations, rounds in ((1, plan.rounds), (plan.crowd, plan.crowd_rounds)):
            self._say(f"{conversations} at once")
            self._turned(customers.turns(conversations, rounds))
            times = await customers.talk(conversations, rounds, lambda: self._turned(-1))
            if conversations == 1:
                measured.alone = times
            else:
                measured.crowd = times
        measured.resident_bytes = processes.resident_bytes(server)

    def _endpoints(self, actions_port: int) -> Path:
        """The project's endpoints, with the actions of this run and a tracker store of its own."""
        endpoints = yaml.safe_load(ENDPOINTS.read_text())
        endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{actions_port}/webhook"
        store = {"dialect": "sqlite", "db": str(self._folder / "tracker.db")}
        endpoints["tracker_store"] = {"type": self._side.tracker_store or endpoints["tracker_store"]["type"]} | store
        path = self._folder / "endpoints.yml"
        path.write_text(yaml.safe_dump(endpoints))
        return path

    def _credentials(self) -> Path:
        """Rasa's REST channel alone, so that every side runs the same code around its turns."""
        path = self._folder / "credentials.yml"
        path.write_text("rest:\n")
        return path

    def _test_stories(self) -> dict[str, float]:
        self._say("test stories")
        out = self._folder / "stories"
        endpoints = self._endpoints(processes.free_port())
        command = rasa("test", "core", "--model", self._model, "--stories", STORIES, "--out", out)
        timed([*command, "--endpoints", str(endpoints)], self._folder / "stories.log", self._side.environment)
        report = json.loads((out / "story_report.json").read_text())
        conversations = report["conversation_accuracy"]
        return {name: conversations[name] for name in ("accuracy", "correct", "total")}

    def _test_intents(self) -> dict[str, float]:
        if not UTTERANCES.exists():
            return {}
        self._say("utterances of the tests")
        out = self._folder / "nlu"
        command = rasa("test", "nlu", "--model", self._model, "--nlu", UTTERANCES, "--out", out, "--no-plot")
        timed([*command, "--domain", str(DOMAIN)], self._folder / "nlu.log", self._side.environment)
        report = json.loads((out / "intent_report.json").read_text())
        macro = report["macro avg"]
        return {"accuracy": report["accuracy"], "macro_f1": macro["f1-score"], "total": macro["support"]}
