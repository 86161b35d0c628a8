"""The README's gallery: each lesson's live figure at its best, small, with the digest of what it shows."""

import io
from importlib import import_module
from pathlib import Path

from PIL import Image, PngImagePlugin

from helpers.digest import digest
from helpers.panel import Panel
from helpers.widgets import Explorer
from testcases.course import LESSONS

GALLERY = Path(__file__).resolve().parents[1] / "docs" / "gallery"
SIZE = 560, 480  # pixels at most, of a picture that keeps its shape
COLOURS = 64  # lines and letters look the same with so few, and take a third of the bytes


def figures() -> dict[str, Panel]:
    """Return each lesson's live figure at its best, or as it starts where it has no best, by the lesson's name."""
    panels: dict[str, Panel] = {}
    for lesson in LESSONS:
        pictures = import_module(f"helpers.pictures.{lesson.stem}")
        make = getattr(pictures, "explorer", None) or getattr(pictures, "watch", None)
        if make:
            panels[lesson.name] = panel = make()
            if isinstance(panel, Explorer) and panel.best:
                panel.press()
    return panels


def write_gallery(folder: Path = GALLERY) -> None:
    """Write a small picture for each lesson's figure, and say how large they are together."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, panel in figures().items():
        picture = Image.open(io.BytesIO(panel.picture))
        picture.thumbnail(SIZE, Image.Resampling.LANCZOS)
        note = PngImagePlugin.PngInfo()
        note.add_text("digest", digest(panel.figure))
        picture.quantize(COLOURS).save(folder / f"{name}.png", optimize=True, pnginfo=note)
    written = list(folder.glob("*.png"))
    print(
        f"wrote {len(written)} pictures, {sum(file.stat().st_size for file in written) // 1000} kB, in {folder.name}/"
    )


def stale_pictures(folder: Path = GALLERY) -> list[Path]:
    """Return the pictures that are missing, or show what the lesson's figure no longer shows."""
    shown = {folder / f"{name}.png": digest(panel.figure) for name, panel in figures().items()}
    return [file for file, now in shown.items() if not file.is_file() or _noted(file) != now]


def _noted(file: Path) -> str | None:
    with Image.open(file) as picture:
        return picture.info.get("digest")
