# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - write RMSprop for a network of any depth,
# - say which directions it speeds up, and where it does not help,
# - say what ε does, and why its place matters,
# - carry settings over from PyTorch, optax and Keras.
#
# **You need** lesson 02 (the average) and lesson 04 (the ravine).

# %% parameters tags=["parameters"]
language = "en"
seed = 0
quick = False

# %% setup tags=["setup"]
import numpy as np

import helpers.pictures.rmsprop as pictures
import helpers.rmsprop as reference
from helpers import plots
from helpers.claims import show_claim
from testcases import check, hint, progress, set_language, solution, yours_or_ours

set_language(language)

# %% why [markdown] tags=["lang:en"]
# ## One learning rate is not enough
#
# This ravine is 100 times more curved across than along. Plain gradient descent has one learning rate for both: what is
# safe across is too little along. RMSprop gives each coordinate a rate of its own.

# %% why-picture
plots.show(*pictures.straight())

# %% predict [markdown] tags=["lang:en"]
# ## Predict
#
# Someone measures one input in millimetres instead of metres, and one weight's gradient becomes 1000 times larger.
# Before you read on, decide how much longer that weight's step becomes
#
# 1. with plain gradient descent,
# 2. if each gradient is divided by its own usual size.

# %% idea [markdown] tags=["lang:en"]
# ## The idea
#
# Keep an average of the **squared** gradients, and divide each gradient by the root of its average:
#
# $$\begin{aligned}
# s_{dW} &:= \beta\, s_{dW} + (1-\beta)\, dW^2 \\
# W &:= W - \alpha\, \frac{dW}{\sqrt{s_{dW}} + \varepsilon}
# \end{aligned}$$
#
# and the same for $b$, in every layer. Square, root and division are taken entry by entry.
#
# - $dW$ is the gradient of the cost for $W$,
# - $s_{dW}$ is the average of its squares, in the shape of $W$; it starts at 0,
# - $\beta$, from 0 to below 1, is the share of the old average kept: 0.9 is usual,
# - $\alpha$ is the learning rate,
# - $\varepsilon$, here $10^{-8}$, keeps the division away from 0.
#
# $\sqrt{s}$ is the **root mean square** of recent gradients: hence the name. What the division leaves has about the
# size 1, in any unit. So α says how far a parameter moves in a step.


