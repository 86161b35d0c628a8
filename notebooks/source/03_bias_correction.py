# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - say why an average that starts at zero is too low, by how much, and for how long,
# - correct it with one division, so that it is right from the first step,
# - decide when the correction can be left out, and when it cannot.
#
# **You need** lesson 02: the average $v_t = \beta v_{t-1} + (1-\beta)\theta_t$ and its weights.

# %% parameters tags=["parameters"]
language = "en"
seed = 0
quick = False

# %% setup tags=["setup"]
import numpy as np

import helpers.ema as plain
import helpers.pictures.bias_correction as pictures
from helpers import plots
from helpers.claims import show_claim
from testcases import check, hint, progress, set_language, solution, yours_or_ours

set_language(language)

# %% why [markdown] tags=["lang:en"]
# ## The first weeks are wrong
#
# In lesson 02 every curve began far below the thermometer. Here are the first 60 days, once more with β = 0.9. Nobody
# in Seattle saw 3 °F that winter. For an optimizer, a first average that is too small means first steps of the wrong
# size.

# %% why-picture
plots.show(*pictures.low_start(0.9))

# %% predict [markdown] tags=["lang:en"]
# ## Predict
#
# Take the simplest weather: exactly 50 °F on each day, averaged with β = 0.9. Before you run the next cell:
#
# 1. What is the average after the first day?
# 2. And after the second?
# 3. Will it ever be 50?
#
# <details>
# <summary>Answers</summary>
#
# 5 after the first day. Then 0.9 · 5 + 0.1 · 50 = 9.5. Each day it comes nearer by a tenth of what is missing, and it
# never quite arrives.
#
# </details>

# %% predict-numbers
print(plain.ema(np.full(6, 50.0), beta=0.9).round(6))

# %% low-start [markdown] tags=["lang:en"]
# ## Why the start is low
#
# The average starts at $v_0 = 0$, a value that no thermometer showed. After $t$ days this zero still has the weight
# $\beta^t$, and the real days share the rest:
#
# $$\text{sum of their weights} = 1 - \beta^t$$
#
# On day 1 that is $1 - \beta$, so $v_1 = (1-\beta)\,\theta_1$: a tenth of the reading. As $t$ grows, $\beta^t$ vanishes
# and the sum nears 1.
#
# <details>
# <summary>Where does the sum come from?</summary>
#
# Let every day be the same value $c$. What is missing then shrinks by β each day, because
# $c - v_t = c - \beta v_{t-1} - (1-\beta)c = \beta\,(c - v_{t-1})$. It starts at $c$, so after $t$ days it is
# $\beta^t c$, and $v_t = (1-\beta^t)\,c$.
#
# </details>

# %% idea [markdown] tags=["lang:en"]
# ## The idea
#
# Divide by the sum of the weights, and they sum to 1 again:
#
# $$v_t^{\text{corrected}} = \frac{v_t}{1-\beta^t}$$
#
# - $v_t$ is the plain average after $t$ steps,
# - $t$ counts the steps and starts at 1,
# - $1-\beta^t$ is the share of the weights that fell on real values.
#
# The correction is for reading only. The recursion goes on with the plain $v_t$.


# %% exercise-bias-correct tags=["exercise:bias_correct"]
def bias_correct(v, beta, t):
    """Return the average v (number or array) after t steps, corrected for its start at 0."""
    # solution
    return v / (1 - beta**t)
    # end solution


# %% check-bias-correct tags=["check"]
check(bias_correct)
# hint(bias_correct)  # take away the first "#" for a hint

# %% series [markdown] tags=["lang:en"]
# Now a whole series: average it and correct each day with its own $t$. You may paste your `ema` of lesson 02 into the
# cell and build on it, or write the loop anew.


# %% exercise-ema-corrected tags=["exercise:ema_corrected"]
def ema_corrected(theta, beta):
    """Return the corrected averages of the series theta, (T,), as an array (T,)."""
    # solution
    v = 0.0
    corrected = []
    for t, value in enumerate(theta, start=1):
        v = beta * v + (1 - beta) * value
        corrected.append(v / (1 - beta**t))
    return np.array(corrected)
    # end solution


# %% check-ema-corrected tags=["check"]
check(ema_corrected)
# hint(ema_corrected)  # take away the first "#" for a hint

# %% see [markdown] tags=["lang:en"]
# ## See it
#
# Your corrected curve on top of the reference's, with the plain one below. To see a curve that is not right yet, write
# `ema_corrected` in place of `mine`.

