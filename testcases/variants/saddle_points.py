"""Right answers to the exercises of lesson 08."""

import math
import random

import numpy as np

from testcases.variants import variant_of

# --- classify_critical_point -----------------------------------------------------------------------------------------


@variant_of("classify_critical_point")
def kind_by_extremes(hessian, tol=1e-8):
    low, high = np.linalg.eigvalsh(hessian)[[0, -1]]
    if low < -tol and high > tol:
        return "saddle"
    if low > tol:
        return "minimum"
    return "maximum" if high < -tol else "degenerate"


@variant_of("classify_critical_point")
def kind_by_general_eigenvalues(hessian, tol=1e-8):
    signs = {int(np.sign(value)) if abs(value) > tol else 0 for value in np.linalg.eigvals(hessian).real}
    if {1, -1} <= signs:
        return "saddle"
    return {frozenset({1}): "minimum", frozenset({-1}): "maximum"}.get(frozenset(signs), "degenerate")


@variant_of("classify_critical_point")
def kind_by_counting(hessian, tol=1e-8):
    eigenvalues, _ = np.linalg.eigh(np.array(hessian))
    up, down = np.sum(eigenvalues > tol), np.sum(eigenvalues < -tol)
    if up and down:
        return np.str_("saddle")
    return "minimum" if up == len(eigenvalues) else "maximum" if down == len(eigenvalues) else "degenerate"


@variant_of("classify_critical_point")
def kind_by_a_loop(hessian, tol=1e-8):
    up = down = flat = False
    for eigenvalue in np.linalg.eigvalsh(hessian).tolist():
        up, down, flat = up or eigenvalue > tol, down or eigenvalue < -tol, flat or abs(eigenvalue) <= tol
    return "saddle" if up and down else "degenerate" if flat else "minimum" if up else "maximum"


@variant_of("classify_critical_point")
def kind_by_rounded_singular_vectors(hessian, tol=1e-8):
    u, s, vt = np.linalg.svd(hessian)
    eigenvalues = s * np.sign(np.sum(u * vt.T, axis=0))
    eigenvalues = np.linalg.eigvalsh(hessian) if np.any(np.diff(s) == 0) else eigenvalues
    mixed = np.any(eigenvalues > tol) and np.any(eigenvalues < -tol)
    words = {(True, False): "minimum", (False, True): "maximum"}
    return "saddle" if mixed else words.get((np.all(eigenvalues > tol), np.all(eigenvalues < -tol)), "degenerate")


@variant_of("classify_critical_point")
def kind_by_the_set_of_signs(hessian, tol=1e-8, names=("maximum", "degenerate", "minimum")):
    signs = {int(e > tol) - int(e < -tol) for e in np.linalg.eigvalsh(hessian)}
    if {1, -1} <= signs:
        return np.str_("saddle")
    return names[signs.pop() + 1] if len(signs) == 1 else "degenerate"


# --- escape_saddle ---------------------------------------------------------------------------------------------------


@variant_of("escape_saddle")
def escape_drawing_as_it_goes(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
    rng = np.random.default_rng(seed)
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * (grad(path[-1]) + noise * rng.normal(size=len(x0))))
    return np.array(path)


@variant_of("escape_saddle")
def escape_with_the_legacy_generator(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
    rng = np.random.RandomState(seed)
    path = np.zeros((steps + 1, x0.size))
    path[0] = x0
    for t in range(steps):
        path[t + 1] = path[t] - learning_rate * (grad(path[t]) + rng.normal(0, noise, x0.shape))
    return path


@variant_of("escape_saddle")
def escape_with_pythons_generator_as_lists(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
    rng = random.Random(seed)
    x, path = list(x0), [list(x0)]
    for _ in range(steps):
        x = [xi - learning_rate * (gi + rng.gauss(0, 1) * noise) for xi, gi in zip(x, grad(np.array(x)), strict=True)]
        path.append(x)
    return path


@variant_of("escape_saddle")
def escape_in_place_on_a_copy(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0, verbose=False):
    rng = np.random.Generator(np.random.PCG64(seed + 17))
    x, path = x0.copy(), [x0.copy()]
    for _ in range(steps):
        g = grad(x)
        g += noise * rng.standard_normal(x.size)
        x -= learning_rate * g
        path.append(x.copy())
    return tuple(path)


@variant_of("escape_saddle")
def escape_with_all_noise_drawn_ahead(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
    xi = np.random.default_rng([seed, 8]).multivariate_normal(np.zeros(x0.size), np.eye(x0.size), steps)
    path = np.concatenate([x0[None], np.empty((steps, x0.size))])
    for t in range(steps):
        np.subtract(path[t], learning_rate * grad(path[t]) + learning_rate * noise * xi[t], out=path[t + 1])
    return path


@variant_of("escape_saddle")
def escape_with_uniform_noise_of_the_same_size(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
    rng = np.random.default_rng(seed)
    path = [x0]
    for _ in range(steps):
        xi = rng.uniform(-math.sqrt(3), math.sqrt(3), x0.size)  # not what is asked for, and as good
        path.append(path[-1] - learning_rate * (grad(path[-1]) + noise * xi))
    return np.stack(path)


@variant_of("escape_saddle")
def escape_into_a_table(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0, callback=None):
    rng = np.random.default_rng(seed)
    path = np.zeros((steps + 1, len(x0)))
    path[0] = x0
    for i in range(1, steps + 1):
        path[i] = path[i - 1] - learning_rate * (grad(path[i - 1]) + rng.normal(scale=noise, size=len(x0)))
    return path
