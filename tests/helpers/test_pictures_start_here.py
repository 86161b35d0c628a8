import numpy as np
import pytest

from helpers.objectives import ravine
from helpers.pictures.start_here import START, STEPS, compute_walk, downhill


@pytest.mark.parametrize("learning_rate", [0.02, 0.2, 0.8])
def test_the_walk_is_the_closed_form(learning_rate):
    steps = np.arange(STEPS + 1)[:, None]
    assert np.allclose(compute_walk(learning_rate), START * (1 - learning_rate * np.array([0.4, 2.4])) ** steps)


def test_the_picture_says_how_far_the_cost_falls():
    fig, alt = downhill(0.2)
    valley = ravine(0.4, 2.4)
    first, last = valley.value(START), valley.value(compute_walk(0.2)[-1])
    assert f"from {first:.2f} to {last:.2f}" in alt.get("en")
    assert len(fig.axes[0].lines[0].get_xdata()) == STEPS + 1
