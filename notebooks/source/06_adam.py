# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - write Adam for a network of any depth, from parts that you have,
# - say what its correction and its ε are for,
# - tell which of its four settings to tune first,
# - read a comparison of optimizers with care.
#
# **You need** lesson 03 (bias correction), lesson 04 (momentum) and lesson 05 (RMSprop).

# %% goals [markdown] tags=["lang:zh"] of="5dcf6e2b"
# **学完本课，你将能够**
#
# - 用已有的部件，写出适用于任意层数网络的 Adam；
# - 说清其中的修正和 ε 各起什么作用；
# - 知道四个超参数（hyperparameter）中该先调哪一个；
# - 审慎地解读各种优化器之间的比较。
#
# **预备知识**：第 03 课的偏差修正（bias correction）、第 04 课的动量（momentum）和第 05 课的 RMSprop。

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

# %% why [markdown] tags=["lang:zh"] of="b3cb4f0d"
# ## 四种下山的方法
#
# 动量记住该往哪里走，RMSprop 记住梯度有多大，**Adam** 则同时保留这两种记忆。下图中，四种方法先走一道峡谷（ravine），各用自己的最优学习率（learning rate）；再把峡谷转个方向，学习率保持不变。Adam 既不是最快的，峡谷转了方向之后也会变慢。那么，为什么用它的人这么多？

# %% why-picture
plots.show(*pictures.paths())

# %% predict [markdown] tags=["lang:en"]
# ## Predict
#
# Both memories start at zero. The first gradient enters $v$ with a tenth of its size, its square enters $s$ with a
# thousandth. The step is $\alpha$ times $v$ over the root of $s$. Before you run the next cell, decide: without any
# correction, is the first step shorter than $\alpha$, or longer, and how many times?

# %% predict [markdown] tags=["lang:zh"] of="7b99be71"
# ## 先猜一猜
#
# 两种记忆都从零开始。第一个梯度只以自身的十分之一进入 $v$，它的平方只以千分之一进入 $s$。一步的长度是 $\alpha$ 乘以 $v$，再除以 $s$ 的平方根。运行下一个单元格之前，先想一想：如果完全不作修正，第一步比 $\alpha$ 短，还是比它长？相差多少倍？

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

# %% idea [markdown] tags=["lang:zh"] of="eea25c6e"
# ## 思路
#
# 在第 $t$ = 1, 2, … 步，对每个 $W$ 作如下更新，每个 $b$ 也照此更新：
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
# - $dW$ 是梯度；平方、开方和除法都逐元素进行；
# - $v$ 是梯度的平均（$\beta_1$ = 0.9），和动量一样；
# - $s$ 是梯度平方的平均（$\beta_2$ = 0.999），和 RMSprop 一样；
# - $v^c$ 和 $s^c$ 是**修正**之后的平均，消除了从零开始带来的偏差；
# - $\alpha$ 是学习率，$\varepsilon$（1e-8）使分式的值始终有限。
#
# 如果梯度的符号和大小都不变，$v^c/\sqrt{s^c}$ 就约为 ±1，一步的长度约为 $\alpha$，与梯度的单位无关。如果梯度正负交替，它们在 $v^c$ 里就会相互抵消，步子随之变小。
#
# ### 第一步之前
#
# 还没有任何东西可以平均：每个参数对应两份全零数组，一份属于 $v$，一份属于 $s$，键名与梯度相同。


