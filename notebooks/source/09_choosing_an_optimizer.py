# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - write the loop that trains a network with any optimizer,
# - compare optimizers without fooling yourself,
# - choose one, with its learning rate, for a new problem,
# - read the steps that came after Adam.
#
# **You need** lessons 01 and 04 to 07: your functions from there go to work here.

# %% parameters tags=["parameters"]
language = "en"
seed = 0
quick = False

# %% setup tags=["setup"]
import helpers.pictures.choosing_an_optimizer as pictures
from helpers import adam, beyond, leaderboard, mini_batch, momentum, optimizers, plots, rmsprop
from helpers.claims import show_claim
from helpers.decay import update_lr
from helpers.network import backward_propagation, forward_propagation
from testcases import check, hint, progress, set_language, solution, yours_or_ours

set_language(language)

# %% why [markdown] tags=["lang:en"]
# ## A race, and what is wrong with it
#
# Handwritten digits, 8 × 8 pixels each; a net of 64, 16 and 10 units. Four optimizers, six nets each, **one learning
# rate for all**. Such pictures are all over the web, and they sell Adam.

# %% why-picture
plots.show(*pictures.shared_rate())

# %% predict [markdown] tags=["lang:en"]
# ## Predict
#
# Now each optimizer gets a learning rate of its own, the best of three. How far apart do they end?
#
# 1. As far as before.
# 2. About half as far.
# 3. Within a few points of each other.
#
# <details><summary>Answer</summary>
#
# 3. A rate that suits RMSprop and Adam is a hundred times too small for the other two: those divide the gradient by its
# size, so that α alone sets the step. The figures come below, after your own training has run.
#
# </details>

# %% loop [markdown] tags=["lang:en"]
# ## The loop
#
# Everything of this course meets in one loop. An **epoch** uses each sample once. For each mini-batch
# $(X^{\{t\}}, Y^{\{t\}})$:
#
# 1. count the update: $t := t + 1$,
# 2. forward: what the network makes of $X^{\{t\}}$, kept in a cache,
# 3. backward: the gradients of the mini-batch's cost,
# 4. update: new parameters and a new state from the optimizer.
#
# Four tools are ready:
#
# - `mini_batch.random_mini_batches(X, Y, mini_batch_size, seed)` gives the shuffled pairs (lesson 01),
# - `forward_propagation(X_t, parameters)` gives the logits and the cache,
# - `backward_propagation(Y_t, cache, parameters)` gives the gradients,
# - `optimizer.update(parameters, grads, state, t, learning_rate)` gives parameters and state.
#
# An **optimizer** is a pair of functions. `optimizer.init(parameters)` makes the first state: nothing for gradient
# descent, $v$ for momentum, $s$ for RMSprop, $(v, s)$ for Adam.

# %% hands-on [markdown] tags=["lang:en"]
# ## What an epoch hands on
#
# Three things go from one epoch into the next. The parameters, of course. The state: an average that starts anew in each
# epoch forgets what it has learnt. And $t$, the number of updates so far: Adam divides by $1 - \beta^t$, which is right
# only if $t$ counts on, from the first update of the training.


# %% exercise-epoch tags=["exercise:train_one_epoch"]
def train_one_epoch(parameters, state, X, Y, optimizer, learning_rate, mini_batch_size, seed, t):
    """Make an update for each mini-batch; return parameters, state and t after the epoch.

    t is the number of updates made before this epoch: 0 before the first one.
    """
    # solution
    for X_t, Y_t in mini_batch.random_mini_batches(X, Y, mini_batch_size, seed):
        t += 1
        _, cache = forward_propagation(X_t, parameters)
        grads = backward_propagation(Y_t, cache, parameters)
        parameters, state = optimizer.update(parameters, grads, state, t, learning_rate)
    return parameters, state, t
    # end solution


# %% check-epoch tags=["check"]
check(train_one_epoch)
# hint(train_one_epoch)  # take away the first "#" for a hint

# %% plug-in [markdown] tags=["lang:en"]
# ## Plug in your own
#
# Copy your functions from lessons 01, 04, 05 and 06 into the next cell, and put their names in place of ours. Nothing
# else has to change: `optimizers.adam(update_parameters=…)` makes a pair of an update.

