# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - write the exponentially weighted average of any series in one short loop,
# - say which days it looks at, how much each of them counts, and how far back it reaches,
# - choose β by weighing a smooth curve against a late one.
#
# **You need** Python, a `for` loop and NumPy arrays. No calculus.

# %% parameters tags=["parameters"]
language = "en"
seed = 0
quick = False

# %% setup tags=["setup"]
import numpy as np

import helpers.pictures.ema as pictures
from helpers import plots
from helpers.claims import show_claim
from testcases import check, hint, progress, set_language, solution, yours_or_ours

set_language(language)

# %% why [markdown] tags=["lang:en"]
# ## Why average at all?
#
# Each dot below is the temperature of one day in Seattle. From day to day it jumps; over half a year it rises. The
# curve keeps the rise and drops most of the jumps.
#
# Gradients are like that: each is a noisy reading of the direction that you want. Momentum, RMSprop and Adam all start
# by averaging them, with the average of this lesson.

# %% why-picture
plots.show(*pictures.averages(0.9))

# %% predict [markdown] tags=["lang:en"]
# ## Predict
#
# The curve was made with one setting, β = 0.9: each new average is nine tenths of the old one and one tenth of today.
# The next picture adds β = 0.5, half and half, and 0.98. Before you run it, decide:
#
# 1. Which of the three curves is the smoothest?
# 2. Which one is the first to notice a warm week?
# 3. All of them begin too low. Which one stays low the longest?
#
# <details>
# <summary>Answers</summary>
#
# 0.98 is the smoothest and stays low the longest. 0.5 notices a warm week first. Lesson 03 cures the low start.
#
# </details>

# %% predict-picture
plots.show(*pictures.averages(0.5, 0.9, 0.98))

# %% idea [markdown] tags=["lang:en"]
# ## The idea
#
# Keep one number, and let each new day pull it a little:
#
# $$v_t = \beta\, v_{t-1} + (1-\beta)\,\theta_t, \qquad v_0 = 0$$
#
# - $\theta_t$ is the value of day $t$; days count from 1,
# - $v_t$ is the average after day $t$, and $v_{t-1}$ the one of the day before,
# - $\beta$, from 0 to below 1, is the share of the old average that is kept; today gets the rest.
#
# An example with β = 0.5 and the days 10, 10, 20: the average goes from 0 to 5, then 7.5, then 13.75.


# %% exercise-ema tags=["exercise:ema"]
def ema(theta, beta):
    """Return the averages v_1 … v_T of the series theta, (T,), as an array (T,)."""
    # solution
    v = 0.0
    averages = []
    for value in theta:
        v = beta * v + (1 - beta) * value
        averages.append(v)
    return np.array(averages)
    # end solution


# %% check-ema tags=["check"]
check(ema)
# hint(ema)  # take away the first "#" for a hint

# %% see [markdown] tags=["lang:en"]
# ## See it
#
# Your averages of the temperatures, drawn on top of those of the reference. To see a curve that is not right yet, write
# `ema` in place of `mine`.

# %% see-picture
mine = yours_or_ours(ema)
plots.show(*pictures.yours_beside_ours(mine, 0.9))

# %% weights [markdown] tags=["lang:en"]
# ## The weights
#
# Put the formula for $v_{t-1}$ into the one for $v_t$, and go on like that:
#
# $$\begin{aligned}
# v_t = (1-\beta)\,\theta_t &+ (1-\beta)\beta\,\theta_{t-1} \\
# &+ (1-\beta)\beta^2\,\theta_{t-2} + \dots + \beta^t v_0
# \end{aligned}$$
#
# A day that is $k$ days old counts with the weight $(1-\beta)\beta^k$. No day is ever dropped; it fades.
# The picture after the exercise draws the weights under day 100; its right panel waits for the experiment.
#
# <details>
# <summary>Why do the weights sum to 1 − βᵗ?</summary>
#
# They are $(1-\beta)(1 + \beta + \dots + \beta^{t-1})$, and the second bracket is the geometric sum
# $(1-\beta^t)/(1-\beta)$. What is missing to 1 is $\beta^t$: the weight of the start $v_0$.
#
# </details>


# %% exercise-ema-weights tags=["exercise:ema_weights"]
def ema_weights(beta, t):
    """Return the weights in v_t of today, yesterday, … and day 1, as an array (t,)."""
    # solution
    return (1 - beta) * beta ** np.arange(t)
    # end solution


# %% check-ema-weights tags=["check"]
check(ema_weights)
# hint(ema_weights)  # take away the first "#" for a hint

# %% weights-picture
plots.show(*pictures.window_under_day(0.9, day=100))
show_claim("EW-1", seed, quick)

# %% memory [markdown] tags=["lang:en"]
# All that history sits in a single number. A moving average of $N$ days has to remember all $N$, because it must know
# which one to drop. For a network's gradients, that is one extra array against $N$.

# %% claim-ew-4
show_claim("EW-4", seed, quick)

