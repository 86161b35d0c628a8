# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - write Adam for a network of any depth, from parts that you have,
# - say what its correction and its ε are for,
# - tell which of its four settings to tune first,
# - read a comparison of optimizers with care.
#
# **You need** lesson 03 (bias correction), lesson 04 (momentum) and lesson 05 (RMSprop).

# %% parameters tags=["parameters"]
language = "en"
seed = 0
quick = False

# %% setup tags=["setup"]
import numpy as np

import helpers.adam as reference
import helpers.pictures.adam as pictures
from helpers import plots
from helpers.claims import show_claim
from testcases import check, hint, progress, set_language, solution, yours_or_ours

set_language(language)

# %% why [markdown] tags=["lang:en"]
# ## Four ways down
#
# Momentum remembers where to go, RMSprop how large gradients are. **Adam** keeps both memories. Here are the four
# methods in a ravine, each at its best learning rate, and at the same rates with the ravine turned. Adam is neither the
# fastest nor untouched by the turn. So why is it used so much?

# %% why-picture
plots.show(*pictures.paths())

# %% predict [markdown] tags=["lang:en"]
# ## Predict
#
# Both memories start at zero. The first gradient enters $v$ with a tenth of its size, its square enters $s$ with a
# thousandth. The step is $\alpha$ times $v$ over the root of $s$. Before you run the next cell, decide: without any
# correction, is the first step shorter than $\alpha$, or longer, and how many times?

# %% first-steps
plots.show(*pictures.first_steps())

# %% idea [markdown] tags=["lang:en"]
# ## The idea
#
# In step $t$ = 1, 2, …, for every $W$ and in the same way for every $b$:
#
# $$\begin{aligned}
# v_{dW} &:= \beta_1 v_{dW} + (1-\beta_1)\, dW \\
# s_{dW} &:= \beta_2 s_{dW} + (1-\beta_2)\, dW^2
# \end{aligned}$$
#
# $$\begin{aligned}
# v^c_{dW} &= \frac{v_{dW}}{1-\beta_1^t}, \qquad s^c_{dW} = \frac{s_{dW}}{1-\beta_2^t} \\
# W &:= W - \alpha\, \frac{v^c_{dW}}{\sqrt{s^c_{dW}} + \varepsilon}
# \end{aligned}$$
#
# - $dW$ is the gradient; square, root and division are taken entry by entry,
# - $v$ averages gradients ($\beta_1$ = 0.9), as momentum does,
# - $s$ averages their squares ($\beta_2$ = 0.999), as RMSprop does,
# - $v^c$ and $s^c$ are **corrected** for the start at zero,
# - $\alpha$ is the learning rate, $\varepsilon$ (1e-8) keeps the fraction finite.
#
# Where gradients keep sign and size, $v^c/\sqrt{s^c}$ is about ±1, and a step is about $\alpha$, whatever the
# gradient's unit. Where they alternate, $v^c$ cancels and steps shrink.
#
# ### Before the first step
#
# Nothing has been averaged: zeros for each parameter, once for $v$, once for $s$, under the names of the gradients.


