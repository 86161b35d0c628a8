# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - write the loop that trains a network with any optimizer,
# - compare optimizers without fooling yourself,
# - choose one, with its learning rate, for a new problem,
# - read the steps that came after Adam.
#
# **You need** lessons 01 and 04 to 07: your functions from there go to work here.

# %% goals [markdown] tags=["lang:zh"] of="881be6e1"
# **学完本课，你将能够**
#
# - 写出用任意优化器（optimizer）训练网络的循环；
# - 不自欺地比较不同的优化器；
# - 为一个新问题选定优化器及其学习率（learning rate）；
# - 看懂 Adam 之后出现的各种更新规则。
#
# **预备知识**：第 01 课，以及第 04 到 07 课：你在那里写的函数，这里都要用上。

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

# %% why [markdown] tags=["lang:zh"] of="9d79c2bc"
# ## 一场比赛，问题出在哪里
#
# 数据是手写数字，每张 8 × 8 像素；网络各层有 64、16 和 10 个单元。四种优化器，每种训练六个网络，**全都用同一个学习率**。人们就是用这样的图来推销 Adam 的。

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
# Within a few points. RMSprop and Adam divide the gradient by its size, so that α alone sets the step. A rate that
# suits them is ten times to several hundred times too small for the other two. The figures come below, after your own
# training has run.
#
# </details>

# %% predict [markdown] tags=["lang:zh"] of="91208fe2"
# ## 先猜一猜
#
# 现在，每种优化器都用自己的学习率，即三个候选值中最好的那个。最后它们相差多少：和刚才一样多，只有一半，还是不过几个百分点？
#
# <details><summary>答案</summary>
#
# 不过几个百分点。适合 RMSprop 和 Adam 的学习率，只有另外两种所需的十分之一到几百分之一：RMSprop 和 Adam 会把梯度除以它自身的大小，步长只由 α 决定。具体结果在后文，等你自己的训练跑完再看。
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

# %% loop [markdown] tags=["lang:zh"] of="9fc8f59f"
# ## 循环
#
# 本课程的所有内容，在一个循环里汇合。`mini_batch.random_mini_batches(X, Y, mini_batch_size, seed)` 把样本打乱，分成一个个小批量（mini-batch），每个都是一对输入和目标；把它们全部走一遍，就是一个**轮次**（epoch）。对其中每一对：
#
# 1. 给更新计数：$t := t + 1$；
# 2. 前向传播：`forward_propagation(X_t, parameters)` 给出 logits（归一化之前的输出）和缓存；
# 3. 反向传播：`backward_propagation(Y_t, cache, parameters)` 给出梯度；
# 4. 更新：`optimizer.update(parameters, grads, state, t, learning_rate)` 给出新的参数和状态。
#
# **优化器**就是一对函数：`update` 和 `init`，后者给出最初的状态。梯度下降（gradient descent）没有状态，动量（momentum）的状态是 $v$，RMSprop 的是 $s$，Adam 的是 $(v, s)$。

# %% hands-on [markdown] tags=["lang:en"]
# ## What an epoch hands on
#
# The parameters, of course. The state: an average that starts anew in each epoch forgets what it has learnt. And $t$:
# Adam divides by $1 - \beta^t$, which is right only if $t$ counts on from the first update of the training.

# %% hands-on [markdown] tags=["lang:zh"] of="bc17f395"
# ## 一轮交出什么
#
# 首先当然是参数。其次是状态，它是一种平均：如果每个轮次都从头算起，就会忘掉已经学到的东西。最后是 $t$：Adam 要除以 $1 - \beta^t$，只有 $t$ 从训练的第一次更新起一直数下去，这样做才正确。


# %% exercise-epoch tags=["lang:en", "exercise:train_one_epoch"]
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