# %% plug-in-cell
my_gd = mini_batch.update_parameters_with_gd
my_momentum = momentum.update_parameters_with_momentum
my_rmsprop = rmsprop.update_parameters_with_rmsprop
my_adam = adam.update_parameters_with_adam

mine = {
    "gradient descent": optimizers.gradient_descent(update_parameters=my_gd),
    "momentum": optimizers.momentum(update_parameters=my_momentum),
    "RMSprop": optimizers.rmsprop(update_parameters=my_rmsprop),
    "Adam": optimizers.adam(update_parameters=my_adam),
}

# %% see [markdown] tags=["lang:en"]
# ## See it
#
# Your loop with your Adam trains on 1,150 digits for ten epochs, on top of our run. Then try another optimizer of
# `mine`, with another learning rate.

# %% see-picture
my_loop = yours_or_ours(train_one_epoch)
plots.show(*pictures.yours_beside_ours(my_loop, mine["Adam"], learning_rate=0.01))

# %% fair [markdown] tags=["lang:en"]
# ## A fair race
#
# Three rules make a comparison worth reading.
#
# - **Each at its own α.** Or you measure who likes your favourite α.
# - **Several seeds, with their spread.** A gap smaller than the spread of the nets is no gap.
# - **Three sets of samples.** Train on one, choose α on another (**practice**), judge on a third (**held back**).
#
# Here is the race again by these rules, with a constant rate and with the decay $\alpha_0/(1 + \frac12 \text{epoch})$
# of lesson 07. Every curve is the mean of six nets; bands go from the worst to the best.

# %% fair-picture
plots.show(*pictures.own_rates())
show_claim("CO-1", seed, quick)

# %% decay [markdown] tags=["lang:en"]
# ## And decay?
#
# Decay shortens steps. That helps once the steps are what holds a run back: late, with a large α0. In ten epochs from a
# small α it only slows the run. And α0 has to be tuned anew: the best one is often larger than the best constant rate.
# With three nets to choose by, the choice itself can go wrong: see Adam with decay above.

# %% decay-claim
show_claim("CO-2", seed, quick)

# %% chosen [markdown] tags=["lang:en"]
# ## Why judge on samples held back?
#
# Twenty nets, same settings, different seeds. Take the one that is best on some samples: part of its lead is luck, and
# luck does not come along to other samples. The same holds for the best of twenty learning rates.

# %% chosen-claim
show_claim("CO-3", seed, quick)

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment
#
# **Goal:** a practice accuracy of 94 % after four epochs, with Adam. Change α first, by large factors. Then make the
# batches smaller, for more updates in an epoch, and tune α again. Without sliders, change the numbers in
# `pictures.compute_short_run(-3, 256, 0)`.
#
# <details><summary>One answer</summary>
#
# α0 = 10^(−1.75) with batches of 32 (log2 = 5) and no decay. Batches of 16 want a smaller α, batches of 64 a larger one.
#
# </details>

# %% explorer
pictures.explorer()

# %% leaderboard [markdown] tags=["lang:en"]
# ## Leaderboard
#
# **Reach 97 % in the fewest epochs.** Three nets of 64, 64 and 10 units train for 20 epochs on three splits that
# nothing else here uses. The first epoch whose *mean* held-back accuracy is 97 % counts, so one lucky epoch does not.
# Add lines with your own optimizers, rates, batch sizes and schedules. Choose them with the sliders and on practice
# samples first: whoever tries fifty entries here is choosing on the held-back samples, and CO-3 says what that is worth.

# %% leaderboard-cell
entries = [
    leaderboard.score("gradient descent, 1.0", mine["gradient descent"], learning_rate=1.0),
    leaderboard.score("momentum, 1.0", mine["momentum"], learning_rate=1.0),
    leaderboard.score("Adam, 0.01", mine["Adam"], learning_rate=0.01),
    leaderboard.score("Adam, decay", mine["Adam"], 0.02, schedule=lambda epoch: update_lr(0.02, epoch, decay_rate=0.2)),
]
print(leaderboard.board(entries))

