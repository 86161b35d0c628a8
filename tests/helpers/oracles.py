"""What the comparisons with independent libraries share."""

import numpy as np

STEPS = 1000
TOLERANCE = 1e-12
BETAS = (0.0, 0.5, 0.9, 0.98, 0.999)


def largest_difference(ours, theirs):
    """The largest difference over all steps and coordinates, of float64 arrays of one shape."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.dtype == theirs.dtype == np.float64
    assert ours.shape == theirs.shape
    return np.max(np.abs(ours - theirs))


def optax_outputs(transformation, series):
    """What one of optax's gradient transformations makes of a series, value by value."""
    import jax
    import jax.numpy as jnp

    def step(state, value):
        output, state = transformation.update(value, state)
        return state, output

    _, outputs = jax.lax.scan(step, transformation.init(jnp.asarray(series[0])), jnp.asarray(series))
    return np.asarray(outputs)
