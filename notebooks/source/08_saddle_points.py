# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - tell a minimum, a maximum and a saddle apart by the Hessian,
# - say why a large network meets saddles and plateaus rather than bad local minima,
# - get off a saddle with a little noise,
# - choose a method for flat ground, and know when it does not help.
#
# **You need** lessons 04 to 06: momentum, RMSprop, Adam.

# %% parameters tags=["parameters"]
language = "en"
seed = 0
quick = False

# %% setup tags=["setup"]
import numpy as np

import helpers.pictures.saddle_points as pictures
from helpers import plots
from helpers.claims import show_claim
from helpers.objectives import monkey_saddle, saddle
from testcases import check, hint, progress, set_language, solution, yours_or_ours

set_language(language)

# %% why [markdown] tags=["lang:en"]
# ## Stuck, but where?
#
# The cost has stopped falling and the gradient is almost zero. Is this the bottom? It need not be. On the right, two
# walks start a hundredth apart: one stops on a **saddle point** (square), the other finds a valley (star).

# %% why-picture
plots.show(*pictures.two_views())

# %% predict [markdown] tags=["lang:en"]
# ## Predict
#
# At such a point, each direction bends up or down. Say that a coin decides, for each direction by itself, in a network
# with 1,000 parameters. How likely is it that all of them bend up? The answer comes below.

# %% kinds [markdown] tags=["lang:en"]
# ## Three kinds of flat
#
# A point where the gradient is zero is a **critical point**. There the cost looks like
#
# $$\begin{aligned}
# f(w + d) &\approx f(w) + \tfrac12\, d^\top H d \\
# H_{ij} &= \frac{\partial^2 f}{\partial w_i\, \partial w_j}
# \end{aligned}$$
#
# - $d$ is a small step away from $w$,
# - $H$, the **Hessian**, holds the second derivatives; it is symmetric, of shape (n, n) for n parameters,
# - its **eigenvalues** are the curvatures along n directions at right angles, its eigenvectors.
#
# All positive: every way leads up, a minimum. All negative: a maximum. Both signs: a saddle.

# %% kinds-picture
plots.show(*pictures.kinds())

# %% degenerate [markdown] tags=["lang:en"]
# ## When the Hessian does not decide
#
# With a zero and no mixed signs, second derivatives cannot tell: $x^2 + y^4$ and $x^2 - y^4$ have one Hessian at 0, and
# only one of them is a minimum. Call that *degenerate*. Beside an up **and** a down, zeros change nothing: a saddle.
#
# Computed eigenvalues carry rounding errors. So call zero whatever is not above `tol` or below `-tol`.


# %% exercise-classify tags=["exercise:classify_critical_point"]
def classify_critical_point(hessian, tol=1e-8):
    """Take a symmetric array (n, n); return 'minimum', 'maximum', 'saddle' or 'degenerate'."""
    # solution
    eigenvalues = np.linalg.eigvalsh(hessian)
    up, down = eigenvalues > tol, eigenvalues < -tol
    if up.any() and down.any():
        return "saddle"
    if up.all():
        return "minimum"
    return "maximum" if down.all() else "degenerate"
    # end solution


# %% check-classify tags=["check"]
check(classify_critical_point)
# hint(classify_critical_point)  # take away the first "#" for a hint

# %% see-classify [markdown] tags=["lang:en"]
# ## See it
#
# Your function looks at three points of the picture's cost and its neighbour, the monkey saddle $x^3 - 3xy^2$: three
# ways down, for two legs and a tail, and a Hessian that is all zeros.

# %% see-classify-points
kind = yours_or_ours(classify_critical_point)
print("(0, 0)          ", kind(saddle().hessian(np.array([0.0, 0.0]))))
print("(0, √2)         ", kind(saddle().hessian(np.array([0.0, np.sqrt(2)]))))
print("a monkey's seat ", kind(monkey_saddle().hessian(np.array([0.0, 0.0]))))

# %% claim-kinds
show_claim("SP-1", seed, quick)

# %% dimensions [markdown] tags=["lang:en"]
# ## Many dimensions, many saddles
#
# With the coin, the chance is $2^{-1000}$. The eigenvalues of a random symmetric matrix even push each other apart, so
# that its chance falls faster than the coin's.
#
# A network's Hessian is not random, though: low down, where the cost is small, more of its eigenvalues are positive.
# The last line under "What was measured" shows how much that changes.

# %% claim-dimensions
show_claim("SP-2", seed, quick)

# %% flat [markdown] tags=["lang:en"]
# ## Leaving a saddle, crossing a plateau
#
# Call the distance from the ridge $y$, and the downward curvature $-\lambda$. Near the saddle, a step of plain descent
# multiplies $y$ by $1 + \alpha\lambda$. From $y_0$ it therefore takes about
#
# $$t \approx \frac{\ln(1/y_0)}{\ln(1 + \alpha\lambda)}$$
#
# steps to get to 1. A start a million times nearer only doubles the time, but from exactly $y_0 = 0$ nothing ever grows.
#
# On a **plateau** the gradient is small everywhere. RMSprop and Adam divide by its size, so their step is about α,
# however flat it is.

