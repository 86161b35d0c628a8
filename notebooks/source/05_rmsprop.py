# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - write RMSprop for a network of any depth,
# - say which directions it speeds up, and where it does not help,
# - say what ε does, and why its place matters,
# - carry settings over from PyTorch, optax and Keras.
#
# **You need** lesson 02 (the average) and lesson 04 (the ravine).

# %% goals [markdown] tags=["lang:zh"] of="fe28bb96"
# **学完本课，你将能够**
#
# - 为任意层数的网络写出 RMSprop；
# - 说清它在哪些方向上走得更快，在哪里帮不上忙；
# - 说清 ε 起什么作用，为什么它的位置要紧；
# - 把 PyTorch、optax 和 Keras 中的超参数（hyperparameter）换算过来。
#
# **预备知识**：第 02 课的指数加权平均（exponentially weighted average）和第 04 课的峡谷（ravine）。

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

# %% why [markdown] tags=["lang:zh"] of="97934914"
# ## 一个学习率不够用
#
# 下图这道峡谷，横向（横穿峡谷，图中为上下）的曲率是纵向（沿着谷底，图中为左右）的 100 倍。普通梯度下降（gradient descent）在两个方向上共用一个学习率（learning rate）：横向上安全的值，在纵向上就太小。RMSprop 则给每个坐标一个自己的学习率。

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

# %% predict [markdown] tags=["lang:zh"] of="22a6194c"
# ## 先猜一猜
#
# 有人把一个输入的单位从米换成毫米，于是某个权重（weight）的梯度变成原来的 1000 倍。往下读之前，先想一想：在下面两种情况下，这个权重的步长会变成原来的多少倍？
#
# 1. 用普通梯度下降。
# 2. 把每个梯度都除以它自己通常的大小。

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

# %% idea [markdown] tags=["lang:zh"] of="160e78e3"
# ## 思路
#
# 保留梯度**平方**的平均，再把每个梯度除以这个平均的平方根：
#
# $$\begin{aligned}
# s_{dW} &:= \beta\, s_{dW} + (1-\beta)\, dW^2 \\
# W &:= W - \alpha\, \frac{dW}{\sqrt{s_{dW}} + \varepsilon}
# \end{aligned}$$
#
# 每一层的 $b$ 也照此更新。平方、开方和除法都逐元素进行。
#
# - $dW$ 是代价对 $W$ 的梯度；
# - $s_{dW}$ 是梯度平方的平均，形状与 $W$ 相同，从 0 开始；
# - $\beta$ 是旧平均保留的比例，从 0 起，小于 1：常用 0.9；
# - $\alpha$ 是学习率；
# - $\varepsilon$ 在这里取 $10^{-8}$，用来避免除以 0。
#
# $\sqrt{s}$ 是最近这些梯度的**均方根**（root mean square），RMSprop 由此得名。相除之后，剩下的数大小约为 1，与单位无关。所以 α 说的就是：一个参数在一步（step）里走多远。


