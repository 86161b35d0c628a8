# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - write the five usual ways to lower a learning rate, each in one line,
# - say what decay cures, and what it cannot cure,
# - see from a run whether its steps are too long or too short,
# - weigh a schedule against lowering the rate by hand.
#
# **You need** lesson 01 (epochs and mini-batches).

# %% parameters tags=["parameters"]
language = "en"
seed = 0
quick = False

# %% setup tags=["setup"]
import numpy as np

import helpers.pictures.decay as pictures
from helpers import plots
from helpers.claims import show_claim
from testcases import check, hint, progress, set_language, solution, yours_or_ours

set_language(language)

# %% why [markdown] tags=["lang:en"]
# ## A walk that never arrives
#
# Both walks go down the same bowl and read every slope with the same noise, as a mini-batch does. At a constant
# learning rate the walk soon reaches the minimum, and then wanders around it for good. With shrinking steps it closes
# in.

# %% why-picture
plots.show(*pictures.balls(seed))

# %% predict [markdown] tags=["lang:en"]
# ## Predict
#
# Before you go on, decide:
#
# 1. A run starts at a rate that is far too small. Does decay help it?
# 2. There is no noise at all. Which ends closer, a constant rate or a falling one?
#
# <details>
# <summary>Answers</summary>
#
# Neither time does decay help. In the first run the steps are too short already. In the second there is nothing to
# calm, and long steps arrive sooner. Claim LD-1 below measures both.
#
# </details>

# %% idea [markdown] tags=["lang:en"]
# ## The idea
#
# Long steps at first, to get there; short ones at the end, to settle. The classic schedule is
#
# $$\alpha = \frac{\alpha_0}{1 + d \cdot e}$$
#
# - $\alpha$ is the learning rate of this epoch, and $\alpha_0$ (`learning_rate0`) that of the first one,
# - $e$ (`epoch_num`) is the number of the epoch; it counts from 0, so that epoch 0 runs at $\alpha_0$,
# - $d$ (`decay_rate`), 0 or more, says how fast the rate falls. At epoch $1/d$ it has halved.
#
# An example: $\alpha_0$ = 0.2 and $d$ = 1 give 0.2, 0.1, 0.067 and, in epoch 3, 0.05.


# %% exercise-update-lr tags=["exercise:update_lr"]
def update_lr(learning_rate0, epoch_num, decay_rate):
    """Return the learning rate of epoch epoch_num, counted from 0."""
    # solution
    return learning_rate0 / (1 + decay_rate * epoch_num)
    # end solution


# %% check-update-lr tags=["check"]
check(update_lr)
# hint(update_lr)  # take away the first "#" for a hint

# %% powers [markdown] tags=["lang:en"]
# ## The same factor every epoch
#
# $$\alpha = b^{\,e} \cdot \alpha_0$$
#
# with a factor $b$ (`base`) a little below 1. At $b$ = 0.95 the rate halves about every 13.5 epochs. In the long run
# this falls faster than the classic schedule, whatever its $d$. An example: 0.2 and $b$ = 0.5 give 0.05 in epoch 2.


# %% exercise-exponential-decay tags=["exercise:exponential_decay"]
def exponential_decay(learning_rate0, epoch_num, base=0.95):
    """Return the learning rate of epoch epoch_num, counted from 0."""
    # solution
    return base**epoch_num * learning_rate0
    # end solution


# %% check-exponential-decay tags=["check"]
check(exponential_decay)
# hint(exponential_decay)  # take away the first "#" for a hint

# %% root [markdown] tags=["lang:en"]
# ## One over the root of t
#
# $$\alpha = \frac{k}{\sqrt{t}} \cdot \alpha_0$$
#
# Here $t$ counts mini-batches, or epochs, **from 1**: it is divided by. $k$ is a constant, often 1. It drops steeply at
# first, later hardly at all. An example: 0.2 and $k$ = 1 give 0.1 at $t$ = 4.