# %% exercise-epoch tags=["lang:zh", "exercise:train_one_epoch"] of="81abd0b4"
def train_one_epoch(parameters, state, X, Y, optimizer, learning_rate, mini_batch_size, seed, t):
    """对每个小批量做一次更新；返回这一轮之后的 parameters、state 和 t。

    传入的 t 是这一轮之前已经做过的更新次数：第一轮之前是 0。
    """
    # solution
    for X_t, Y_t in mini_batch.random_mini_batches(X, Y, mini_batch_size, seed):
        t += 1
        _, cache = forward_propagation(X_t, parameters)
        grads = backward_propagation(Y_t, cache, parameters)
        parameters, state = optimizer.update(parameters, grads, state, t, learning_rate)
    return parameters, state, t
    # end solution


# %% check-epoch tags=["lang:en", "check"]
check(train_one_epoch)
# hint(train_one_epoch)  # take away the first "#" for a hint

# %% check-epoch tags=["lang:zh", "check"] of="a2268333"
check(train_one_epoch)
# hint(train_one_epoch)  # 去掉行首的“#”，可以看提示

# %% plug-in [markdown] tags=["lang:en"]
# ## Plug in your own
#
# Copy your functions from lessons 01, 04, 05 and 06 into the next cell, and put their names in place of ours.
# `optimizers.adam(update_parameters=…)` makes a pair of an update.

# %% plug-in [markdown] tags=["lang:zh"] of="0cda2865"
# ## 换上你自己的函数
#
# 把你在第 01、04、05 和 06 课写的函数复制到下一个单元格，用它们的名字替换参考实现的名字。`optimizers.adam(update_parameters=…)` 会用一个更新函数造出这样的一对函数。

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

# %% see [markdown] tags=["lang:zh"] of="a92a9f59"
# ## 看一看
#
# 用你的循环和你的 Adam，在 1,150 个手写数字上训练十个轮次，把结果与参考实现的结果画在同一张图里。

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

# %% fair [markdown] tags=["lang:zh"] of="729192b9"
# ## 一场公平的比赛
#
# 一次比较要值得一看，就得遵守三条规则。
#
# - **各用各的 α。** 否则，测出来的只是谁喜欢你偏爱的那个 α。
# - **用几个不同的种子，并给出分散程度。** 差距若小于各个网络之间的差别，就不算差距。
# - **把样本分成三份。** 一份用来训练，一份用来选 α（**验证集**），还有一份用来评判（**留出集**）。
#
# 下面按这些规则再比一次：先用恒定的学习率，再用学习率衰减（learning-rate decay）$\alpha_0/(1 + \frac12 \text{轮次})$。曲线是六个网络的平均，色带从最差的到最好的。

# %% fair-picture
plots.show(*pictures.own_rates())
show_claim("CO-1", seed, quick)

# %% decay [markdown] tags=["lang:en"]
# ## And decay?
#
# Decay helps once long steps are what holds a run back: late, with a large α0. From a small α it only slows the run. So
# α0 has to be tuned anew, and is often larger. With three nets to choose by, the choice itself can go wrong: see Adam
# with decay above.

# %% decay [markdown] tags=["lang:zh"] of="30844d0c"
# ## 衰减有用吗？
#
# 只有当步子太长成了障碍，衰减才有用：也就是在训练后期，而且 α0 较大的时候。如果 α 一开始就小，衰减只会拖慢训练。所以 α0 必须重新调，而且往往要取得更大。只凭三个网络来选，选择本身也可能出错：看看上图中带衰减的 Adam。

# %% decay-claim
show_claim("CO-2", seed, quick)

# %% chosen [markdown] tags=["lang:en"]
# ## Why judge on samples held back?
#
# Twenty nets, same settings, different seeds. Part of the best one's lead is luck, which does not come along to other
# samples. The same holds for the best of twenty learning rates.

# %% chosen [markdown] tags=["lang:zh"] of="df633391"
# ## 为什么要用留出的样本来评判？
#
# 二十个网络，设置相同，种子不同。最好的那个之所以领先，有一部分是运气，而换一批样本，运气就不会跟过去。从二十个学习率里挑最好的，也是这样。

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
# Adam with α = 10^(−2), batches of 64. A few other settings get there, too, none by more than the luck of a seed: look
# at the held-back digits in the caption.
#
# </details>