# %% methods-picture
plots.show(*pictures.methods())

# %% flat-claims [markdown] tags=["lang:en"]
# Averaged momentum is no help at the same α: it waits for its average. The accumulated form steps ten times farther.
# Scaling has its limit, too. On a saddle turned by 45° each coordinate also sees the slope of the ridge, and Adam's long
# memory of it keeps the steps across small.

# %% claims-flat
show_claim("SP-3", seed, quick)
show_claim("SP-4", seed, quick)

# %% noise [markdown] tags=["lang:en"]
# ## A little noise
#
# On the ridge every method fails: zero times anything is zero. So shake the gradient:
#
# $$\begin{aligned}
# x_{t+1} &:= x_t - \alpha\,\bigl(\nabla f(x_t) + \text{noise}\cdot\xi_t\bigr) \\
# \xi_t &\sim N(0, I)
# \end{aligned}$$
#
# - $x_t$ is the point after $t$ steps, $\nabla f$ the gradient, α the learning rate,
# - $\xi_t$ holds one normal random number for each coordinate, drawn anew in each step,
# - noise is its size: 0 is plain descent.
#
# Mini-batches bring such noise for free. Make the random numbers with a generator of your own, from the seed.


# %% exercise-escape tags=["exercise:escape_saddle"]
def escape_saddle(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
    """Walk from x0, shape (dim,), against the gradient grad(x), with noise.

    Return all points, x0 first, as an array of shape (steps + 1, dim).
    """
    # solution
    rng = np.random.default_rng(seed)
    path = [x0]
    for _ in range(steps):
        shaken = grad(path[-1]) + noise * rng.normal(size=x0.shape)
        path.append(path[-1] - learning_rate * shaken)
    return np.array(path)
    # end solution


# %% check-escape tags=["check"]
check(escape_saddle)
# hint(escape_saddle)  # take away the first "#" for a hint

# %% see-escape [markdown] tags=["lang:en"]
# Your walks from the ridge, with noise for five seeds and without it. Which valley a walk finds is left to chance.

# %% see-escape-picture
mine = yours_or_ours(escape_saddle)
plots.show(*pictures.yours_on_the_ridge(mine))

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment
#
# Switch the noise off and look where the walk rests; then start a little beside the ridge. The goal stands above the
# figure. What does ten times the noise gain, and what does it cost?
#
# <details><summary>One answer</summary>
#
# log₁₀ of the noise between −1.5 and −1, that is noise from 0.03 to 0.1. Ten times the noise saves a dozen steps each
# time, and makes the wobble ten times larger: noise that shrinks over time would have both. Start x changes nothing: the
# walk slides down the ridge and away from it independently.
#
# </details>

# %% explorer
pictures.explorer()

# %% batches [markdown] tags=["lang:en"]
# ## Batches on a saddle
#
# A batch of all samples has no noise: it settles on the saddle, where small batches move on. The example is made for
# the purpose: each of 256 samples adds a slope of its own, and over all of them the slopes cancel. Read the limits as
# carefully as the effect.

# %% claim-batches
show_claim("SP-5", seed, quick)

# %% width [markdown] tags=["lang:en"]
# ## Do real networks stick?
#
# Small ones do. On two moons, most nets with three hidden units come to rest where they should not, though three can be
# enough. With more units there are more ways down. That is about training samples, not about new ones.

# %% claim-width
show_claim("SP-6", seed, quick)

# %% mistakes [markdown] tags=["lang:en"]
# ## Common mistakes
#
# - **The diagonal instead of the eigenvalues.** $x^2 + 3xy + y^2$ has a positive diagonal and is a saddle.
# - **The determinant instead of the eigenvalues.** Its sign decides in two dimensions only.
# - **A small gradient taken for the end.** It may be a saddle or a plateau: train on, or raise α, and look again.
# - **The generator made inside the loop.** The same numbers in each step are a push, not noise.
# - **Adam trusted on any saddle.** Its scaling is along the axes.

# %% recap [markdown] tags=["lang:en"]
# ## Recap
#
# A zero gradient says little; the Hessian's eigenvalues say what is there. In many dimensions it is mostly a saddle.
# Leaving takes time in proportion to the logarithm of the distance from the ridge, and on the ridge itself noise.
#
# ## Questions
#
# 1. The Hessian has the eigenvalues 3, 0 and −1. Which kind of point is it?
# 2. With α = 0.01 and λ = 2, how many steps does plain descent take from $y_0 = 10^{-9}$ to 1?
# 3. Why do large batches need a start off the ridge more than small ones?
#
# <details><summary>Answers</summary>
#
# 1. A saddle: there is a way up and a way down.
# 2. About $\ln(10^9) / \ln(1.02) \approx 1046$.
# 3. Their gradients hold less noise, or none, and without a first push nothing grows.
#
# </details>
#
# ## Further reading
#
# - Y. Dauphin et al., *Identifying and attacking the saddle point problem in high-dimensional non-convex
#   optimization*, 2014.
# - R. Ge et al., *Escaping from saddle points: online stochastic gradient for tensor decomposition*, 2015.
# - N. S. Keskar et al., *On large-batch training for deep learning*, 2017.
