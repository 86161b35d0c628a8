# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - write one step of gradient descent for a network of any depth,
# - shuffle data and cut it into mini-batches, without losing a sample or a label,
# - say what the size of a batch costs and what it buys, and choose one,
# - read a cost curve that jumps.
#
# **You need** Python, NumPy arrays, and an idea of what a gradient is.

# %% parameters tags=["parameters"]
language = "en"
seed = 0
quick = False

# %% setup tags=["setup"]
import numpy as np

import helpers.mini_batch as reference
import helpers.pictures.mini_batch as pictures
from helpers import plots
from helpers.claims import show_claim
from helpers.data import load_digits
from helpers.timing import epoch_time, in_brackets, step_time
from testcases import check, hint, progress, set_language, solution, yours_or_ours

set_language(language)

# %% why [markdown] tags=["lang:en"]
# ## Why wait for all of them?
#
# Gradient descent on the whole **batch** looks at every sample before it moves once. With 5,000,000 samples that is a
# long look for one small step. A **mini-batch**, say 1,000 of them, already tells roughly where downhill is. Step after
# each mini-batch, and one pass over the data, an **epoch**, makes 5,000 steps.

# %% why-claim
show_claim("MB-1", seed, quick)

# %% predict [markdown] tags=["lang:en"]
# ## Predict
#
# Fit a line with two weights to 256 samples for 20 epochs: once with the whole batch, once with mini-batches of 32,
# both with the learning rate 0.1. Before you run the next cell, decide:
#
# 1. How many steps does each of them make?
# 2. Which cost curve falls in every step?
# 3. Which one is lower at the end?

# %% predict-picture
plots.show(*pictures.curves())

# %% one-step [markdown] tags=["lang:en"]
# ## One step
#
# The gradient points to where the cost grows. Step the other way, in every layer:
#
# $$W := W - \alpha\, dW, \qquad b := b - \alpha\, db$$
#
# - $W$ and $b$ are the weights and biases of a layer; the dict `parameters` holds them as W1, b1, W2, b2, …,
# - $dW$ and $db$ are the gradients of the cost; `grads` holds them as dW1, db1, …, in the same shapes,
# - $\alpha$, the **learning rate**, is the length of the step beside the gradient.


# %% exercise-update tags=["exercise:update_parameters_with_gd"]
def update_parameters_with_gd(parameters, grads, learning_rate):
    """Make one step of gradient descent on every layer; return the new parameters, a dict."""
    # solution
    stepped = {}
    for key, value in parameters.items():
        stepped[key] = value - learning_rate * grads["d" + key]
    return stepped
    # end solution


# %% check-update tags=["check"]
check(update_parameters_with_gd)
# hint(update_parameters_with_gd)  # take away the first "#" for a hint

# %% shuffle-and-cut [markdown] tags=["lang:en"]
# ## Shuffle and cut
#
# Samples are **columns**: $X$ has the shape $(n_x, m)$ and $Y$ the shape $(n_y, m)$, where $m$ counts the samples. An
# epoch puts the columns into a random order and cuts that into pieces $X^{\{t\}}, Y^{\{t\}}$:
#
# $$T = \lceil m / \text{size} \rceil, \qquad t = 1, \dots, T$$
#
# - All pieces have `mini_batch_size` columns, but the last one holds what is left.
# - $X$ and $Y$ follow the same order, or labels end up beside other samples.
# - `seed` decides the order. Each epoch takes another seed, so that it meets other mini-batches.
#
# With 148 samples and a size of 64 these are 64, 64 and 20.


# %% exercise-batches tags=["exercise:random_mini_batches"]
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """Return a list of pairs (X_t, Y_t): the columns of X and Y, shuffled alike.

    Each pair has mini_batch_size columns, the last one what is left. Any shuffle that depends
    on the seed is right. Leave the global random state alone.
    """
    # solution
    order = np.random.default_rng(seed).permutation(X.shape[1])
    mini_batches = []
    for start in range(0, X.shape[1], mini_batch_size):
        columns = order[start : start + mini_batch_size]
        mini_batches.append((X[:, columns], Y[:, columns]))
    return mini_batches
    # end solution


# %% check-batches tags=["check"]
check(random_mini_batches)
# hint(random_mini_batches)  # take away the first "#" for a hint

# %% see [markdown] tags=["lang:en"]
# ## See it
#
# Your two functions fit the line, on top of the reference. Your shuffle may differ, and so the steps.

# %% see-picture
my_step = yours_or_ours(update_parameters_with_gd)
my_batches = yours_or_ours(random_mini_batches)
plots.show(*pictures.yours_beside_ours(my_step, my_batches))
show_claim("MB-7", seed, quick)

# %% three [markdown] tags=["lang:en"]
# ## Batch, mini-batch, stochastic
#
# With a size of $m$ you have **batch** gradient descent: one step an epoch. With a size of 1 it is **stochastic**
# gradient descent (SGD): $m$ steps an epoch. All three below have the same learning rate and see each sample equally
# often.

# %% three-picture
plots.show(*pictures.paths())
show_claim("MB-2", seed, quick)

# %% jumps [markdown] tags=["lang:en"]
# ## Why the curve jumps
#
# Each step's cost is measured on its own batch, and batches differ: one is easy, the next full of odd samples. Watch the
# trend. If a whole-batch curve rises, its α is too large.
#
# On the way down the jumps shrink, at constant α: the gradient flattens, and the samples agree more.

# %% claims-jumps
show_claim("MB-3", seed, quick)
show_claim("MB-8", seed, quick)