# %% exercise-initialize-adam tags=["exercise:initialize_adam"]
def initialize_adam(parameters):
    """Take the dict parameters (W1, b1, …, WL, bL); return v and s, two dicts of zeros.

    Their keys are dW1, db1, …, dWL, dbL.
    """
    # solution
    v = {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    s = {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    return v, s
    # end solution


# %% check-initialize-adam tags=["check"]
check(initialize_adam)
# hint(initialize_adam)  # take away the first "#" for a hint

# %% before-update [markdown] tags=["lang:en"]
# Now the step. You may return all five results, or only the first three.


# %% exercise-update tags=["exercise:update_parameters_with_adam"]
def update_parameters_with_adam(
    parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Make step t (1, 2, …) of Adam on every layer.

    Return parameters, v, s, v_corrected, s_corrected, all of them after the step.
    parameters holds W1, b1, …; grads, v and s hold dW1, db1, … in the same shapes.
    """
    # solution
    moved, new_v, new_s, v_corrected, s_corrected = {}, {}, {}, {}, {}
    for key, value in parameters.items():
        d = "d" + key
        new_v[d] = beta1 * v[d] + (1 - beta1) * grads[d]
        new_s[d] = beta2 * s[d] + (1 - beta2) * grads[d] ** 2
        v_corrected[d] = new_v[d] / (1 - beta1**t)
        s_corrected[d] = new_s[d] / (1 - beta2**t)
        root = np.sqrt(s_corrected[d])
        moved[key] = value - learning_rate * v_corrected[d] / (root + epsilon)
    return moved, new_v, new_s, v_corrected, s_corrected
    # end solution


# %% check-update tags=["check"]
check(update_parameters_with_adam)
# hint(update_parameters_with_adam)  # take away the first "#" for a hint

# %% see [markdown] tags=["lang:en"]
# ## See it
#
# Your function walks down the ravine, on top of the reference. It overshoots and comes back: that is its momentum.

# %% see-picture
mine = yours_or_ours(update_parameters_with_adam)
plots.show(*pictures.yours_beside_ours(mine))

# %% parts [markdown] tags=["lang:en"]
# ## Made of what you know
#
# Take the velocity of lesson 04 and the root of lesson 05, correct both as in lesson 03, divide: that is Adam. At t = 1
# the corrected averages are $g$ and $g^2$ themselves, so the first step is $\alpha\, g / (|g| + \varepsilon)$: α,
# against the sign of $g$.

# %% claim-parts
show_claim("AD-1", seed, quick)

# %% correction [markdown] tags=["lang:en"]
# ## What the correction is for
#
# Momentum can do without: a $v$ that starts small makes short first steps. In Adam the small $s$ stands *below* the
# fraction bar and makes them long, and β2 = 0.999 remembers its zero for thousands of steps. The claim trains a net on
# digits with each correction left out. Leaving out both even helps when α is too small: it acts like a larger one. What
# must not be missing is the correction of $s$.
#
# <details><summary>Where 31.6 and 3.16 come from</summary>
#
# At t = 1, $v = 0.1 g$ and $\sqrt s = \sqrt{0.001}\, |g|$. With $v$ corrected, the step is $1/\sqrt{0.001} = 31.6$ times
# α; with neither, $0.1/\sqrt{0.001} = 3.16$ times. In step $t$ it is $(1-0.9^t)/\sqrt{1-0.999^t}$, which peaks at 6.6.
#
# </details>

# %% claim-correction
show_claim("AD-2", seed, quick)

# %% epsilon [markdown] tags=["lang:en"]
# ## What ε is for
#
# A gradient that has always been zero has $v = s = 0$, and ε turns 0/0 into 0. Gradients far below ε make short steps;
# far above, ε does nothing. It is added to the *corrected* root, as in PyTorch and optax. Keras adds it to the
# uncorrected one, so that it weighs more in early steps.

# %% epsilon-run
parameters = {"W1": np.zeros((1, 3))}
tiny = {"dW1": np.array([[0.0, 1e-8, 1.0]])}
v, s = reference.initialize_adam(parameters)
after, *_ = reference.update_parameters_with_adam(parameters, tiny, v, s, t=1)
lengths = np.abs(after["W1"]) / 0.01
print("length of the first step for gradients 0, 1e-8 and 1, in α:", np.round(lengths, 3))

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment: a race
#
# All four start at one rate, α = 0.01. **Goal:** all within 0.1 of a minimum after at most 60 steps, and still there at
# step 80. Give each a rate of its own: first in the ravine, then on the plateau, where the gradient is small. Which
# rates can you keep, and which must you move a long way?
#
# <details><summary>One answer</summary>
#
# In the ravine one rate would do for all, α = 0.05. On the plateau no single one does: RMSprop arrives at 0.05 again, but
# plain descent needs at least 0.2, and momentum 0.8, because their steps shrink with the gradient. Adam takes any rate
# from 0.08 to 2, on both.
#
# </details>

# %% explorer
pictures.explorer()

# %% compare [markdown] tags=["lang:en"]
# ## Is Adam the best?
#
# Two problems: two moons (300 points, a 2–5–2–1 net, 150 epochs) and handwritten digits (a 64–16–10 net, 4 epochs), in
# mini-batches of 64. Each method trains from 20 seeds; lines are medians, bands the middle half. On the left all share
# one small α. On the right, each has the best of three rates, half a power of ten apart.

# %% compare-moons
plots.show(*pictures.comparison("two moons", seed, quick))

# %% compare-digits
plots.show(*pictures.comparison("digits", seed, quick))

# %% compare-meaning [markdown] tags=["lang:en"]
# On the left Adam and RMSprop win by far: their steps are about α long, where the others step α times a small gradient.
# That compares units, not methods. On the right little of the lead is left, though on the digits Adam is still the
# quickest. Its real advantage: α is nearly the length of a step, so that values from 0.001 to 0.03 are worth a try on
# almost any net, while the best α of plain descent depends on the size of the gradients.

# %% claim-compare
show_claim("AD-3", seed, quick)

# %% tuning [markdown] tags=["lang:en"]
# ## Which setting to tune
#
# Some notes say that only β1 and β2 need tuning. On the digits, change one setting at a time:

# %% claim-tuning
show_claim("AD-4", seed, quick)

# %% mistakes [markdown] tags=["lang:en"]
# ## Common mistakes
#
# - **The corrected values kept as $v$ and $s$.** They are corrected again in the next step. Use new names.
# - **$t$ starts at 0**, or stands still. Count updates, not epochs, from 1.
# - **`v = s = {…}`.** Both names mean one dict.
# - **ε inside the root.** There, 1e-8 acts like 1e-4.
# - **Brackets forgotten:** `v / np.sqrt(s) + epsilon` moves every parameter by ε.
# - **Methods compared at one α.**

# %% recap [markdown] tags=["lang:en"]
# ## Recap
#
# Adam steps along the average gradient over the root of the average square, both corrected for their start at zero. A
# step is about α in each coordinate, whatever the gradient's size. Tune α first, in factors of three; then β1; leave β2
# and ε unless you have a reason.
#
# ## Questions
#
# 1. All gradients are multiplied by 1000. What happens to Adam's path, and to that of plain descent?
# 2. A run stops after 500 steps and continues with the saved $v$ and $s$, but with $t$ from 1. What happens?
# 3. A colleague shows that Adam beats plain descent at α = 0.001. What do you ask?
#
# <details><summary>Answers</summary>
#
# 1. Adam's stays the same, as long as ε is small beside the gradients. Plain descent steps 1000 times as far.
# 2. They are corrected as if they were young: $v^c$ is 10 times too large, the root of $s^c$ 20 times. The first step is
#    half as long as it should be, the tenth a quarter, and it takes hundreds of steps to recover.
# 3. How each does at its own best α, over how many seeds, and with what spread.
#
# </details>
#
# ## Further reading
#
# - D. P. Kingma and J. Ba, [*Adam: A Method for Stochastic Optimization*](https://arxiv.org/abs/1412.6980), ICLR 2015.
#   Its $m$ is our $v$, and its $v$ our $s$.
# - A. C. Wilson et al., [*The Marginal Value of Adaptive Gradient Methods*](https://arxiv.org/abs/1705.08292), 2017.
# - D. Choi et al., [*On Empirical Comparisons of Optimizers*](https://arxiv.org/abs/1910.05446), 2019: on tuning.