# %% see-picture
mine = yours_or_ours(ema_corrected)
plots.show(*pictures.yours_beside_ours(mine, 0.9))

# %% meet [markdown] tags=["lang:en"]
# ## The curves meet
#
# The gap between the two is $\beta^t$ times the corrected average. It is 30.6 °F on day 1, below 1 °F from day 36, and
# then nothing that you could see.

# %% meet-picture
plots.show(*pictures.corrected_beside_plain(0.9))
show_claim("BC-1", seed, quick)

# %% constant [markdown] tags=["lang:en"]
# ## Exact where it can be, nearer where it cannot
#
# On a constant series the corrected average is the constant, from the first day. With noise it is not exact, but right
# on average. The next cell lets both averages race on 100 noisy series. While the start still counts, the corrected one
# is nearer to the truth in all of them. Later it is a coin flip: the two are then the same for all practical purposes.

# %% claim-bc-2
show_claim("BC-2", seed, quick)

# %% discard [markdown] tags=["lang:en"]
# ## Or throw the start away?
#
# Some leave the average as it is and discard its first values. That costs no division, and it costs the days:
# 35 of them if the rest is to be within 1 °F of the corrected curve. That curve uses them all; it is rougher at first,
# because an average of two or three days cannot be smooth.

# %% discard-picture
plots.show(*pictures.discard_or_correct(0.9))

# %% skip [markdown] tags=["lang:en"]
# ## When can you skip it?
#
# In practice the correction is often left out. How long the start matters depends on β alone: after $t$ steps the share
# $\beta^t$ is missing. The dots mark where it falls below 1 %.
#
# At β = 0.9 that takes 44 steps, and a training run has thousands. At β = 0.999, the value that Adam uses for its
# second average, it takes 4,603 steps, and the first average is 1,000 times too small. There, leaving it out is a
# mistake. The errors below are root mean squares over the 100 noisy series of before.

# %% skip-picture
plots.show(*pictures.bias_left(0.5, 0.9, 0.98, 0.999))
show_claim("BC-3", seed, quick)

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment
#
# **Goal:** look back over at least 10 days, with at most 14 days that the start makes over 1 °F too low. First try it
# with β alone. How long a window do 14 such days allow? Then think of a way into the green corner.
#
# <details>
# <summary>One answer</summary>
#
# No β will do on its own: a start that is forgotten soon asks for a short memory. With 14 low days the window is 4.5 days
# long, at β = 0.78; a window of 10 days costs 35. Switch on the correction, and any β from 0.9 is in the corner.
#
# </details>

# %% explorer
pictures.explorer(beta=0.9, corrected=False)

# %% mistakes [markdown] tags=["lang:en"]
# ## Common mistakes
#
# - **Counting from 0.** With $t = 0$ the formula divides by zero. The first step is $t = 1$.
# - **Dividing by 1 − β.** That is right on day 1 only; the power $t$ must grow with the days.
# - **Writing the corrected value back into $v$.** The next step then starts from a value that is too large, and
#   the error grows with each of the first steps.
# - **Starting $t$ anew in every epoch.** The average does not start anew, so neither may $t$.

# %% recap [markdown] tags=["lang:en"]
# ## Recap
#
# The zero start weighs $\beta^t$. Dividing by $1-\beta^t$ takes it out, from the first step on. It matters for about
# $4.6/(1-\beta)$ steps and changes nothing after that.

# %% questions [markdown] tags=["lang:en"]
# ## Questions
#
# 1. β = 0.9 and $v_1 = 4$. What was $\theta_1$?
# 2. Why does $v_1^{\text{corrected}}$ equal $\theta_1$ for every β?
# 3. The recap says $4.6/(1-\beta)$. Where does 4.6 come from?
#
# <details>
# <summary>Answers</summary>
#
# 1. 40, because $v_1 = 0.1 \cdot \theta_1$.
# 2. $v_1 = (1-\beta)\theta_1$, and the correction divides by $1-\beta$.
# 3. $\beta^t = 0.01$ gives $t = \ln 0.01 / \ln \beta$. With $\ln 0.01 \approx -4.6$ and $\ln \beta \approx -(1-\beta)$
#    for β near 1, that is $4.6/(1-\beta)$.
#
# </details>

# %% further-reading [markdown] tags=["lang:en"]
# ## Further reading
#
# - D. P. Kingma and J. Ba, *Adam: a method for stochastic optimization*, section 3: this correction, derived for random
#   gradients.
# - The documentation of pandas' `ewm`: its default, `adjust=True`, is the corrected average of this lesson.