# %% exercise-initialize-rmsprop tags=["lang:en", "exercise:initialize_rmsprop"]
def initialize_rmsprop(parameters):
    """Take the dict parameters (W1, b1, …, WL, bL); return the dict s of zeros.

    Its keys are dW1, db1, …, dWL, dbL.
    """
    # solution
    return {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    # end solution


# %% exercise-initialize-rmsprop tags=["lang:zh", "exercise:initialize_rmsprop"] of="ea7e1190"
def initialize_rmsprop(parameters):
    """输入字典 parameters（W1, b1, …, WL, bL），返回全零的字典 s，键为 dW1, db1, …, dWL, dbL。"""
    # solution
    return {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    # end solution


# %% check-initialize-rmsprop tags=["lang:en", "check"]
check(initialize_rmsprop)
# hint(initialize_rmsprop)  # take away the first "#" for a hint

# %% check-initialize-rmsprop tags=["lang:zh", "check"] of="e776d0f2"
check(initialize_rmsprop)
# hint(initialize_rmsprop)  # 去掉行首的“#”，可以看提示


# %% exercise-update tags=["lang:en", "exercise:update_parameters_with_rmsprop"]
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


# %% exercise-update tags=["lang:zh", "exercise:update_parameters_with_rmsprop"] of="32929308"
def update_parameters_with_rmsprop(parameters, grads, s, beta=0.9, learning_rate=0.01, epsilon=1e-8):
    """对每一层走一步 RMSprop 更新；返回更新之后的 parameters 和 s。

    parameters 含 W1, b1, …；grads 和 s 含 dW1, db1, …，形状与参数相同。
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


# %% check-update tags=["lang:en", "check"]
check(update_parameters_with_rmsprop)
# hint(update_parameters_with_rmsprop)  # take away the first "#" for a hint

# %% check-update tags=["lang:zh", "check"] of="2fd672bd"
check(update_parameters_with_rmsprop)
# hint(update_parameters_with_rmsprop)  # 去掉行首的“#”，可以看提示

# %% see [markdown] tags=["lang:en"]
# ## See it
#
# Your function walks down the ravine, on top of the reference.

# %% see [markdown] tags=["lang:zh"] of="1db9078f"
# ## 看一看
#
# 让你的函数走下峡谷，与参考实现的路径叠在一起。

# %% see-picture
mine = yours_or_ours(update_parameters_with_rmsprop)
plots.show(*pictures.yours_beside_ours(mine))

# %% scale [markdown] tags=["lang:en"]
# ## The unit drops out
#
# With plain descent the step grows 1000-fold. With RMSprop it hardly
# changes, as gradient and root grow together. The steepness of a ravine along the axes drops out as well.

# %% scale [markdown] tags=["lang:zh"] of="cfe8d222"
# ## 与单位无关
#
# 用普通梯度下降，步长会变成原来的 1000 倍。用 RMSprop，步长几乎不变，因为梯度和它的均方根同时变大。同样，只要峡谷沿着坐标轴，它有多陡也就无关紧要了。

# %% claim-scale
show_claim("RM-3", seed, quick)

# %% first-steps [markdown] tags=["lang:en"]
# ## Large first steps
#
# The average starts at 0, so at first it is too small, and here it stands *below* the fraction bar. The first step is
# $\alpha/\sqrt{1-\beta}$ long, whatever the gradient: the bias of lesson 03, now as a jump. RMSprop lives with it, Adam
# in lesson 06 corrects it.

# %% first-steps [markdown] tags=["lang:zh"] of="24b79d5c"
# ## 起初的大步
#
# 平均从 0 开始，所以起初偏小，而在这里它是**分母**。于是无论梯度多大，第一步的长度都是 $\alpha/\sqrt{1-\beta}$：这就是第 03 课的偏差，在这里表现为猛地一跳。RMSprop 对此不作修正，第 06 课的 Adam 才修正它。

# %% first-steps-code tags=["lang:en"]
for beta in (0.9, 0.99, 0.999):
    w, _ = reference.rmsprop_step(0.0, 3.0, 0.0, beta, learning_rate=0.01)
    print(f"β = {beta}: the first step has {-w / 0.01:.1f} times the length α")

# %% first-steps-code tags=["lang:zh"] of="06045772"
for beta in (0.9, 0.99, 0.999):
    w, _ = reference.rmsprop_step(0.0, 3.0, 0.0, beta, learning_rate=0.01)
    print(f"β = {beta}：第一步的长度是 α 的 {-w / 0.01:.1f} 倍")

# %% rates [markdown] tags=["lang:en"]
# ## What each coordinate gets
#
# $\alpha/(\sqrt{s}+\varepsilon)$ is the learning rate that a coordinate really gets. In the figure of the experiment
# below, blue is the ravine along the axes: its gentle direction $w_1$ gets far more than the steep one. In the end, after more
# steps than it shows, each gets 2/curvature, the largest rate that is stable there.
#
# RMSprop is often said to damp *oscillation*. But a square has no sign: steady and alternating gradients of one size
# are scaled alike. What counts is size.
#
# ## Where the help ends
#
# Orange is the same ravine, turned by 45°. Now the steep direction rules both averages: both rates end, again later than drawn, at $2/L$, with
# $L$ the largest curvature, and that is plain descent's limit. RMSprop scales *axes*. It helps as far as a problem's
# directions lie along them.

# %% rates [markdown] tags=["lang:zh"] of="0eeeb46b"
# ## 每个坐标得到多少
#
# $\alpha/(\sqrt{s}+\varepsilon)$ 是一个坐标实际得到的学习率。在下面“动手试验”的图中，蓝色是沿坐标轴的峡谷：平缓的方向 $w_1$ 得到的学习率，比陡峭的方向大得多。最后，走过比图中更多的步之后，每个坐标得到的都是 2/曲率，也就是在这个方向上仍然稳定的最大学习率。
#
# 常有人说，RMSprop 能抑制**震荡**（oscillation）。但平方没有正负号：大小相同的梯度，无论符号不变还是正负交替，缩放的程度都一样。要紧的是大小。
#
# ## 帮助到哪里为止
#
# 橙色是同一道峡谷，只是转了 45°。这时两个平均都由陡峭的方向主导：两个学习率最后（同样在图的范围之外）都到 $2/L$，其中 $L$ 是最大的曲率，而这正是普通梯度下降的上限。RMSprop 缩放的是**坐标轴**。问题本身的方向越贴近坐标轴，它的帮助就越大。

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment
#
# **Goal:** along the axes, a distance that stays below 0.03 after fewer than 40 steps. Then turn the other ravine from
# 0° to 90°: where does the help end, and where does it come back?
#
# <details><summary>One answer</summary>
#
# α = 0.035, β = 0.2. The walk ends in a cycle, α/√2 from the minimum, which has to fit into the goal: α stays below
# 0.042. A large β makes the average lag: it forgets steep gradients late, then gentle ones, and the walk is thrown out
# again. At 90° the axes have changed roles, and the help is back.
#
# </details>

# %% experiment [markdown] tags=["lang:zh"] of="d594f438"
# ## 动手试验
#
# **目标**：在沿坐标轴的峡谷里，用不到 40 步，让到最小值的距离降到 0.03 以下，并且此后一直如此。然后把另一道峡谷从 0° 转到 90°：帮助在哪里消失，又在哪里回来？
#
# <details><summary>一个答案</summary>
#
# α = 0.035，β = 0.2。路径最后进入一个循环，到最小值的距离是 α/√2，这个距离必须满足目标，所以 α 要小于 0.042。β 太大，平均就会滞后：它迟迟忘不掉陡处的大梯度，接着又迟迟忘不掉平缓处的小梯度，路径于是再次被甩出去。到了 90°，两个坐标轴互换了角色，帮助又回来了。
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
# walk may touch the minimum, but it leaves again and ends in a cycle: each coordinate swings between −α/2 and α/2. So
# count the steps until the distance *stays* small. The cure is a falling α, in lesson 07.
#
# <details><summary>Why α/2</summary>
#
# In the cycle a coordinate jumps between $a$ and $-a$. With curvature λ its gradient is $\pm\lambda a$, so
# $\sqrt{s} = \lambda a$, and a step is exactly α long. It has to lead from $a$ to $-a$: $2a = \alpha$. The rate is
# $\alpha/\sqrt{s} = 2/\lambda$.
#
# </details>

# %% cycle [markdown] tags=["lang:zh"] of="25ac5da3"
# ## 它自己停不下来
#
# 靠近最小值时，梯度变小，均方根也随之变小，步长始终约为 α。α 恒定时，路径也许会碰到最小值，但又会离开，最后进入一个循环：每个坐标都在最小值两侧，在 −α/2 与 α/2 之间来回摆动。所以数步数时，要数到距离**一直**保持很小为止。解决的办法是让 α 逐渐下降，见第 07 课。
#
# <details><summary>为什么是 α/2</summary>
#
# 在循环中，一个坐标在 $a$ 和 $-a$ 之间来回跳。设曲率为 λ，它的梯度就是 $\pm\lambda a$，所以 $\sqrt{s} = \lambda a$，一步的长度恰好是 α。这一步必须从 $a$ 走到 $-a$：$2a = \alpha$。此时的学习率是 $\alpha/\sqrt{s} = 2/\lambda$。
#
# </details>

# %% cycle-picture
plots.show(*pictures.cycle())

# %% epsilon [markdown] tags=["lang:en"]
# ## What ε is for
#
# A silent unit has the gradient 0, and at first $s = 0$. Without ε that is 0/0: NaN, which no later step removes.
# Outside the root, gradients far above ε make full steps, those far below take plain descent's at α/ε. Inside,
# $\sqrt{s + \varepsilon}$, the border is $\sqrt{\varepsilon}$: $10^{-4}$ instead of $10^{-8}$.

# %% epsilon [markdown] tags=["lang:zh"] of="c7aecc2c"
# ## ε 的作用
#
# 一个没有激活的神经元，梯度是 0，起初又有 $s = 0$。没有 ε，这就是 0/0，结果为 NaN，以后无论走多少步都消除不了。加在根号外时，梯度若远大于 ε，就走完整的一步；若远小于它，就相当于学习率为 α/ε 的普通梯度下降。加在根号内，即 $\sqrt{s + \varepsilon}$，分界则是 $\sqrt{\varepsilon}$：不再是 $10^{-8}$，而是 $10^{-4}$。

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

# %% libraries [markdown] tags=["lang:zh"] of="7fa307e5"
# ## 在其他库里
#
# | 库 | β | β 的默认值 | α 的默认值 | ε |
# |---|---|---|---|---|
# | 本课程 | `beta` | 0.9 | 0.01 | 根号外 |
# | PyTorch | `alpha` | 0.99 | 0.01 | 根号外 |
# | optax | `decay` | 0.9 | 无 | 根号内 |
# | Keras | `rho` | 0.9 | 0.001 | 根号内 |
#
# 最后一列说的是这个小常数放在根号外还是根号内：optax 设 `eps_in_sqrt=False` 之后，也在根号外。PyTorch 的 `alpha` 是 β，不是学习率。

# %% mistakes [markdown] tags=["lang:en"]
# ## Common mistakes
#
# - **The root forgotten.** Steep directions then take too small steps, gentle ones enormous ones.
# - **ε in the wrong place.** Inside the root it acts like $10^{-4}$; outside the fraction it is no help.
# - **`np.sum` of the squares.** One rate for the whole array is what you wanted to leave behind.
# - **$s$ not handed on.** From zeros in each step, only the sign of the gradient is left.
# - **α copied from gradient descent.** It now is the length of a step. Tune it anew.

# %% mistakes [markdown] tags=["lang:zh"] of="e9278105"
# ## 常见错误
#
# - **忘了开方。** 这样一来，陡峭的方向步子太小，平缓的方向步子大得离谱。
# - **ε 的位置不对。** 放在根号内，它的作用相当于 $10^{-4}$；放在分式外，则毫无用处。
# - **对平方用了 `np.sum`。** 整个数组共用一个学习率，这正是你想摆脱的。
# - **$s$ 没有传给下一步。** 每一步都从零开始，就只剩下梯度的符号。
# - **直接照搬梯度下降的 α。** 它现在是一步的长度，要重新调。

# %% recap [markdown] tags=["lang:en"]
# ## Recap
#
# RMSprop divides each gradient by its root mean square, so every coordinate moves at about the pace α, in any unit.
# That straightens ravines along the axes, not turned ones. At constant α it ends in a cycle.
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

# %% recap [markdown] tags=["lang:zh"] of="d86bbff1"
# ## 小结
#
# RMSprop 把每个梯度除以它的均方根，因此不管用什么单位，每个坐标每一步都移动约 α。这样能拉直沿坐标轴的峡谷，但拉不直转向后的峡谷。α 恒定时，路径最后进入一个循环。
#
# ## 思考题
#
# 1. β = 0 时，一步是什么样子？
# 2. 你把代价函数乘以二。普通梯度下降的步长会怎样？RMSprop 的呢？
# 3. 一段 PyTorch 代码写着 `RMSprop(lr=0.001, alpha=0.99)`。它的第一步有多长？
#
# <details><summary>答案</summary>
#
# 1. $\sqrt{s} = |dW|$：无论梯度多大，一步的长度都是 α，方向与梯度的符号相反。
# 2. 普通梯度下降的步长变成两倍。RMSprop 的不变，只有 ε 带来的微小差别。
# 3. 梯度不为 0 的每个参数，都走 $0.001/\sqrt{0.01} = 0.01$。
#
# </details>
#
# ## 延伸阅读
#
# - T. Tieleman 和 G. Hinton，*Lecture 6.5*，Neural networks for machine learning，2012：RMSprop 的出处。
# - J. Duchi、E. Hazan 和 Y. Singer，*Adaptive subgradient methods*，JMLR 12，2011：AdaGrad，它把平方累加起来。