# %% window [markdown] tags=["lang:en"]
# ## How far back it looks
#
# There is no last day, but there is a rule of thumb: the average looks back over about
#
# $$\frac{1}{1-\beta}$$
#
# days: 2 for β = 0.5, 10 for 0.9, 50 for 0.98. After that many days a weight has shrunk to about a third of today's.
# The rule is rough: at 0.9 these days hold 65 % of the weight, not all of it, and at 0.5 the third is really a quarter.
#
# <details>
# <summary>Why this number?</summary>
#
# Write $N = 1/(1-\beta)$, so that $\beta = 1 - 1/N$. After $N$ days a weight has been multiplied by
# $\beta^N = (1 - 1/N)^N$, which nears $1/e \approx 0.37$ as $N$ grows.
#
# </details>


# %% exercise-effective-window tags=["exercise:effective_window"]
def effective_window(beta):
    """Return over about how many days an average with this beta looks back."""
    # solution
    return 1 / (1 - beta)
    # end solution


# %% check-effective-window tags=["check"]
check(effective_window)
# hint(effective_window)  # take away the first "#" for a hint

# %% claim-ew-2
show_claim("EW-2", seed, quick)

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment
#
# Move today, and watch its weights go with it. Then move β. **Goal:** a curve that changes by at most 0.75 °F from one
# day to the next, and that reports a trend at most 6 days late. The panel on the right holds every β: walk along it.
#
# <details>
# <summary>One answer</summary>
#
# Any β from 0.82 to 0.85. Below, the curve is too rough; above, it is too late. No β is best at both.
#
# </details>

# %% explorer
pictures.explorer(beta=0.5, day=100)

# %% lag [markdown] tags=["lang:en"]
# ## Smooth means late
#
# An average of the past describes the past. On a ramp, a series that rises steadily, it ends up $\beta/(1-\beta)$ days
# behind: the mean age of the days in it. Weather is no ramp, so its lag is estimated: the shift, in whole days, that
# brings the average nearest to the centred 21-day mean of the series.
#
# The low start makes the plain average look later than it is: 9 days instead of 7. From day 45 on, with the start
# forgotten, both lag 8 days. The ramp's 9 is not reached, because quick swings arrive with less delay, though
# flattened.
#
# <details>
# <summary>Why exactly β/(1 − β)?</summary>
#
# On the ramp $\theta_t = t$, a day of age $k$ shows $t - k$. So an average whose weights sum to 1, as the corrected one
# of lesson 03, lags by the mean age $(1-\beta)\sum_k k \beta^k \,/\, (1-\beta^t)$. For large $t$ the sum nears
# $\beta/(1-\beta)^2$ and $\beta^t$ nears 0, which leaves $\beta/(1-\beta)$.
#
# </details>

# %% claim-ew-3
show_claim("EW-3", seed, quick)

# %% moving-average [markdown] tags=["lang:en"]
# ## Beside a moving average
#
# How many days must a plain moving average take to be like an EMA of β = 0.9? Not the 10 of the rule of thumb. To lag
# as much on a ramp, and to leave as much of pure noise, it takes $(1+\beta)/(1-\beta) = 19$. Weather is neither, so on
# the temperatures the two agree only roughly: 8 days and 9.

# %% moving-average-picture
plots.show(*pictures.beside_moving_average(0.9))
show_claim("EW-5", seed, quick)

# %% mistakes [markdown] tags=["lang:en"]
# ## Common mistakes
#
# - **β and 1 − β swapped.** With β = 0.9 today counts for a tenth, not for nine tenths.
# - **1 − β left out.** Then $v$ grows to about $1/(1-\beta)$ times the size of the data.
# - **$v$ stored before the update.** The whole curve comes a day late.
# - **Starting at θ₁ or dividing by 1 − βᵗ.** Both are sensible, and both are another definition.

# %% recap [markdown] tags=["lang:en"]
# ## Recap
#
# One number, one line, one setting. A day's weight falls by the factor β for each day of age. A larger β looks further
# back: smoother, later, and longer low at the start.

# %% questions [markdown] tags=["lang:en"]
# ## Questions
#
# 1. β = 0.3. How much do today, yesterday and the day before count?
# 2. You want to look back over about 20 days. Which β do you take?
# 3. What does the average do at β = 0? And why is β = 1 not allowed?
#
# <details>
# <summary>Answers</summary>
#
# 1. 0.7, 0.21 and 0.063.
# 2. 0.95, because 1/(1 − 0.95) = 20.
# 3. At 0 it repeats the data. At 1 it would never take in a value and stay at its start.
#
# </details>

# %% further-reading [markdown] tags=["lang:en"]
# ## Further reading
#
# - R. J. Hyndman and G. Athanasopoulos, *Forecasting: Principles and Practice*: the same average, as a forecast.
# - S. W. Smith, *The Scientist and Engineer's Guide to Digital Signal Processing*: lag and noise of moving averages and
#   recursive filters.
