"""How soon a figure follows its slider, in a real browser: ours beside other ways of drawing the same figure.

    python -m benchmarks.widgets            # the ways, on lesson 04's figure
    python -m benchmarks.widgets --lessons  # plain `interact`, then the lessons' own figures, by their first slider

A press of an arrow key goes one step, as a hand does that looks closer: ours has drawn that picture while the hand
rested. A page key goes a tenth of the slider's way, where nothing is drawn yet: as soon as a drag can follow.

Needs chromium. A way whose package is not installed is left out: pip install ipympl bqplot
"""

import argparse
import importlib
import importlib.util
import json
import shutil
import statistics
import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

from descent.server import HOST, lab_server
from testcases.course import LESSONS
from tests.browser.conftest import FLAGS, NAMES
from tests.browser.jupyterlab import Notebook

ALONE, TOGETHER, PAUSE = 30, 30, 33  # presses one at a time; presses of one drag, and the milliseconds between them
STEPS, FAR = 4, 3  # arrow keys one way, and page keys: a figure's first slider has room for as many
SETUP = """
import io
import ipywidgets
import matplotlib.pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg
from helpers import plots
from helpers.momentum import update_parameters_with_momentum
from helpers.pictures import momentum as pictures
from helpers.repaint import Repainter

explorer = pictures.explorer()
fig, draw, state = explorer.figure, explorer.draw, explorer.values()
name = "learning_rate"
slider = explorer.controls[name]

def move(value):
    state[name] = value
    return draw(**state)

def plain_slider():
    return ipywidgets.FloatSlider(value=slider.start, min=slider.low, max=slider.high, step=slider.step)

def picture(drawn, format):
    image, handle = ipywidgets.Image(format=format, value=drawn()), plain_slider()
    def follow(change):
        move(change["new"])
        image.value = drawn()
    handle.observe(follow, "value")
    return ipywidgets.VBox([handle, image])
"""
INTERACT = """
from IPython.display import display
ipywidgets.interact(lambda value: (move(value), display(fig))[1], value=plain_slider());
"""
IPYMPL = """
from ipympl.backend_nbagg import Canvas, FigureManager
canvas = Canvas(fig)
manager = FigureManager(canvas, 0)
handle = plain_slider()
handle.observe(lambda change: (move(change["new"]), canvas.draw_idle()), "value")
ipywidgets.VBox([handle, canvas])
"""
BQPLOT = """
import bqplot
import numpy as np
def axes(y_scale):
    scales = {"x": bqplot.LinearScale(), "y": y_scale}
    return scales, [bqplot.Axis(scale=scales["x"]), bqplot.Axis(scale=scales["y"], orientation="vertical")]
tracks, panels = [], []
for y_scale in (bqplot.LinearScale(), bqplot.LogScale()):
    scales, rulers = axes(y_scale)
    tracks.append(bqplot.Lines(x=[0, 1], y=[1, 1], scales=scales))
    panels.append(bqplot.Figure(marks=tracks[-1:], axes=rulers))
handle = plain_slider()
def follow(change):
    walk = pictures.compute_walk(change["new"], state["beta"])
    with tracks[0].hold_sync():
        tracks[0].x, tracks[0].y = walk.path.T
    with tracks[1].hold_sync():
        tracks[1].x, tracks[1].y = np.arange(len(walk.cost)), walk.cost
handle.observe(follow, "value")
ipywidgets.VBox([handle, ipywidgets.HBox(panels)])
"""
IN_THE_PAGE = '''
import anywidget

class InThePage(anywidget.AnyWidget):
    _esm = """
    const svg = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
    const line = (points) => "M" + points.map((point) => point.join()).join("L");
    const walk = (rate, beta) => {
      let w = START, v = [0, 0];
      const path = [w];
      for (let t = 0; t < STEPS; t += 1) {
        v = v.map((v, i) => beta * v + (1 - beta) * CURVATURES[i] * w[i]);
        w = w.map((w, i) => w - rate * v[i]);
        path.push(w);
      }
      return path;
    };
    export default { render({ el }) {
      const slider = Object.assign(document.createElement("input"), { type: "range", SLIDER });
      const lines = ["-1.2 -0.6 1.8 1.2", "0 -12 300 20"].map((viewBox) => {
        const frame = svg("svg"), drawn = svg("path");
        for (const [name, value] of [["viewBox", viewBox], ["width", 380], ["height", 230]]) {
          frame.setAttribute(name, value);
        }
        for (const [name, value] of [["fill", "none"], ["stroke", "blue"], ["vector-effect", "non-scaling-stroke"]]) {
          drawn.setAttribute(name, value);
        }
        frame.append(drawn);
        el.append(frame);
        return drawn;
      });
      const draw = () => {
        const path = walk(slider.valueAsNumber, BETA);
        const cost = path.map(([a, b]) => (CURVATURES[0] * a * a + CURVATURES[1] * b * b) / 2);
        lines[0].setAttribute("d", line(path));
        lines[1].setAttribute("d", line(cost.map((cost, t) => [t, -Math.log10(cost)])));
      };
      slider.dataset.lmSuppressShortcuts = "true";
      slider.addEventListener("input", draw);
      el.prepend(slider);
      requestAnimationFrame(draw);
    } };
    """.replace("START", str(pictures.START.tolist())).replace("STEPS", str(pictures.STEPS)).replace(
        "CURVATURES", str([pictures.MU, pictures.L])
    ).replace("BETA", str(state["beta"])).replace(
        "SLIDER", f"min: {slider.low}, max: {slider.high}, step: {slider.step}, value: {slider.start}"
    )

InThePage()
'''
WAYS = {
    "interact, inline picture": (INTERACT, None),
    "ipywidgets.Image, all drawn": ('picture(lambda: plots.png(fig), "png")', None),
    "ipywidgets.Image, what changed": ('picture(Repainter(fig).picture, "png")', None),
    "ipympl": (IPYMPL, "ipympl"),
    "bqplot": (BQPLOT, "bqplot"),
    "computed in the page": (IN_THE_PAGE, None),
    "ours": ("explorer", None),
}
# A redraw is a picture that has loaded, a canvas drawn upon, or a changed path of an SVG, in the output of a cell.
WATCH = """() => {
    window.presses = []; window.redraws = [];
    const seen = node => {
        const [now, last] = [performance.now(), window.redraws.at(-1)];
        if (node.closest('.jp-OutputArea') && !(now - last < 4)) window.redraws.push(now); // a figure's parts are one
    };
    document.addEventListener('keydown', () => window.presses.push(performance.now()), true);
    document.addEventListener('load', event => event.target.tagName === 'IMG' && seen(event.target), true);
    const drawImage = CanvasRenderingContext2D.prototype.drawImage;
    CanvasRenderingContext2D.prototype.drawImage = function (...given) {
        seen(this.canvas);
        return drawImage.apply(this, given);
    };
    new MutationObserver(changes => changes.forEach(change => change.target.tagName === 'path' && seen(change.target)))
        .observe(document.body, {subtree: true, attributes: true, attributeFilter: ['d']});
}"""


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--lessons", action="store_true", help="the lessons' own figures; 09 has no slider that redraws"
    )
    cells = _lessons() if parser.parse_args().lessons else _ways()
    titles = f"{'step, ms':>10}{'p90':>6}{'far, ms':>10}{'p90':>6}{f'drawn of {TOGETHER}':>14}{'first, s':>10}"
    print(f"{'':32}{titles}")
    for name, source in cells.items():
        steps, jumps, drawn, first = measure(source)
        print(f"{name:32}{_summary(steps)}{_summary(jumps)}{drawn:14}{first:10.2f}", flush=True)