# %% exercise-initialize-rmsprop tags=["exercise:initialize_rmsprop"]
def initialize_rmsprop(parameters):
    """Take the dict parameters (W1, b1, …, WL, bL); return the dict s of zeros.

    Its keys are dW1, db1, …, dWL, dbL.
    """
    # solution
    return {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    # end solution


# %% check-initialize-rmsprop tags=["check"]
check(initialize_rmsprop)
# hint(initialize_rmsprop)  # take away the first "#" for a hint


# %% exercise-update tags=["exercise:update_parameters_with_rmsprop"]
def update_parameters_with_rmsprop(parameters, grads, s, beta=0.9, learning_rate=0.01, epsilon=1e-8):
    """Make one step of RMSprop on every layer; return the new parameters and the new s.

    parameters holds W1, b1, …; grads and s hold dW1, db1, … in the same shapes.
    """
    # solution
    stepped, averages = {}, {}
    for key, value in parameters.items():
        gradient = grads["d" + key]
        averages["d" + key] = beta * s["d" + key] + (1 - beta) * gradient**2
        root = np.sqrt(averages["d" + key])
        stepped[key] = value - learning_rate * gradient / (root + epsilon)
    return stepped, averages
    # end solution


# %% check-update tags=["check"]
check(update_parameters_with_rmsprop)
# hint(update_parameters_with_rmsprop)  # take away the first "#" for a hint

# %% see [markdown] tags=["lang:en"]
# ## See it
#
# Your function walks down the ravine, on top of the reference.

# %% see-picture
mine = yours_or_ours(update_parameters_with_rmsprop)
plots.show(*pictures.yours_beside_ours(mine))

# %% scale [markdown] tags=["lang:en"]
# ## The unit drops out
#
# With plain descent the step grows 1000-fold. With RMSprop it hardly
# changes, as gradient and root grow together. The steepness of a ravine along the axes drops out as well.

# %% claim-scale
show_claim("RM-3", seed, quick)

# %% first-steps [markdown] tags=["lang:en"]
# ## Large first steps
#
# The average starts at 0, so at first it is too small, and here it stands *below* the fraction bar. The first step is
# $\alpha/\sqrt{1-\beta}$ long, whatever the gradient: the bias of lesson 03, now as a jump. RMSprop lives with it, Adam
# in lesson 06 corrects it.

# %% first-steps-code
for beta in (0.9, 0.99, 0.999):
    w, _ = reference.rmsprop_step(0.0, 3.0, 0.0, beta, learning_rate=0.01)
    print(f"β = {beta}: the first step has {-w / 0.01:.1f} times the length α")

# %% rates [markdown] tags=["lang:en"]
# ## What each coordinate gets
#
# $\alpha/(\sqrt{s}+\varepsilon)$ is the learning rate that a coordinate really gets. In the figure, blue is the ravine
# along the axes: its gentle direction $w_1$ gets far more than the steep one. In the end each gets 2/curvature, the
# largest rate that is stable there.
#
# RMSprop is often said to damp *oscillation*. But a square has no sign: steady and alternating gradients of one size are
# scaled alike. What counts is size.
#
# ## Where the help ends
#
# Orange is the same ravine, turned by 45°. Now the steep direction rules both averages: both rates end at $2/L$, with
# $L$ the largest curvature, and that is plain descent's limit. RMSprop scales *axes*. It helps as far as a problem's
# directions lie along them.

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment
#
# **Goal:** along the axes, a distance that stays below 0.03 after fewer than 40 steps. Then turn the other ravine from 0°
# to 90°: where does the help end, and where does it come back?
#
# <details><summary>One answer</summary>
#
# α = 0.035, β = 0.2. The walk ends in a cycle, α/√2 from the minimum, which has to fit into the goal: α stays below
# 0.042. A large β makes the average lag: it forgets steep gradients late, then gentle ones, and the walk is thrown out
# again. At 90° the axes have changed roles, and the help is back.
#
# </details>

# %% explorer
pictures.explorer()

# %% claim-rotated
show_claim("RM-1", seed, quick)

# %% cycle [markdown] tags=["lang:en"]
# ## It does not settle by itself
#
# Close to the minimum gradients shrink, the root shrinks with them, and the step stays about α long. At constant α the
# walk may touch the minimum, but it leaves again and ends in a cycle: each coordinate swings by α/2. So count the steps
# until the distance *stays* small. The cure is a falling α, in lesson 07.
#
# <details><summary>Why α/2</summary>
#
# In the cycle a coordinate jumps between $a$ and $-a$. With curvature λ its gradient is $\pm\lambda a$, so
# $\sqrt{s} = \lambda a$, and a step is exactly α long. It has to lead from $a$ to $-a$: $2a = \alpha$. The rate is
# $\alpha/\sqrt{s} = 2/\lambda$.
#
# </details>

# %% cycle-picture
plots.show(*pictures.cycle())

# %% epsilon [markdown] tags=["lang:en"]
# ## What ε is for
#
# A silent unit has the gradient 0, and at first $s = 0$. Without ε that is 0/0: NaN, which no later step removes. Outside
# the root, gradients far above ε make full steps, those far below take plain descent's at α/ε. Inside,
# $\sqrt{s + \varepsilon}$, the border is $\sqrt{\varepsilon}$: $10^{-4}$ instead of $10^{-8}$.

# %% epsilon-picture
plots.show(*pictures.epsilons())
show_claim("RM-2", seed, quick)

# %% libraries [markdown] tags=["lang:en"]
# ## In other libraries
#
# | library | β | default β | default α | ε |
# |---|---|---|---|---|
# | this course | `beta` | 0.9 | 0.01 | outside |
# | PyTorch | `alpha` | 0.99 | 0.01 | outside |
# | optax | `decay` | 0.9 | none | inside |
# | Keras | `rho` | 0.9 | 0.001 | inside |
#
# Outside or inside the root: optax has it outside, too, with `eps_in_sqrt=False`. PyTorch's `alpha` is β, not the
# learning rate.

# %% mistakes [markdown] tags=["lang:en"]
# ## Common mistakes
#
# - **The root forgotten.** Steep directions then take too small steps, gentle ones enormous ones.
# - **ε in the wrong place.** Inside the root it acts like $10^{-4}$; outside the fraction it is no help.
# - **`np.sum` of the squares.** One rate for the whole array is what you wanted to leave behind.
# - **$s$ not handed on.** From zeros in each step, only the sign of the gradient is left.
# - **α copied from gradient descent.** It now is the length of a step. Tune it anew.

# %% recap [markdown] tags=["lang:en"]
# ## Recap
#
# RMSprop divides each gradient by its root mean square, so every coordinate moves at about the pace α, in any unit. That
# straightens ravines along the axes, not turned ones. At constant α it ends in a cycle.
#
# ## Questions
#
# 1. With β = 0, what does a step look like?
# 2. You double the cost function. What happens to the steps of plain descent, and of RMSprop?
# 3. PyTorch code says `RMSprop(lr=0.001, alpha=0.99)`. How long is its first step?
#
# <details><summary>Answers</summary>
#
# 1. $\sqrt{s} = |dW|$: the step is α against the sign of the gradient, whatever its size.
# 2. Plain descent's double. RMSprop's stay, but for ε.
# 3. $0.001/\sqrt{0.01} = 0.01$ for each parameter whose gradient is not 0.
#
# </details>
#
# ## Further reading
#
# - T. Tieleman and G. Hinton, *Lecture 6.5*, Neural networks for machine learning, 2012: where RMSprop comes from.
# - J. Duchi, E. Hazan and Y. Singer, *Adaptive subgradient methods*, JMLR 12, 2011: AdaGrad, which sums the squares.