# %% experiment [markdown] tags=["lang:zh"] of="e4a84527"
# ## 动手试验
#
# 看你的循环怎样教一个网络认数字。一直空白的单元什么也没有学到。训练随时可以停下。
#
# **目标**：在 20 个轮次之内，读对验证集中 97% 的数字。先改 α，改动的倍数要大。然后换一种优化器试试。
#
# <details><summary>一个答案</summary>
#
# Adam，α = 10^(−2)，每批 64 个样本。还有少数几种设置也能达到目标，但没有一种比它好多少，差别不超出换一个种子所带来的运气：看看图片说明里留出集的准确率。
#
# </details>

# %% watch
pictures.watch(my_loop, mine)

# %% leaderboard [markdown] tags=["lang:en"]
# ## Leaderboard
#
# **Reach 97 % in the fewest epochs.** Three nets of 64, 64 and 10 units train for 20 epochs on three splits that
# nothing else here uses; the first epoch whose *mean* held-back accuracy is 97 % counts. Add your own lines. Choose
# them on practice samples first: whoever tries fifty entries here chooses on the held-back samples, and CO-3 says what
# that is worth.

# %% leaderboard [markdown] tags=["lang:zh"] of="47265eca"
# ## 排行榜
#
# **用最少的轮次达到 97%。** 三个网络，各层有 64、64 和 10 个单元，在三种划分上训练 20 个轮次，这些划分在别处都没有用过；成绩就是留出集准确率的*平均值*首次达到 97% 的轮次。把你自己的方案也加进去，但请先用验证集选好：谁在这里试上五十个方案，就等于用留出集来做选择；这样选出的成绩有多少水分，CO-3 已经说明了。


# %% leaderboard-cell tags=["lang:en"]
def falling(epoch):
    return update_lr(0.02, epoch, decay_rate=0.2)


entries = [
    leaderboard.score("gradient descent, 1.0", mine["gradient descent"], learning_rate=1.0),
    leaderboard.score("momentum, 1.0", mine["momentum"], learning_rate=1.0),
    leaderboard.score("Adam, 0.01", mine["Adam"], learning_rate=0.01),
    leaderboard.score("Adam, decay", mine["Adam"], 0.02, schedule=falling),
]
print(leaderboard.board(entries))


# %% leaderboard-cell tags=["lang:zh"] of="d06ff31c"
def falling(epoch):
    return update_lr(0.02, epoch, decay_rate=0.2)


entries = [
    leaderboard.score("梯度下降，1.0", mine["gradient descent"], learning_rate=1.0),
    leaderboard.score("动量，1.0", mine["momentum"], learning_rate=1.0),
    leaderboard.score("Adam，0.01", mine["Adam"], learning_rate=0.01),
    leaderboard.score("Adam，带衰减", mine["Adam"], 0.02, schedule=falling),
]
print(leaderboard.board(entries))

# %% beyond [markdown] tags=["lang:en"]
# ## Beyond the course
#
# Adam is from 2014. Nesterov's older idea, and what came since, are a dozen lines each in `helpers/beyond.py`:
#
# - **Nesterov**: momentum that looks one step ahead, $W := W - \alpha\,(\beta v + (1-\beta)\, dW)$, with $v$ already new.
# - **AdamW**: Adam, and $W$ shrinks by $\alpha\lambda W$ in each step, with a small constant $\lambda$. This **weight
#   decay** is not divided by $\sqrt{s}$, as a part of the gradient would be.
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