# %% exercise-initialize-adam tags=["lang:en", "exercise:initialize_adam"]
def initialize_adam(parameters):
    """Take the dict parameters (W1, b1, …, WL, bL); return v and s, two dicts of zeros.

    Their keys are dW1, db1, …, dWL, dbL.
    """
    # solution
    v = {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    s = {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    return v, s
    # end solution


# %% exercise-initialize-adam tags=["lang:zh", "exercise:initialize_adam"] of="5deaae9a"
def initialize_adam(parameters):
    """输入字典 parameters（W1, b1, …, WL, bL），返回 v 和 s：两个字典，其中的数组全为零。

    它们的键为 dW1, db1, …, dWL, dbL。
    """
    # solution
    v = {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    s = {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    return v, s
    # end solution


# %% check-initialize-adam tags=["lang:en", "check"]
check(initialize_adam)
# hint(initialize_adam)  # take away the first "#" for a hint

# %% check-initialize-adam tags=["lang:zh", "check"] of="dca19b85"
check(initialize_adam)
# hint(initialize_adam)  # 去掉行首的“#”，可以看提示

# %% before-update [markdown] tags=["lang:en"]
# Now the step. You may return all five results, or only the first three.

# %% before-update [markdown] tags=["lang:zh"] of="5577060d"
# 现在来写更新的一步。五个结果可以全部返回，也可以只返回前三个。


# %% exercise-update tags=["lang:en", "exercise:update_parameters_with_adam"]
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


# %% exercise-update tags=["lang:zh", "exercise:update_parameters_with_adam"] of="2927a6fa"
def update_parameters_with_adam(
    parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """对每一层执行 Adam 的第 t 步（t = 1, 2, …）。

    返回 parameters、v、s、v_corrected、s_corrected，都是这一步之后的值。
    parameters 含 W1, b1, …；grads、v 和 s 含 dW1, db1, …，形状与参数相同。
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


# %% check-update tags=["lang:en", "check"]
check(update_parameters_with_adam)
# hint(update_parameters_with_adam)  # take away the first "#" for a hint

# %% check-update tags=["lang:zh", "check"] of="81786c0e"
check(update_parameters_with_adam)
# hint(update_parameters_with_adam)  # 去掉行首的“#”，可以看提示

# %% see [markdown] tags=["lang:en"]
# ## See it
#
# Your function walks down the ravine, on top of the reference. It overshoots and comes back: that is its momentum.

# %% see [markdown] tags=["lang:zh"] of="419ef1c3"
# ## 看一看
#
# 让你的函数走下峡谷，它的路径叠在参考实现的路径上。它冲过了头，又折回来：这是其中的动量在起作用。

# %% see-picture
mine = yours_or_ours(update_parameters_with_adam)
plots.show(*pictures.yours_beside_ours(mine))

# %% parts [markdown] tags=["lang:en"]
# ## Made of what you know
#
# Take the velocity of lesson 04 and the root of lesson 05, correct both as in lesson 03, divide: that is Adam. At t = 1
# the corrected averages are $g$ and $g^2$ themselves, so the first step is $\alpha\, g / (|g| + \varepsilon)$: α,
# against the sign of $g$.

# %% parts [markdown] tags=["lang:zh"] of="99fd8d24"
# ## 全是学过的东西
#
# 取第 04 课的速度（velocity）和第 05 课的平方根，都按第 03 课的办法修正，再相除：这就是 Adam。t = 1 时，修正后的平均就是梯度 $g$ 和它的平方 $g^2$ 本身，所以第一步是 $\alpha\, g / (|g| + \varepsilon)$：长度为 α，方向与 $g$ 的符号相反。

# %% claim-parts
show_claim("AD-1", seed, quick)

# %% correction [markdown] tags=["lang:en"]
# ## What the correction is for
#
# Momentum can do without: a $v$ that starts small makes short first steps. In Adam the small $s$ stands *below* the
# fraction bar and makes them long, and β2 = 0.999 remembers its zero for thousands of steps. The claim trains a net on
# digits with each correction left out. Leaving out both even helps when α is too small: it acts like a larger one. What
# must not be missing on its own is the correction of $s$.
#
# <details><summary>Where 31.6 and 3.16 come from</summary>
#
# At t = 1, $v = 0.1 g$ and $\sqrt s = \sqrt{0.001}\, |g|$. With $v$ corrected, the step is $1/\sqrt{0.001} = 31.6$
# times α; with neither, $0.1/\sqrt{0.001} = 3.16$ times. In step $t$ it is $(1-0.9^t)/\sqrt{1-0.999^t}$, which peaks at
# 6.6.
#
# </details>

# %% correction [markdown] tags=["lang:zh"] of="9e0d6832"
# ## 修正的作用
#
# 动量可以不作修正：$v$ 起初偏小，只不过让前几步短一些。在 Adam 里，偏小的 $s$ 却在**分母**里，会让前几步变长；而且 β2 = 0.999 时，要过几千步才能忘掉起初的零。下面的实验在手写数字上训练一个网络，每次去掉一种修正，最后两种都去掉。α 太小时，两种都去掉甚至有好处：效果相当于用了更大的学习率。绝不能单独去掉的，是对 $s$ 的修正。
#
# <details><summary>31.6 和 3.16 是怎么来的</summary>
#
# t = 1 时，$v = 0.1 g$，$\sqrt s = \sqrt{0.001}\, |g|$。只修正 $v$，第一步的长度是 α 的 $1/\sqrt{0.001} = 31.6$ 倍；两者都不修正，则是 $0.1/\sqrt{0.001} = 3.16$ 倍。到了第 $t$ 步，后一个倍数变为 $(1-0.9^t)/\sqrt{1-0.999^t}$，最大时达到 6.6。
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

# %% epsilon [markdown] tags=["lang:zh"] of="606cf94f"
# ## ε 的作用
#
# 如果梯度始终为零，则 $v = s = 0$，ε 会把 0/0 变成 0。梯度远小于 ε 时，步子很短；梯度远大于它时，ε 不起作用。它加在**修正后**的平方根上，PyTorch 和 optax 也是如此。Keras 则加在未修正的平方根上，因此在前几步影响更大。

# %% epsilon-run tags=["lang:en"]
parameters = {"W1": np.zeros((1, 3))}
tiny = {"dW1": np.array([[0.0, 1e-8, 1.0]])}
v, s = reference.initialize_adam(parameters)
after, *_ = reference.update_parameters_with_adam(parameters, tiny, v, s, t=1)
lengths = np.abs(after["W1"]) / 0.01
print("length of the first step for gradients 0, 1e-8 and 1, in α:", np.round(lengths, 3))

# %% epsilon-run tags=["lang:zh"] of="ca3b80d1"
parameters = {"W1": np.zeros((1, 3))}
tiny = {"dW1": np.array([[0.0, 1e-8, 1.0]])}
v, s = reference.initialize_adam(parameters)
after, *_ = reference.update_parameters_with_adam(parameters, tiny, v, s, t=1)
lengths = np.abs(after["W1"]) / 0.01
print("梯度为 0、1e-8 和 1 时第一步的长度，以 α 为单位：", np.round(lengths, 3))

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment: a race
#
# All four start at one rate, α = 0.01. **Goal:** all within 0.1 of a minimum after at most 60 steps, and still there at
# step 80. Give each a rate of its own: first in the ravine, then on the plateau, where the gradient is small. Which
# rates can you keep, and which must you move a long way?
#
# <details><summary>One answer</summary>
#
# In the ravine one rate would do for all, α = 0.05. On the plateau no single one does: RMSprop arrives at 0.05 again,
# but plain descent needs at least 0.2, and momentum 0.8, because their steps shrink with the gradient. Adam takes any
# rate from 0.08 to 2, on both.
#
# </details>

# %% experiment [markdown] tags=["lang:zh"] of="9fc1f784"
# ## 动手试验：赛跑
#
# 四种方法起初共用一个学习率：α = 0.01。**目标**：四种方法都在 60 步以内走到离最小值不超过 0.1 的地方，并且到第 80 步时仍在那里。给每种方法各选一个学习率：先在峡谷里试，再到平台区（plateau）上试，那里的梯度很小。哪些学习率可以保留，哪些必须大幅调整？
#
# <details><summary>一个答案</summary>
#
# 在峡谷里，四种方法共用一个学习率就行：α = 0.05。在平台区上，没有哪一个学习率能让四种方法都做到：RMSprop 仍用 0.05 就能到达，普通梯度下降（gradient descent）却至少要 0.2，动量至少要 0.8，因为梯度小，它们的步子也跟着变小。Adam 在这两种曲面上，从 0.08 到 2 的任何学习率都行。
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

# %% compare [markdown] tags=["lang:zh"] of="0411e609"
# ## Adam 是最好的吗？
#
# 这里有两个问题：双月（300 个点，2–5–2–1 网络，150 个轮次（epoch））和手写数字（64–16–10 网络，4 个轮次），小批量（mini-batch）的大小都是 64。每种方法都用 20 个种子各训练一次；线是中位数，色带是居中一半种子的范围（从下四分位数到上四分位数）。左图中，所有方法共用一个较小的 α；右图中，每种方法从三个学习率里取最好的一个，相邻两个学习率相差半个数量级，也就是约三倍。

# %% compare-moons
plots.show(*pictures.comparison("two moons", seed, quick))

# %% compare-digits
plots.show(*pictures.comparison("digits", seed, quick))

# %% compare-meaning [markdown] tags=["lang:en"]
# On the left Adam and RMSprop win by far: their steps are about α long, where the others step α times a small gradient.
# That compares units, not methods. On the right little of the lead is left, though on the digits Adam is still the
# quickest. Its real advantage: α is nearly the length of a step, so that values from 0.001 to 0.03 are worth a try on
# almost any net, while the best α of plain descent depends on the size of the gradients.

# %% compare-meaning [markdown] tags=["lang:zh"] of="6c901d3a"
# 左图中，Adam 和 RMSprop 遥遥领先：它们的步长约为 α，而另外两种方法的步长是 α 乘以一个很小的梯度。这样比较的其实是学习率的单位，不是方法。右图中，领先的优势所剩无几，不过在手写数字上 Adam 仍然最快。它真正的好处是：α 差不多就是步长，因此几乎对任何网络，0.001 到 0.03 之间的值都值得一试；普通梯度下降的最优 α 则取决于梯度的大小。

# %% claim-compare
show_claim("AD-3", seed, quick)

# %% tuning [markdown] tags=["lang:en"]
# ## Which setting to tune
#
# Some notes say that only β1 and β2 need tuning. On the digits, change one setting at a time:

# %% tuning [markdown] tags=["lang:zh"] of="1676818f"
# ## 该调哪个超参数
#
# 有些笔记说，只有 β1 和 β2 需要调。我们在手写数字上检验一下，每次只改一个超参数：

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

# %% mistakes [markdown] tags=["lang:zh"] of="cff83ec1"
# ## 常见错误
#
# - **把修正后的值存成 $v$ 和 $s$。** 到下一步，它们又会被修正一次。请另取名字。
# - **$t$ 从 0 开始**，或者一直不变。应当从 1 开始数，数的是更新的次数，不是轮次。
# - **`v = s = {…}`。** 两个名字指的是同一个字典。
# - **ε 写在根号里。** 在那里，1e-8 的作用相当于 1e-4。
# - **漏了括号。** `v / np.sqrt(s) + epsilon` 会让每个参数都移动 ε。
# - **用同一个 α 比较不同方法。**

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

# %% recap [markdown] tags=["lang:zh"] of="9928abfa"
# ## 小结
#
# Adam 的每一步，都是用梯度的平均除以梯度平方的平均的平方根，再乘以学习率；两个平均都经过修正，消除了从零开始带来的偏差。在每个坐标上，一步的长度约为 α，与梯度的大小无关。先调 α，每次乘以三或除以三；再调 β1；β2 和 ε 没有理由就不要动。
#
# ## 思考题
#
# 1. 所有梯度都乘以 1000。Adam 的路径会怎样？普通梯度下降的路径呢？
# 2. 一次训练在 500 步之后中断，再用保存下来的 $v$ 和 $s$ 继续，但 $t$ 又从 1 数起。会发生什么？
# 3. 同事给你看一个结果：α = 0.001 时，Adam 胜过普通梯度下降。你会问什么？
#
# <details><summary>答案</summary>
#
# 1. 只要 ε 远小于梯度，Adam 的路径就不变。普通梯度下降的每一步都变成原来的 1000 倍长。
# 2. 它们会被当成刚刚起步的平均来修正：$v^c$ 变成应有值的 10 倍，$s^c$ 的平方根变成 20 倍。第一步只有应有长度的一半，第十步只有四分之一，要过几百步才能恢复。
# 3. 各方法取自己的最优 α 时结果如何，用了多少个种子，结果有多分散。
#
# </details>
#
# ## 延伸阅读
#
# - D. P. Kingma 和 J. Ba，[*Adam: A Method for Stochastic Optimization*](https://arxiv.org/abs/1412.6980)，ICLR 2015。文中的 $m$ 是我们的 $v$，文中的 $v$ 是我们的 $s$。
# - A. C. Wilson 等，[*The Marginal Value of Adaptive Gradient Methods*](https://arxiv.org/abs/1705.08292)，2017。
# - D. Choi 等，[*On Empirical Comparisons of Optimizers*](https://arxiv.org/abs/1910.05446)，2019：讨论调参。
