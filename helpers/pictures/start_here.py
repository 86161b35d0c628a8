"""Notebook 00: a walk downhill."""

import numpy as np
from matplotlib.figure import Figure

from helpers.language import Text
from helpers.objectives import ravine
from helpers.plots import label, new_figure
from helpers.start_here import gradient_step

VALLEY = ravine(0.4, 2.4)
START = np.array([-2.0, 1.0])
STEPS = 12

DOWNHILL = Text(
    "A walk of {steps} steps over the contours of a valley, with learning rate {rate:g}. The cost falls from "
    "{first:.2f} to {last:.2f}.",
    "在山谷的等高线上走 {steps} 步，学习率为 {rate:g}。代价从 {first:.2f} 降到 {last:.2f}。",
)


def compute_walk(learning_rate: float) -> np.ndarray:
    """Return the places of a walk downhill, shape (STEPS + 1, 2)."""
    places = [START]
    for _ in range(STEPS):
        places.append(gradient_step(places[-1], VALLEY.gradient(places[-1]), learning_rate))
    return np.array(places)


def downhill(learning_rate: float) -> tuple[Figure, Text]:
    """Draw a walk downhill over the contours of a valley."""
    walk = compute_walk(learning_rate)
    fig, ax = new_figure(width=6.0, height=3.0)
    x, y = np.meshgrid(np.linspace(-2.4, 2.4, 121), np.linspace(-1.4, 1.4, 71))
    ax.contour(
        x, y, VALLEY.value(np.stack([x, y], axis=-1)), levels=np.geomspace(0.02, 4, 9), colors="0.75", linewidths=1
    )
    ax.plot(*walk.T, marker="o", markersize=4)
    ax.plot(0, 0, marker="*", markersize=14, linestyle="none", color="#E69F00")
    ax.annotate(label(Text("start", "起点")), START, xytext=(0, 6), textcoords="offset points", ha="center")
    ax.set(xlabel="$w_1$", ylabel="$w_2$", xlim=(-2.4, 2.4), ylim=(-1.4, 1.4))
    first, last = VALLEY.value(walk[0]), VALLEY.value(walk[-1])
    return fig, DOWNHILL.format(steps=STEPS, rate=learning_rate, first=first, last=last)