# %% beyond [markdown] tags=["lang:zh"] of="dda6a8f0"
# ## 课程之外
#
# Adam 出自 2014 年。更早的 Nesterov 方法，以及 Adam 之后的方法，都在 `helpers/beyond.py` 里，每种只有十来行：
#
# - **Nesterov**：向前多看一步的动量，$W := W - \alpha\,(\beta v + (1-\beta)\, dW)$，其中 $v$ 已经更新过。
# - **AdamW**：Adam，外加每一步从 $W$ 中减去 $\alpha\lambda W$，其中 $\lambda$ 是一个小的常数。这种**权重衰减**（weight decay）不除以 $\sqrt{s}$；如果把它算作梯度的一部分，就会除以它。
# - **预热 + 余弦**（warm-up + cosine）：在各个平均刚刚起步时，α 从接近 0 的值升上去，然后沿半个余弦降下来。
# - **Lion**：$W := W - \alpha\,\mathrm{sign}(\beta_1 v + (1-\beta_1)\, dW)$。只有一个平均，每一步都走满，所以 α 要小一些。
# - **Muon**：用于矩阵的动量，把它的奇异值都变到 1 附近，不让任何方向独大。偏置（bias）仍交给 Adam。
#
# 它们也可以上排行榜：`leaderboard.score("Muon, 0.03", beyond.muon(), learning_rate=0.03)`。
#
# <details><summary>Muon 是怎样做到的</summary>
#
# 用 Newton–Schulz 迭代：先把 $V$ 除以它的范数，再做五次 $V := aV + b(VV^T)V + c(VV^T)^2V$。奇异向量不变，每个奇异值 $x$ 变成 $ax + bx^3 + cx^5$。要用到的只有矩阵乘法。
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

# %% mistakes [markdown] tags=["lang:zh"] of="64468149"
# ## 常见错误
#
# - 只在一个学习率下比较，或者只用一个种子。
# - 每个轮次都让 $t$ 或状态从头开始。
# - 每个梯度都用全部样本来算。
# - 用将来要做评判的样本来选 α。
# - 该改的是 α，却去换优化器。

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

# %% recap [markdown] tags=["lang:zh"] of="fa818ccb"
# ## 全课程小结
#
# | 课 | 方法 | 一句话 |
# |---|---|---|
# | 01 | 小批量 | 用许多便宜的步，代替一个昂贵的步 |
# | 02 | 平均 | $v := \beta v + (1-\beta)\theta$ 大约记住 $1/(1-\beta)$ 个值 |
# | 03 | 偏差修正（bias correction） | 平均刚起步时，除以 $1-\beta^t$ |
# | 04 | 动量 | 沿梯度的平均前进 |
# | 05 | RMSprop | 除以梯度平方的平均的平方根 |
# | 06 | Adam | 两者都用，并加以修正 |
# | 07 | 学习率衰减 | 先迈大步，再用小步稳定下来 |
# | 08 | 鞍点（saddle point） | 平坦的地方：噪声和动量带你继续前进 |
#
# **一套做法。** 从 Adam 和 0.001 开始。把 α 放大到十倍、缩小到十分之一试试，再试三倍和三分之一。如果代价到最后还在跳动，就加上衰减。再试试动量，用它自己的 α。最后，谁在验证集上胜出，而且优势超过分散程度，就留下谁。

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

# %% questions [markdown] tags=["lang:zh"] of="719042f6"
# ## 思考题
#
# 1. 你的循环在每个轮次都让 `t` 从 0 开始。哪些优化器会受影响？
# 2. A 达到 96.1%，B 达到 95.8%；同一种设置的网络彼此相差 1%。你得出什么结论？
#
# <details><summary>答案</summary>
#
# 1. 只有用到 $t$ 的那些：Adam、AdamW 和 Muon。它们会把早已成熟的平均当作刚起步的来修正。
# 2. 还得不出结论。用更多的种子来训练，或者算它们打平。
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

# %% further [markdown] tags=["lang:zh"] of="4c55ef7f"
# ## 延伸阅读
#
# - R. Schmidt 等，*Descending through a crowded valley*，2021：十五种优化器，以同样的方式调参。
# - D. Choi 等，*On empirical comparisons of optimizers for deep learning*，2019。
# - I. Loshchilov、F. Hutter，*Decoupled weight decay regularization*（AdamW），2019。
# - X. Chen 等，*Symbolic discovery of optimization algorithms*（Lion），2023。
# - K. Jordan 等，*Muon: an optimizer for hidden layers in neural networks*，2024。

# %% progress
progress("09")