# %% beyond [markdown] tags=["lang:en"]
# ## Beyond the course
#
# Adam is from 2014. You can read what came since; each is a dozen lines in `helpers/beyond.py`.
#
# - **Nesterov**: momentum that looks one step ahead, $W := W - \alpha\,(\beta v + (1-\beta)\, dW)$, with $v$ already new.
# - **AdamW**: Adam, and $W$ shrinks by $\alpha\lambda W$ in each step. This **weight decay** is not divided by
#   $\sqrt{s}$, as it would be if it were part of the gradient.
# - **Warm-up + cosine**: α rises from near 0 while averages are young, then falls along half a cosine.
# - **Lion**: $W := W - \alpha\,\mathrm{sign}(\beta_1 v + (1-\beta_1)\, dW)$. One average instead of two.
# - **Muon**: for matrices. Momentum, then all its singular values are brought near 1, so that no direction dominates.
#   Biases go with Adam.
#
# <details><summary>How Muon does it</summary>
#
# Newton–Schulz: divide $V$ by its norm, then five times $V := aV + b(VV^T)V + c(VV^T)^2V$. Singular vectors stay; each
# singular value $x$ becomes $ax + bx^3 + cx^5$. Products of matrices are all it takes.
#
# </details>

# %% beyond-picture
plots.show(*pictures.beyond())
show_claim("CO-4", seed, quick)

# %% beyond-board [markdown] tags=["lang:en"]
# On the leaderboard they can enter, too.

# %% beyond-board-cell
entries += [
    leaderboard.score("Nesterov, 1.0", beyond.nesterov(), learning_rate=1.0),
    leaderboard.score("Muon, 0.03", beyond.muon(), learning_rate=0.03),
]
print(leaderboard.board(entries))

# %% mistakes [markdown] tags=["lang:en"]
# ## Common mistakes
#
# - Comparing at one learning rate, or with one seed.
# - Starting $t$ or the state anew in each epoch: no error, just slower training.
# - Taking every gradient of the whole set: the loop then makes T expensive steps of batch gradient descent.
# - Choosing α on the samples that later judge.
# - Changing the optimizer when α is what needs changing.

# %% recap [markdown] tags=["lang:en"]
# ## Recap of the course
#
# | lesson | idea | in one line |
# |---|---|---|
# | 01 | mini-batches | many cheap steps instead of one dear one |
# | 02 | averages | $v := \beta v + (1-\beta)\theta$ remembers about $1/(1-\beta)$ values |
# | 03 | bias correction | divide by $1-\beta^t$ while the average is young |
# | 04 | momentum | step along the average gradient |
# | 05 | RMSprop | divide by the root of the average square |
# | 06 | Adam | both, corrected |
# | 07 | decay | large steps first, small ones to settle |
# | 08 | saddle points | flat places: noise and momentum carry you on |
# | 09 | choosing | tune α first, each at its own, judge on samples held back |
#
# **A recipe.** Start with Adam at 0.001. Try α ten times larger and smaller, then thrice. Then add decay, if the cost
# still jumps at the end. Try momentum with its own α, and keep what wins on held-back samples by more than the spread.

# %% questions [markdown] tags=["lang:en"]
# ## Questions
#
# 1. Your loop starts `t` at 0 in every epoch. Which optimizers notice?
# 2. Optimizer A reaches 96.1 %, B 95.8 %; nets of one kind differ by 1 %. What do you conclude?
# 3. Why does Lion usually want a smaller α than Adam?
#
# <details><summary>Answers</summary>
#
# 1. Only those that use $t$: Adam, AdamW and Muon. Their corrections then treat old averages as young ones.
# 2. Nothing yet. Train more seeds, or call it a draw.
# 3. Every entry moves by a full α in each step. Adam's steps are shorter where gradients change their sign.
#
# </details>

# %% further [markdown] tags=["lang:en"]
# ## Further reading
#
# - R. Schmidt, F. Schneider, P. Hennig, *Descending through a crowded valley*, 2021: fifteen optimizers, tuned alike.
# - D. Choi et al., *On empirical comparisons of optimizers for deep learning*, 2019: what tuning does to a ranking.
# - I. Loshchilov, F. Hutter, *Decoupled weight decay regularization* (AdamW), 2019.
# - X. Chen et al., *Symbolic discovery of optimization algorithms* (Lion), 2023.
# - K. Jordan et al., *Muon: an optimizer for hidden layers in neural networks*, 2024.

# %% progress
progress("09")
