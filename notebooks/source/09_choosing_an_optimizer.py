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
# rate for all**. Such pictures sell Adam.

# %% why-picture
plots.show(*pictures.shared_rate())

# %% predict [markdown] tags=["lang:en"]
# ## Predict
#
# Now each optimizer gets a learning rate of its own, the best of three. How far apart do they end: as far as before,
# half as far, or within a few points?
#
# <details><summary>Answer</summary>
#
# Within a few points. A rate that suits RMSprop and Adam is a hundred times too small for the other two: those divide the gradient by its
# size, so that α alone sets the step. The figures come below, after your own training has run.
#
# </details>

# %% loop [markdown] tags=["lang:en"]
# ## The loop
#
# Everything of this course meets in one loop. An **epoch** goes once through the shuffled pairs of
# `mini_batch.random_mini_batches(X, Y, mini_batch_size, seed)`. For each pair:
#
# 1. count the update: $t := t + 1$,
# 2. forward: `forward_propagation(X_t, parameters)` gives the logits and a cache,
# 3. backward: `backward_propagation(Y_t, cache, parameters)` gives the gradients,
# 4. update: `optimizer.update(parameters, grads, state, t, learning_rate)` gives parameters and state.
#
# An **optimizer** is a pair of functions, `update` and `init`, which makes the first state: nothing for gradient
# descent, $v$ for momentum, $s$ for RMSprop, $(v, s)$ for Adam.

# %% hands-on [markdown] tags=["lang:en"]
# ## What an epoch hands on
#
# The parameters, of course. The state: an average that starts anew in each epoch forgets what it has learnt. And $t$:
# Adam divides by $1 - \beta^t$, which is right only if $t$ counts on from the first update of the training.


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
# Copy your functions from lessons 01, 04, 05 and 06 into the next cell, and put their names in place of ours.
# `optimizers.adam(update_parameters=…)` makes a pair of an update.

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
# Your loop with your Adam trains on 1,150 digits for ten epochs, on top of our run.

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
# The race again by these rules, with a constant rate and with the decay $\alpha_0/(1 + \frac12 \text{epoch})$. Curves
# are means of six nets; bands go from the worst to the best.

# %% fair-picture
plots.show(*pictures.own_rates())
show_claim("CO-1", seed, quick)

# %% decay [markdown] tags=["lang:en"]
# ## And decay?
#
# Decay helps once long steps are what holds a run back: late, with a large α0. From a small α it only slows the run.
# So α0 has to be tuned anew, and is often larger. With three nets to choose by, the choice itself can go wrong: see Adam
# with decay above.

# %% decay-claim
show_claim("CO-2", seed, quick)

# %% chosen [markdown] tags=["lang:en"]
# ## Why judge on samples held back?
#
# Twenty nets, same settings, different seeds. Part of the best one's lead is luck, which does not come along to other
# samples. The same holds for the best of twenty learning rates.

# %% chosen-claim
show_claim("CO-3", seed, quick)

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment
#
# Watch your loop teach a net to read. A unit that stays blank learns nothing. You can stop a run.
#
# **Goal:** 97 % of the practice digits in 20 epochs. Change α first, by large factors. Then try another optimizer.
#
# <details><summary>One answer</summary>
#
# Adam with α = 10^(−2), batches of 64. A few other settings get there, too, none by more than the luck of a seed: look at
# the held-back digits in the caption.
#
# </details>

# %% watch
pictures.watch(my_loop, mine)

# %% leaderboard [markdown] tags=["lang:en"]
# ## Leaderboard
#
# **Reach 97 % in the fewest epochs.** Three nets of 64, 64 and 10 units train for 20 epochs on three splits that
# nothing else here uses; the first epoch whose *mean* held-back accuracy is 97 % counts. Add your own lines. Choose them
# on practice samples first: whoever tries fifty entries here chooses on the held-back samples, and CO-3 says what that is
# worth.


# %% leaderboard-cell
def falling(epoch):
    return update_lr(0.02, epoch, decay_rate=0.2)


entries = [
    leaderboard.score("gradient descent, 1.0", mine["gradient descent"], learning_rate=1.0),
    leaderboard.score("momentum, 1.0", mine["momentum"], learning_rate=1.0),
    leaderboard.score("Adam, 0.01", mine["Adam"], learning_rate=0.01),
    leaderboard.score("Adam, decay", mine["Adam"], 0.02, schedule=falling),
]
print(leaderboard.board(entries))

# %% beyond [markdown] tags=["lang:en"]
# ## Beyond the course
#
# Adam is from 2014. What came since is a dozen lines each in `helpers/beyond.py`:
#
# - **Nesterov**: momentum that looks one step ahead, $W := W - \alpha\,(\beta v + (1-\beta)\, dW)$, with $v$ already new.
# - **AdamW**: Adam, and $W$ shrinks by $\alpha\lambda W$ in each step. This **weight decay** is not divided by
#   $\sqrt{s}$, as a part of the gradient would be.
# - **Warm-up + cosine**: α rises from near 0 while averages are young, then falls along half a cosine.
# - **Lion**: $W := W - \alpha\,\mathrm{sign}(\beta_1 v + (1-\beta_1)\, dW)$: one average, full steps, so a smaller α.
# - **Muon**: momentum for matrices, its singular values brought near 1, so that no direction dominates. Biases go with
#   Adam.
#
# They may enter the leaderboard: `leaderboard.score("Muon, 0.03", beyond.muon(), learning_rate=0.03)`.
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

# %% mistakes [markdown] tags=["lang:en"]
# ## Common mistakes
#
# - Comparing at one learning rate, or with one seed.
# - Starting $t$ or the state anew in each epoch.
# - Taking every gradient of the whole set.
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
#
# **A recipe.** Start with Adam at 0.001. Try α ten times larger and smaller, then three times. Add decay if the cost
# still jumps at the end. Try momentum with its own α. Keep what wins on practice samples by more than the spread.

# %% questions [markdown] tags=["lang:en"]
# ## Questions
#
# 1. Your loop starts `t` at 0 in every epoch. Which optimizers notice?
# 2. A reaches 96.1 %, B 95.8 %; nets of one kind differ by 1 %. What do you conclude?
#
# <details><summary>Answers</summary>
#
# 1. Only those that use $t$: Adam, AdamW and Muon. Their corrections then treat old averages as young ones.
# 2. Nothing yet. Train more seeds, or call it a draw.
#
# </details>

# %% further [markdown] tags=["lang:en"]
# ## Further reading
#
# - R. Schmidt et al., *Descending through a crowded valley*, 2021: fifteen optimizers, tuned alike.
# - D. Choi et al., *On empirical comparisons of optimizers for deep learning*, 2019.
# - I. Loshchilov, F. Hutter, *Decoupled weight decay regularization* (AdamW), 2019.
# - X. Chen et al., *Symbolic discovery of optimization algorithms* (Lion), 2023.
# - K. Jordan et al., *Muon: an optimizer for hidden layers in neural networks*, 2024.

# %% progress
progress("09")
