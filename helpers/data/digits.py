"""Handwritten digits: 1,797 images of 8 × 8 pixels, and how to hold some back for testing."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers.arguments import require_count, require_number


@dataclass(frozen=True)
class Digits:
    """Images, and what a network takes of them; all read-only.

    `images` (1797, 8, 8), ink from 0 to 16 · `X` (64, 1797), a column for each image, from 0 to 1 ·
    `labels` (1797,), the digits 0 to 9 · `Y` (10, 1797), the labels one-hot.
    """

    images: np.ndarray
    X: np.ndarray
    labels: np.ndarray
    Y: np.ndarray


class Split(NamedTuple):
    """Samples to train on and samples held back: X (n_x, m) and Y (n_y, m) of each."""

    X_train: np.ndarray
    Y_train: np.ndarray
    X_test: np.ndarray
    Y_test: np.ndarray


def load_digits() -> Digits:
    """Return the handwritten digits of the course.

    Returns
    -------
    Digits
        1,797 digits by 13 people, in the order of the source.

    Example
    -------
    >>> digits = load_digits()
    >>> digits.X.shape, digits.Y.shape, digits.labels[:5].tolist()
    ((64, 1797), (10, 1797), [0, 1, 2, 3, 4])

    Reference
    ---------
    E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998; see
    PROVENANCE.md beside the file.
    """
    with np.load(Path(__file__).with_name("digits.npz")) as stored:
        images, labels = stored["images"].astype(float), stored["labels"].astype(int)
    X, Y = images.reshape(len(images), 64).T / 16, np.eye(10)[:, labels]
    for array in (images, X, labels, Y):
        array.flags.writeable = False
    return Digits(images, X, labels, Y)


def split(X: np.ndarray, Y: np.ndarray, test_share: float = 0.2, seed: int = 0) -> Split:
    """Hold a random share of the samples back for testing.

    Parameters
    ----------
    X : array, shape (n_x, m)
        One sample a column.
    Y : array, shape (n_y, m)
        The targets, in the same order.
    test_share : float, above 0 and below 1
        Which part of the samples is held back, rounded to whole samples.
    seed : int, at least 0
        Which samples they are; a generator of its own, the global one is left alone.

    Returns
    -------
    Split
        X_train, Y_train, X_test, Y_test; each sample is in one of the two parts.

    Raises
    ------
    TypeError, ValueError
        If X and Y do not have the same number of columns, the share is not between 0 and 1, or a part would be empty.

    Example
    -------
    >>> digits = load_digits()
    >>> parts = split(digits.X, digits.Y, test_share=0.2, seed=0)
    >>> parts.X_train.shape, parts.Y_test.shape
    ((64, 1438), (10, 359))
    """
    m = X.shape[1]
    if Y.shape[1] != m:
        raise ValueError(f"X and Y must have as many columns, one a sample; got {m} and {Y.shape[1]}")
    held_back = round(m * require_number("test_share", test_share, 0.0, 1.0, "()"))
    if not 0 < held_back < m:
        raise ValueError(f"test_share must leave a sample in both parts; got {test_share!r} of {m} samples")
    order = np.random.default_rng(require_count("seed", seed, low=0)).permutation(m)
    train, test = order[held_back:], order[:held_back]
    return Split(X[:, train], Y[:, train], X[:, test], Y[:, test])
