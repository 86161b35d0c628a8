from PIL import Image, PngImagePlugin

from ci.gallery import GALLERY, SIZE, figures, stale_pictures, write_gallery
from testcases.course import LESSONS

ROOM = 600_000  # bytes, of all pictures together


def test_a_written_gallery_is_small_and_fresh_until_a_figure_changes(tmp_path):
    write_gallery(tmp_path)
    files = sorted(tmp_path.glob("*.png"))
    assert [file.stem for file in files] == [lesson.name for lesson in LESSONS if lesson.number != "00"]
    assert sum(file.stat().st_size for file in files) < ROOM
    for file in files:
        with Image.open(file) as picture:
            assert picture.width <= SIZE[0]
            assert picture.height <= SIZE[1]
    assert stale_pictures(tmp_path) == []

    note = PngImagePlugin.PngInfo()
    note.add_text("digest", "of another figure")
    Image.new("1", (1, 1)).save(files[0], pnginfo=note)
    files[1].unlink()
    assert stale_pictures(tmp_path) == files[:2]


def test_both_readmes_show_each_picture():
    for readme, folder in (("README.md", "docs/gallery"), ("README.zh-CN.md", "docs/gallery/zh")):
        text = (GALLERY.parents[1] / readme).read_text(encoding="utf-8")
        assert all(f"({folder}/{name}.png)" in text for name in figures())
