"""The READMEs' gallery: each lesson's live figure at its best, small, with the digest of what it shows."""

import hashlib
import io
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from matplotlib.text import Text as MatplotlibText
from PIL import Image, PngImagePlugin

from helpers.digest import digest
from helpers.labels import chinese_font
from helpers.language import LANGUAGES, current_language, set_language
from helpers.panel import SHOW_BEST
from helpers.widgets import Explorer, LiveRun
from testcases.course import LESSONS

GALLERY = Path(__file__).resolve().parents[1] / "docs" / "gallery"
SIZE = 560, 480  # pixels at most, of a picture that keeps its shape
COLOURS = 64  # lines and letters look the same with so few, and take a third of the bytes


def figures() -> Iterator[tuple[str, Explorer | LiveRun]]:
    """Yield each lesson's live figure at its best, or as it starts where it has no best, in each language.

    It comes with the path of its picture in the gallery: `04_momentum.png` in English, `zh/04_momentum.png` in Chinese.
    A machine without Chinese letters draws no Chinese ones.
    """
    before = current_language()
    try:
        for language in LANGUAGES if chinese_font() else LANGUAGES[:1]:
            set_language(language)
            for lesson in LESSONS:
                pictures = import_module(f"helpers.pictures.{lesson.stem}")
                make = getattr(pictures, "explorer", None) or getattr(pictures, "watch", None)
                if make:
                    panel = make()
                    if panel.best:
                        panel.press(str(SHOW_BEST))
                    if isinstance(panel, LiveRun):
                        panel.wait()
                    yield f"{'' if language == LANGUAGES[0] else f'{language}/'}{lesson.name}.png", panel
    finally:
        set_language(before)


def write_gallery(folder: Path = GALLERY) -> None:
    """Write a small picture of each lesson's figure in each language, and say how large they are together."""
    written = []
    for name, panel in figures():
        picture = Image.open(io.BytesIO(panel.picture)).convert("RGB")
        picture.thumbnail(SIZE, Image.Resampling.LANCZOS)
        note = PngImagePlugin.PngInfo()
        note.add_text("digest", _digest(panel))
        written.append(folder / name)
        written[-1].parent.mkdir(parents=True, exist_ok=True)
        picture.quantize(COLOURS).save(written[-1], optimize=True, pnginfo=note)
    size = sum(file.stat().st_size for file in written)
    print(f"wrote {len(written)} pictures, {size // 1000} kB, in {folder.name}/")


def stale_pictures(folder: Path = GALLERY) -> list[Path]:
    """Return the pictures that are missing, or show what the lesson's figure no longer shows."""
    return [folder / name for name, panel in figures() if _noted(folder / name) != _digest(panel)]


def _digest(panel: Explorer | LiveRun) -> str:
    """A digest of the figure and of its words, which the figure's own digest takes in English."""
    words = "\n".join(text.get_text() for text in panel.figure.findobj(MatplotlibText) if text.get_visible())
    return f"{digest(panel.figure)} {hashlib.sha256(words.encode()).hexdigest()[:8]}"


def _noted(file: Path) -> str | None:
    if not file.is_file():
        return None
    with Image.open(file) as picture:
        return picture.info.get("digest")
