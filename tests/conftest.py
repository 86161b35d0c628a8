"""What every test starts from: English, matplotlib as it comes, and no memory of the test before."""

from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import settings

from helpers import language

# Several workers share few cores: how long an example takes says nothing about the code.
settings.register_profile("descent", deadline=None)
settings.load_profile("descent")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESCENT_LANGUAGE", raising=False)
    monkeypatch.setattr(language, "_chosen", "en")


@pytest.fixture(autouse=True)
def _plain_matplotlib() -> Iterator[None]:
    with mpl.rc_context():
        yield


@pytest.fixture
def random_numbers() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture
def gradients(random_numbers: np.random.Generator) -> np.ndarray:
    """1,000 steps of six coordinates, from about 1e-4 to about 1e1 in size."""
    return random_numbers.normal(size=(1000, 6)) * np.logspace(-4, 1, 6)


@pytest.fixture
def global_random_state_untouched() -> Iterator[None]:
    """Fail the test if it moves numpy's global random state."""
    before = np.random.get_state(legacy=True)[1].copy()  # noqa: NPY002 - this is what must not be touched
    position = np.random.get_state(legacy=True)[2]  # noqa: NPY002
    yield
    _, after, position_after, *_ = np.random.get_state(legacy=True)  # noqa: NPY002
    assert position_after == position
    np.testing.assert_array_equal(after, before)


@pytest.fixture
def jax_float64() -> Iterator[None]:
    """Let jax compute in float64 for this test only."""
    import jax

    with jax.enable_x64(True):
        yield
