"""The page with the widget, as its customer uses it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).parents[2]
AXE = ROOT / "bot" / "widget" / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "results" / "browser"
SERIOUS = {"serious", "critical"}
ANSWER_MS = 60_000


class Chat:
    """One browser window on the shop. ``errors`` collects what went wrong in it; a test must leave it empty."""

    def __init__(self, page: Page, home: str, name: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self._home = home
        self._name = name
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: (self.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    @property
    def rows(self) -> Locator:
        """Every message that the channel has confirmed."""
        return self.page.locator(".row[data-seq]")

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name="Your message")

    def visit(self, path: str = "/") -> None:
        self.page.goto(self._home + path)

    def shop_as(self, household: str) -> None:
        """Be a household of the demo shop from now on."""
        who = self.page.locator("#shopping-as summary")
        who.click()
        self.page.locator("#household").fill(household)
        self.page.locator("#shopping-as button").first.click()
        expect(who).to_contain_text(household)

    def open(self) -> None:
        """Open the chat, unless it is, and wait until it is connected and shows its history."""
        launcher = self.page.get_by_role("button", name=re.compile("^Open chat"))
        dialog = self.page.get_by_role("dialog")
        expect(launcher.or_(dialog)).to_be_visible()
        if not dialog.is_visible():
            launcher.click()
        expect(dialog).to_be_visible()
        # The first to come waits until the assistant has opened the shop.
        expect(self.page.locator(".banner")).to_have_count(0, timeout=ANSWER_MS)
        expect(self.page.locator(".welcome").or_(self.rows.first)).to_be_visible()

    def close(self) -> None:
        self.page.get_by_role("button", name="Close chat").click()

    def write(self, text: str) -> None:
        """Type and send, without waiting for anything."""
        self.field.fill(text)
        self.field.press("Enter")

    def send(self, text: str) -> str:
        """Type and send; the ``seq`` under which the channel has confirmed it."""
        before = self.page.locator(".row.customer[data-seq]").count()
        self.write(text)
        return self._confirmed(before)

    def say(self, text: str) -> Locator:
        """Type and send; the rows of the whole answer."""
        return self._answer(self.send(text))

    def press(self, button: Locator) -> Locator:
        """Press what speaks for the customer, such as a quick reply; the rows of the whole answer."""
        before = self.page.locator(".row.customer[data-seq]").count()
        button.click()
        return self._answer(self._confirmed(before))

    def attach(self, button: Locator, file: Path) -> Locator:
        """Send a file with a button that asks for one; the rows of the whole answer."""
        before = self.page.locator(".row.customer[data-seq]").count()
        self.choose(button, file)
        return self._answer(self._confirmed(before))

    def choose(self, button: Locator, file: Path) -> None:
        """Give a file to a button that asks for one."""
        with self.page.expect_file_chooser() as chooser:
            button.click()
        chooser.value.set_files(file)

    def history(self) -> list[tuple[str | None, str]]:
        """Every confirmed message as its ``seq`` and what is to be read in it."""
        rows = [(row.get_attribute("data-seq"), row.inner_text()) for row in self.rows.all()]
        return [(seq, " ".join(text.split())) for seq, text in rows]

    def conversation_id(self) -> str:
        return str(self.page.request.get(f"{self._home}/daogou/token").json()["conversation"])

    def screenshot(self, name: str) -> None:
        """Keep what is seen, once nothing moves."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{self._name}-{name}.png", animations="disabled")

    def serious_violations(self) -> list[str]:
        """What axe-core finds on the page and in the widget that keeps people from using it."""
        self.page.evaluate(AXE.read_text())
        found: dict[str, Any] = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{each['id']}: {json.dumps([node['target'] for node in each['nodes'][:3]])}"
            for each in found["violations"]
            if each["impact"] in SERIOUS
        ]

    def _confirmed(self, before: int) -> str:
        customer = self.page.locator(".row.customer[data-seq]")
        expect(customer).to_have_count(before + 1, timeout=ANSWER_MS)
        seq = customer.last.get_attribute("data-seq")
        assert seq
        return seq

    def _answer(self, seq: str) -> Locator:
        answer = self.page.locator(f'.row[data-seq="{seq}"] ~ .row.assistant')
        expect(answer).not_to_have_count(0, timeout=ANSWER_MS)
        expect(self.page.locator(".typing-row")).to_have_count(0, timeout=ANSWER_MS)
        return answer
