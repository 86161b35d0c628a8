"""What a page shows of a lesson's figure, and whether everybody can use it: asked in the page itself."""


def panel_of(lesson):
    return lesson.go_to("explorer").locator(".descent-panel")


ROLES = {"slider": "slider", "choice": "combobox", "switch": "checkbox"}


def taker_of(lesson, control):
    """What takes the keys and clicks of a control, found as a screen reader names it."""
    return panel_of(lesson).get_by_role(ROLES[control["kind"]], name=control["label"], exact=True)


def place_of(taker):
    """Where a control is on the screen, once it has come to rest: what is drawn above it late pushes it down."""
    taker.scroll_into_view_if_needed()
    before, place = None, taker.bounding_box()
    while place != before:
        taker.page.wait_for_timeout(200)
        before, place = place, taker.bounding_box()
    return place


SHOWS = """([panel, caption, status, readouts]) =>
    panel.querySelector('.caption').textContent === caption
    && panel.querySelector('img').alt === caption
    && panel.querySelector('[role=status]').textContent === status
    && [...panel.querySelectorAll('.readout')].map(readout => readout.textContent).join() === readouts
"""


def wait_for(lesson, expected):
    """Wait until the page shows what the explorer in this process shows: words, numbers, and every pixel."""
    panel = panel_of(lesson)
    panel.locator("img").wait_for()
    sliders = [control for control in expected.shown_controls if control["kind"] == "slider"]
    readouts = ",".join(f"{expected.state[slider['name']]:.{slider['decimals']}f}" for slider in sliders)
    shown = [panel.element_handle(), expected.caption, expected.status, readouts]
    lesson.page.wait_for_function(SHOWS, arg=shown)
    for _ in range(100):  # two states may have the same words, so these can be there before the picture is
        if lesson.picture("explorer") == expected.picture:
            return
        lesson.page.wait_for_timeout(100)
    raise AssertionError("the figure in the page is not the one that belongs to its caption")


# JupyterLab's own renderer leaves the alternative text of a static picture away, so `plots.show` folds it out below: of
# these pictures it is asked that the folded text follows.
JUDGE = """async area => {
    const pictures = [...area.querySelectorAll('.jp-RenderedImage')];
    const silent = pictures.filter(
        picture => !picture.closest('.jp-OutputArea-child').nextElementSibling?.querySelector('details')?.textContent);
    const found = await axe.run({include: [area], exclude: pictures}, {resultTypes: ['violations']});
    return silent.map(() => 'a static picture without its words below it').concat(
        found.violations.filter(each => ['serious', 'critical'].includes(each.impact)).flatMap(
            each => each.nodes.map(node => `${each.id}: ${node.html.slice(0, 200)}`)));
}"""


def violations(lesson, axe):
    """Return the serious violations in what each cell of a lesson shows, by the cell's name."""
    lesson.page.evaluate(axe)
    shown = [cell["id"] for cell in lesson.cells() if cell["cell_type"] == "code" and cell["outputs"]]
    assert shown
    wrong = {}
    for name in shown:
        output = lesson.go_to(name).locator(".jp-OutputArea")
        output.locator(".jp-OutputArea-output").first.wait_for()
        wrong[name] = output.evaluate(JUDGE)
    return {name: found for name, found in wrong.items() if found}
