"""Drives a notebook in a real JupyterLab page as a learner does: with the keyboard, and with eyes on what is shown."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # so that these tests can be collected, and skipped, without playwright
    from playwright.sync_api import Locator, Page

PATIENCE = 60_000  # milliseconds, for anything that the page or a kernel does
PANEL = "window.jupyterapp.shell.currentWidget"
# Asking the page's indicator is no good: it says "idle" before the kernel is connected, and Run All is then lost.
READY = f"""() => {{
    const kernel = {PANEL}?.context?.sessionContext?.session?.kernel;
    return kernel && kernel.status === 'idle' && kernel.connectionStatus === 'connected';
}}"""
ALL_RUN = f"""() => {{
    const code = {PANEL}.content.widgets.filter(cell => cell.model.type === 'code');
    return code.every(cell => cell.model.executionCount !== null);
}}"""


class Notebook:
    """A notebook that is open in a page of its own, its kernel ready."""

    def __init__(self, page: "Page", url: str) -> None:
        self.page = page
        page.goto(url)
        page.wait_for_function(f"() => window.jupyterapp && {PANEL}?.content?.widgets?.length > 1", timeout=PATIENCE)
        self.wait_until_idle()

    def wait_until_idle(self) -> None:
        self.page.wait_for_function(READY, timeout=PATIENCE)

    def use_theme(self, name: str) -> None:
        """Change JupyterLab's theme, as its settings do."""
        self.page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", name)
        self.page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=name)

    def run_all(self) -> None:
        """Run every cell, as the menu's *Run All* does, and wait for the last one."""
        self.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
        self.page.wait_for_function(ALL_RUN, timeout=2 * PATIENCE)
        self.wait_until_idle()

    def cells(self) -> list[dict[str, Any]]:
        """Return the cells as the page holds them, with their outputs."""
        return self.page.evaluate(f"() => {PANEL}.content.widgets.map(cell => cell.model.toJSON())")

    def cell(self, name: str) -> dict[str, Any]:
        return next(cell for cell in self.cells() if cell["id"] == name)

    def go_to(self, name: str) -> "Locator":
        """Bring a cell on screen, as scrolling does, and return it."""
        index = [cell["id"] for cell in self.cells()].index(name)
        self.page.evaluate(
            f"async index => {{ {PANEL}.content.activeCellIndex = index; await {PANEL}.content.scrollToItem(index); }}",
            index,
        )
        return self.page.locator(".jp-Notebook .jp-Cell.jp-mod-active")

    def run(self, name: str) -> None:
        """Run a cell, as the menu's *Run Selected Cell* does."""
        self.go_to(name)
        self._await_run(
            name, lambda: self.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-cell'); }")
        )

    def _await_run(self, name: str, start: Callable[[], Any]) -> None:
        cell = f"{PANEL}.content.widgets.find(cell => cell.model.id === name).model"
        self.page.evaluate(f"name => {{ {cell}.executionCount = null; }}", name)
        start()
        self.page.wait_for_function(f"name => {cell}.executionCount !== null", arg=name, timeout=PATIENCE)
        self.wait_until_idle()

    def write(self, name: str, source: str) -> None:
        """Replace what is written in a cell by typing, and run it with Shift + Enter."""
        self.go_to(name).locator(".jp-InputArea .cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)
        self._await_run(name, lambda: self.page.keyboard.press("Shift+Enter"))

    def add_cell(self) -> str:
        """Add an empty cell at the end and return its name."""
        self.go_to(self.cells()[-1]["id"])
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:insert-cell-below')")
        return self.cells()[-1]["id"]

    def save(self) -> None:
        """Save the notebook, as Ctrl + S does."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def output(self, name: str) -> str:
        """Return a cell's output as a learner reads it."""
        return "\n".join(self.go_to(name).locator(".jp-OutputArea-output").all_inner_texts())

    def picture(self, name: str) -> bytes:
        """Return the picture that an explorer's figure shows at this moment."""
        address = self.go_to(name).locator(".descent-panel img").get_attribute("src")
        return base64.b64decode(address.partition(",")[2])

    def photograph(self, folder: Path, stem: str, width: int) -> None:
        """Save the whole notebook as pictures of one screen each."""
        height = 1400
        self.page.set_viewport_size({"width": width, "height": height})
        box = self.page.locator(".jp-WindowedPanel-outer").first
        top, number = -1, 0
        while True:
            box.evaluate("(box, top) => { box.scrollTop = top; }", number * (height - 160))
            self.page.wait_for_timeout(400)  # cells that come on screen are drawn now
            reached = box.evaluate("box => box.scrollTop")
            if reached == top:
                return
            top = reached
            self.page.screenshot(path=folder / f"{stem}-{width}-{number:02d}.png")
            number += 1
