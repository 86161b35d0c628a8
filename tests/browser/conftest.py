"""One JupyterLab server and one browser for all tests here; without playwright or a browser they are skipped."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from descent.server import HOST, lab_server
from tests.browser.jupyterlab import Notebook

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",  # nothing else can be reached
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
NO_PLAYWRIGHT = "the browser tests need playwright: pip install -c ci/constraints.txt -e '.[test]'"
NO_BROWSER = "the browser tests need a browser: apt-get install chromium, or python -m playwright install chromium"
SECONDS_TO_START = 120
AXE = Path(__file__).parents[2] / ".axe" / "node_modules" / "axe-core" / "axe.min.js"
NO_AXE = "the accessibility check needs axe-core: npm install --prefix .axe axe-core@4.14.1"


@pytest.fixture(scope="package")
def chromium():
    """A browser that reaches nothing but this machine."""
    api = pytest.importorskip("playwright.sync_api", reason=NO_PLAYWRIGHT)
    with api.sync_playwright() as playwright:
        installed = next(filter(None, map(shutil.which, NAMES)), playwright.chromium.executable_path)
        if not os.path.exists(installed):
            pytest.skip(NO_BROWSER)
        browser = playwright.chromium.launch(executable_path=installed, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def server(chromium, tmp_path_factory):
    """JupyterLab on a folder that `descent start` has filled, with the Chinese edition in a folder `zh` in it."""
    folder, aside = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("aside")
    notebooks = folder / "my-descent"
    for made, language in ((notebooks, "en"), (notebooks / "zh", "zh")):
        start = [sys.executable, "-m", "descent", "start", str(made), "--language", language]
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL)
    settings = aside / "config" / "jupyter_lab_config.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"LabApp": {"expose_app_in_browser": True}}), encoding="utf-8")
    with lab_server(notebooks, aside, SECONDS_TO_START) as running:
        yield running


@pytest.fixture(scope="package")
def open_notebook(chromium, server):
    """A function that opens a notebook in a page of its own; its page keeps a list `sins` of what no page may do."""

    def open_it(name):
        page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
        sins = []
        page.on("pageerror", lambda error: sins.append(f"error in the page: {error}"))
        page.on("request", lambda request: _is_ours(request.url) or sins.append(f"request to {request.url}"))
        workspace = name.replace("/", "-").removesuffix(".ipynb")
        address = f"http://{HOST}:{server.port}/lab/workspaces/{workspace}/tree/{name}?token={server.token}"
        return Notebook(page, address), sins

    return open_it


@pytest.fixture(scope="package")
def axe():
    """The source of axe-core, which a page evaluates."""
    if not AXE.exists():
        pytest.skip(NO_AXE)
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def screenshots():
    """The folder that DESCENT_SCREENSHOTS names, for pictures of what was seen; without it none are taken."""
    named = os.environ.get("DESCENT_SCREENSHOTS")
    if not named:
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _is_ours(url):
    parts = urlsplit(url)
    slows_sliders = parts.path.endswith("favicon-busy-1.ico")  # `descent lab` turns it off
    return parts.scheme in ("data", "blob") or (parts.hostname == HOST and not slows_sliders)