# %% exercise-sqrt-decay tags=["exercise:sqrt_decay"]
def sqrt_decay(learning_rate0, t, k=1.0):
    """Return the learning rate of mini-batch (or epoch) t, counted from 1."""
    # solution
    return k / np.sqrt(t) * learning_rate0
    # end solution


# %% check-sqrt-decay tags=["check"]
check(sqrt_decay)
# hint(sqrt_decay)  # take away the first "#" for a hint

# %% stairs [markdown] tags=["lang:en"]
# ## Stairs
#
# Keep the rate for a while, then drop it. Both schedules below count the whole intervals that have gone by:
#
# $$\alpha = \frac{\alpha_0}{1 + d \cdot \lfloor e / I \rfloor} \qquad\text{and}\qquad
# \alpha = f^{\,\lfloor e / I \rfloor} \cdot \alpha_0$$
#
# $\lfloor\ \rfloor$ rounds down, $I$ (`time_interval`, `interval`) is the length of a stair in epochs, and $f$
# (`factor`) what a drop multiplies by. With $I$ = 10, epochs 0 to 9 have seen no drop, and epoch 10 is the first after
# one.


# %% exercise-schedule-lr-decay tags=["exercise:schedule_lr_decay"]
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    """Return the rate of epoch epoch_num (from 0); it changes once in time_interval epochs."""
    # solution
    return learning_rate0 / (1 + decay_rate * (epoch_num // time_interval))
    # end solution


# %% check-schedule-lr-decay tags=["check"]
check(schedule_lr_decay)
# hint(schedule_lr_decay)  # take away the first "#" for a hint


# %% exercise-staircase-decay tags=["exercise:staircase_decay"]
def staircase_decay(learning_rate0, epoch_num, factor, interval):
    """Return the rate of epoch epoch_num (from 0), multiplied by factor after each interval."""
    # solution
    return factor ** (epoch_num // interval) * learning_rate0
    # end solution


# %% check-staircase-decay tags=["check"]
check(staircase_decay)
# hint(staircase_decay)  # take away the first "#" for a hint

# %% see [markdown] tags=["lang:en"]
# ## See it
#
# Your five schedules over 50 epochs, on top of the reference's. On a logarithmic axis a constant factor is a straight
# line.

# %% see-picture
schedules = (update_lr, exponential_decay, sqrt_decay, schedule_lr_decay, staircase_decay)
mine = [yours_or_ours(schedule) for schedule in schedules]
plots.show(*pictures.yours_beside_ours(*mine))

# %% closes-in [markdown] tags=["lang:en"]
# ## When it helps
#
# Bowls in ten dimensions, with noise on every slope. An *eigenvalue* is how strongly the bowl curves in a direction.
# With eigenvalues from 1 to 100 the rate $\alpha_0$ = 0.01 arrives within a few epochs; then every decay closes in.
# With eigenvalues from 0.01 to 1 the same rate is still on its way after 50 epochs, and lowering it makes the run later.
#
# <details>
# <summary>How large is the ball?</summary>
#
# Along an eigenvalue $\lambda$ a step multiplies the squared distance by $(1 - \alpha\lambda)^2$ and adds
# $\alpha^2\sigma^2$, where $\sigma$ is the size of the noise. The two balance at
# $\frac{\alpha\,\sigma^2}{\lambda\,(2 - \alpha\lambda)}$, for small α about $\frac{\alpha\,\sigma^2}{2\lambda}$. So the radius of the
# ball goes with $\sqrt\alpha$: to halve it, quarter the rate.
#
# </details>

# %% closes-in-picture
plots.show(*pictures.closing_in(seed))
show_claim("LD-1", seed, quick)

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment
#
# A bowl with a gentle and a steep direction, and 100 runs of 50 epochs. **Goal:** at least 80 of them end within 0.1 of
# the minimum. First try constant rates. Then let the rate fall, by some powers of ten in all, and move the epoch to see
# the ball shrink. The dashed ellipse is the ball of that epoch's rate: do the runs keep up with it?
#
# <details>
# <summary>One answer</summary>
#
# The classic schedule with $\alpha_0$ = 0.1, falling by two powers of ten. No constant rate brings even half of them
# there. With $b^{\,e}$ the last epochs hardly move a run: it keeps the noise of earlier, longer steps. The classic
# schedule drops early, and then gives the ball time to shrink.
#
# </details>

# %% explorer
pictures.explorer()

# %% too-fast [markdown] tags=["lang:en"]
# ## Too fast
#
# All the rates of $b^{\,e}\alpha_0$ together come to $\alpha_0/(1-b)$, however many epochs there are. At $b$ = 0.5 that
# is only $2\alpha_0$: the run stops wherever it is by then, and looks finished. The rates $\alpha_0/(1 + d\,e)$ have no
# such limit. Without noise they always arrive, but with a large $d$ it takes very long.

# %% claim-too-fast
show_claim("LD-2", seed, quick)

# %% network [markdown] tags=["lang:en"]
# ## On a network
#
# Now a network that learns handwritten digits, once with 20 % of its training labels wrong and once with all of them
# right. Wrong labels contradict the others to the end, so the gradients stay noisy, and a falling rate averages that out.
# With right labels the network comes to fit nearly every sample: the gradients shrink, the noise dies out by itself,
# and little is left for decay to do.

# %% network-picture
plots.show(*pictures.digits(seed))
show_claim("LD-3", seed, quick)

# %% by-hand [markdown] tags=["lang:en"]
# ## By hand
#
# You can also watch the cost, and lower the rate when it stalls. Written as a rule: after two epochs without a new
# lowest cost, halve it. That needs no formula. It costs attention: a look after every epoch of every run. And noise
# can look like a stall, so an impatient hand lowers too soon.

# %% by-hand-picture
plots.show(*pictures.attended(seed))
show_claim("LD-4", seed, quick)

# %% mistakes [markdown] tags=["lang:en"]
# ## Common mistakes
#
# - **Decaying the decayed rate.** Each rate is worked out from $\alpha_0$, not from the rate before.
# - **A step count where epochs are meant.** With 1,000 mini-batches an epoch, the rate falls 1,000 times too fast.
# - **Counting from 1 where it should be 0,** or from 0 where $t$ is divided by.
# - **Rounding to the nearest,** not down: the first stair is half as long.
# - **Decay as first aid.** Tune $\alpha_0$ first. Decay cannot mend a rate that is too small.
#
# ## Recap
#
# A constant rate ends in a ball of noise whose radius goes with $\sqrt\alpha$. A falling rate shrinks the ball, as long
# as all steps together are long enough to arrive. Without lasting noise there is little to gain.
#
# ## Questions
#
# 1. $\alpha_0$ = 0.1 and decay_rate = 0.5. Which rate does epoch 4 have?
# 2. A run's cost has been flat for ten epochs. You halve the rate and the cost falls at once. What kept it up?
# 3. And if halving the rate makes no difference at all?
# 4. You want half the radius of the ball. What do you do to the rate?
#
# <details>
# <summary>Answers</summary>
#
# 1. 0.1 / (1 + 0.5 · 4) = 0.033.
# 2. Noise: the steps were too long to settle.
# 3. Then the steps may already be too short, or the minimum is reached.
# 4. Divide it by four.
#
# </details>
#
# ## Further reading
#
# - H. Robbins and S. Monro, *A Stochastic Approximation Method*, 1951: how fast a rate may fall and still arrive.
# - L. Bottou, F. E. Curtis and J. Nocedal, *Optimization Methods for Large-Scale Machine Learning*, 2018, section 4.
# - S. L. Smith et al., *Don't Decay the Learning Rate, Increase the Batch Size*, ICLR 2018: another way to calm noise.
