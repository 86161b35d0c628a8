import re

import pytest
from PIL import Image, PngImagePlugin

from ci.gallery import GALLERY, SIZE, stale_pictures, write_gallery
from helpers.labels import chinese_font
from testcases.course import LESSONS

ROOM = 600_000  # bytes, of all pictures together


@pytest.mark.skipif(not chinese_font(), reason="no font with Chinese letters is installed")
def test_a_written_gallery_is_small_and_fresh_until_a_figure_changes(tmp_path):
    write_gallery(tmp_path)
    names = [f"{lesson.name}.png" for lesson in LESSONS if lesson.number != "00"]
    files = [tmp_path / folder / name for folder in ("", "zh") for name in names]
    assert sorted(tmp_path.rglob("*.png")) == sorted(files)
    assert sum(file.stat().st_size for file in files) < ROOM
    for file in files:
        with Image.open(file) as picture:
            assert picture.width <= SIZE[0]
            assert picture.height <= SIZE[1]
    assert stale_pictures(tmp_path) == []
    assert all(files[i].read_bytes() != files[i + len(names)].read_bytes() for i in range(len(names)))

    note = PngImagePlugin.PngInfo()
    note.add_text("digest", "of another figure")
    Image.new("1", (1, 1)).save(files[0], pnginfo=note)
    files[1].unlink()
    assert stale_pictures(tmp_path) == files[:2]


def test_both_readmes_show_each_picture():
    root = GALLERY.parents[1]
    shown = "".join((root / readme).read_text(encoding="utf-8") for readme in ("README.md", "README.zh-CN.md"))
    files = {file.relative_to(root).as_posix() for file in GALLERY.rglob("*.png")}
    assert files == set(re.findall(r"!\[[^]]*\]\((docs/gallery/[^)]*)\)", shown))