# %% settle [markdown] tags=["lang:en"]
# ## Who settles
#
# "SGD never settles" is half of the truth. If one set of weights fits *every* sample, all samples' gradients vanish
# there, and SGD comes to rest. With noisy labels each sample still pulls its own way, and at constant α the walk
# wanders around the minimum for good. A falling learning rate, lesson 07, is the cure.

# %% settle-picture
plots.show(*pictures.settling())
show_claim("MB-4", seed, quick)

# %% calm [markdown] tags=["lang:en"]
# ## What a larger batch buys
#
# Averaging $B$ of the $m$ samples, drawn without replacement, leaves a gradient with the variance
#
# $$\frac{\sigma^2}{B} \cdot \frac{m - B}{m - 1}$$
#
# where $\sigma^2$ is the variance of single samples' gradients. Ten times the samples calm the noise by $\sqrt{10}$
# only, for ten times the memory and work.
#
# <details><summary>Where does the second factor come from?</summary>
#
# Two samples without replacement are never the same one, so their deviations from the mean have the covariance
# $-\sigma^2/(m-1)$. The variance of the mean of $B$ of them is
# $\frac{1}{B^2}\left(B\sigma^2 - B(B-1)\frac{\sigma^2}{m-1}\right)$, which is the formula. At $B = m$ it is 0.
#
# </details>

# %% calm-picture
plots.show(*pictures.variances())
show_claim("MB-9", seed, quick)

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment
#
# Now time counts. A step takes that of its samples, and for the call that of 128 more: about right on our machine.
# **Goal:** choose the batch size that is near the minimum first, and stays near. Then ask for nearer, or for free calls:
# where does the best size go? Without sliders, change the size in the cell.
#
# <details><summary>Answer</summary>
#
# To stay within 0.01 or 0.003: batches of 8. Within 0.001: 32, because smaller ones wander too wide. Beyond that, a larger
# batch saves hardly a step and makes each one dearer. With free calls, 4 are enough for 0.01.
#
# </details>

# %% explorer
pictures.explorer(size=256)

# %% vectorise [markdown] tags=["lang:en"]
# ## What a smaller batch costs
#
# NumPy is fast when one call works on many numbers. Single samples spread much the same arithmetic over $m$ times as
# many calls, each with a price of its own. The times: one epoch of gradients on 1,797 images of digits.

# %% vectorise-times
show_claim("MB-5", seed, quick)
digits = load_digits()
for size in (1, 8, 64, 512, 1797):
    seconds = epoch_time(digits.X, digits.Y, size)
    print(f"an epoch in batches of {size}: {in_brackets(seconds)}")

# %% advice [markdown] tags=["lang:en"]
# ## Which size?
#
# The usual advice: up to 2,000 samples take the whole batch, else 64, 128, 256 or 512. The first half deserves a test, on
# 1,797 digits.
#
# "Powers of two are faster" is a folk claim. Below is the time of one gradient, for each sample of the batch. Does it
# dip at 64 and 128 on your machine? On ours, three times of three, it fell slowly as the batch grew: 68 was below 64,
# and 136 below 128.

# %% advice-claim
show_claim("MB-6", seed, quick)
for sizes in (range(60, 69), range(120, 137)):
    for size in sizes:
        print(f"{size}: {in_brackets(step_time(digits.X, digits.Y, size) / size)}")

# %% layout [markdown] tags=["lang:en"]
# ## At full size
#
# With 5,000,000 samples, the list of batches is a second copy of the data. `iter_mini_batches` makes each batch when
# it is asked for. Memory layout decides its speed. By default NumPy keeps rows in one piece, so the 20 numbers of a
# sample lie far apart: 20 trips. In Fortran order a column lies in one piece: one trip.

# %% layout-code
X = np.asfortranarray(np.random.default_rng(seed).random((20, 10_000), dtype=np.float32))
Y = np.zeros((1, 10_000), dtype=np.float32)
print("bytes from one row to the next, from one column to the next:", X.strides)
batches = reference.iter_mini_batches(X, Y, mini_batch_size=1_000, seed=seed)
X_1, Y_1 = next(batches)
print("the first batch:", X_1.shape, Y_1.shape, "and", len(list(batches)), "more")

# %% mistakes [markdown] tags=["lang:en"]
# ## Common mistakes
#
# - **X and Y shuffled by two orders.** Nothing can be learnt, and no error tells you.
# - **The last, smaller batch dropped.** Its samples are lost.
# - **One seed for all epochs.** Every epoch meets the same batches.
# - **Curves compared by steps.** Batch and mini-batch do different work in a step: compare by epochs or by time.

# %% recap [markdown] tags=["lang:en"]
# ## Recap
#
# Mini-batches trade exact steps for many steps. Small ones wander and waste calls, large ones are calm and slow to
# move. Shuffle anew in each epoch, X and Y alike.
#
# ## Questions
#
# 1. There are 10,000 samples and the size is 256. How many steps has an epoch, and how large is the last batch?
# 2. You double the batch size. By how much does the noise of a step shrink?
# 3. Your mini-batch curve rises in half of its steps. Is α too large?
#
# <details><summary>Answers</summary>
#
# 1. ⌈10,000 / 256⌉ = 40 steps; 10,000 − 39 · 256 = 16 samples.
# 2. Its variance halves, so its size shrinks by about 1.4.
# 3. Not by that: batches differ. Look at the mean of each epoch.
#
# </details>
#
# ## Further reading
#
# - L. Bottou, *Stochastic gradient descent tricks*, 2012.
# - L. Bottou, F. E. Curtis, J. Nocedal, *Optimization methods for large-scale machine learning*, 2018.