def _summary(latencies: list[float]) -> str:
    return f"{statistics.median(latencies):10.0f}{statistics.quantiles(latencies, n=10)[-1]:6.0f}"


def _ways() -> dict[str, str]:
    missing = [package for _, package in WAYS.values() if package and not importlib.util.find_spec(package)]
    if missing:
        print(f"left out, not installed: {', '.join(missing)}")
    return {name: source for name, (source, package) in WAYS.items() if package not in missing}


def _lessons() -> dict[str, str]:
    stems = [lesson.name[3:] for lesson in LESSONS]
    explored = [stem for stem in stems if hasattr(importlib.import_module(f"helpers.pictures.{stem}"), "explorer")]
    plain = {name: source for name, (source, _) in WAYS.items() if source == INTERACT}
    return plain | {stem: f"from helpers.pictures import {stem}\n{stem}.explorer()" for stem in explored}


def measure(source: str) -> tuple[list[float], list[float], int, float]:
    """Return milliseconds from a step to its redraw and from a jump, redraws of a drag, and seconds to the figure."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        notebooks, aside = Path(folder) / "notebooks", Path(folder) / "aside"
        _write(notebooks, source)
        settings = aside / "config" / "jupyter_lab_config.json"
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps({"LabApp": {"expose_app_in_browser": True}}), encoding="utf-8")
        executable = next(filter(None, map(shutil.which, NAMES)), None)
        with lab_server(notebooks, aside, 120) as server:
            browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            address = f"http://{HOST}:{server.port}/lab/tree/one.ipynb?token={server.token}"
            notebook = Notebook(page, address)
            notebook.run("setup")
            page.evaluate(WATCH)
            began = page.evaluate("() => performance.now()")
            notebook.run("figure")
            page.wait_for_function("() => window.redraws.length", timeout=60_000)
            first = (page.evaluate("() => window.redraws[0]") - began) / 1000
            page.wait_for_timeout(1500)
            page.locator(".jp-OutputArea").get_by_role("slider").first.focus()
            steps = [_press_once(page, key) for key in _walk(page, STEPS, "ArrowLeft", "ArrowRight")[:ALONE]]
            jumps = [_press_once(page, key) for key in _walk(page, FAR, "PageDown", "PageUp")[:ALONE]]
            drawn = _drag(page, _walk(page, STEPS, "ArrowLeft", "ArrowRight")[:TOGETHER])
            browser.close()
    return steps, jumps, drawn, first


def _write(notebooks: Path, source: str) -> None:
    cells = [nbformat.v4.new_code_cell(text, id=name) for name, text in (("setup", SETUP), ("figure", source))]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebooks.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), notebooks / "one.ipynb")


ROOM = """handle => {
    const [low, high, now] = handle.tagName === 'INPUT' ? [handle.min, handle.max, handle.value]
        : ['aria-valuemin', 'aria-valuemax', 'aria-valuenow'].map(name => handle.getAttribute(name));
    return [now - low, high - now];
}"""


def _walk(page, length: int, left: str, right: str) -> list[str]:
    """Keys that walk from where the slider is towards its farther end and back, and so on: each of them moves it."""
    handle = page.locator(".jp-OutputArea").get_by_role("slider").first
    below, above = handle.evaluate(ROOM)
    out, back = (right, left) if above > below else (left, right)
    return ([out] * length + [back] * length) * TOGETHER


def _press_once(page, key: str) -> float:
    before = page.evaluate("() => window.redraws.length")
    page.keyboard.press(key)
    # Asked now and then: asked at every frame, as playwright does by itself, the page never rests.
    page.wait_for_function("before => window.redraws.length > before", arg=before, timeout=20_000, polling=25)
    page.wait_for_timeout(300)  # what else this press brings about is over
    return page.evaluate("before => window.redraws[before] - window.presses.at(-1)", before)


def _drag(page, keys: list[str]) -> int:
    before = page.evaluate("() => window.redraws.length")
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(PAUSE)
    page.wait_for_timeout(3000)
    return page.evaluate("before => window.redraws.length - before", before)


if __name__ == "__main__":
    main()
