# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - write gradient descent with momentum for a network of any depth,
# - say why and when it helps, and with which settings,
# - carry settings over from PyTorch and Keras,
# - mend a run that swings or creeps.
#
# **You need** lesson 02 (the average) and lesson 03 (its start).

# %% goals [markdown] tags=["lang:zh"] of="7dd25471"
# **学完本课，你将能够**
#
# - 为任意层数的网络写出带动量（momentum）的梯度下降（gradient descent）；
# - 说清它为什么有用、什么时候有用，超参数（hyperparameter）该怎么取；
# - 把 PyTorch 和 Keras 中的超参数换算过来；
# - 调好一次震荡（oscillation）不止或进展缓慢的训练。
#
# **预备知识**：第 02 课的指数加权平均（exponentially weighted average）和第 03 课的偏差修正（bias correction）。

# %% parameters tags=["parameters"]
language = "en"
seed = 0
quick = False

# %% setup tags=["setup"]
import numpy as np

import helpers.momentum as reference
import helpers.pictures.momentum as pictures
from helpers import plots
from helpers.claims import show_claim
from testcases import check, hint, progress, set_language, solution, yours_or_ours

set_language(language)

# %% why [markdown] tags=["lang:en"]
# ## Zig-zag
#
# This cost is a **ravine**: 100 times more curved across than along. Both walks take 40 steps, and plain gradient
# descent has its best learning rate. A larger one would throw it out across the ravine, a smaller one creeps along it.
# The star marks the minimum.

# %% why [markdown] tags=["lang:zh"] of="a7cf59c1"
# ## 来回震荡
#
# 下图的代价函数像一道**峡谷**（ravine）：横向的曲率是纵向的 100 倍。两条路径都走 40 步（step），其中普通梯度下降用的已经是它的最优学习率（learning rate）：再大，就会在横向上被甩出去；再小，就只能沿纵向慢慢爬。星号处是最小值。

# %% why-picture
plots.show(*pictures.zigzag())

# %% predict [markdown] tags=["lang:en"]
# ## Predict
#
# Across the ravine, the gradient of plain descent changes its sign in every step. Along it, the sign stays. Average
# these gradients with β = 0.9. Before you run the next cell, decide:
#
# 1. About how much of the gradient is left across?
# 2. And along?
#
# <details><summary>Answers</summary>
#
# Across, about a twentieth. Along, all of it; at the end even a little more, because the average still holds the larger
# gradients of before.
#
# </details>

# %% predict [markdown] tags=["lang:zh"] of="be585a29"
# ## 先猜一猜
#
# 普通梯度下降的横向梯度每一步都变号，纵向梯度则符号不变。用 β = 0.9 对这些梯度求平均。运行下一个单元格之前，先想一想：
#
# 1. 横向的梯度大约还剩多少？
# 2. 纵向呢？
#
# <details><summary>答案</summary>
#
# 横向大约只剩二十分之一。纵向全部保留；最后甚至略多一点，因为平均里还留着之前较大的梯度。
#
# </details>

# %% averaging
plots.show(*pictures.components())
show_claim("MO-1", seed, quick)

# %% idea [markdown] tags=["lang:en"]
# ## The idea
#
# Do not step along today's gradient. Step along the average of all gradients so far:
#
# $$\begin{aligned}
# v_{dW} &:= \beta\, v_{dW} + (1-\beta)\, dW \\
# W &:= W - \alpha\, v_{dW}
# \end{aligned}$$
#
# and the same for $b$, in every layer.
#
# - $dW$ is the gradient of the cost for $W$,
# - $v_{dW}$, the **velocity**, is its average, in the shape of $W$,
# - $\beta$, from 0 to below 1, is the share of the old velocity kept: 0.9 is usual, 0 is plain descent,
# - $\alpha$ is the learning rate.
#
# <details><summary>What averaging leaves, exactly</summary>
#
# Gradients $g, -g, g, \dots$ end in a velocity that alternates with size $c$, where $c = -\beta c + (1-\beta) g$. So
# $c = \frac{1-\beta}{1+\beta}\, g$: at β = 0.9 one nineteenth. A steady gradient $g$ ends in the velocity $g$.
#
# </details>
#
# ### Starting at rest
#
# Before the first step nothing moves: each velocity is an array of zeros in the shape of its parameter, under the name
# of its gradient. `v["dW1"]` goes with `W1`.

# %% idea [markdown] tags=["lang:zh"] of="51c43039"
# ## 思路
#
# 不沿着当前的梯度走，而是沿着迄今所有梯度的指数加权平均走：
#
# $$\begin{aligned}
# v_{dW} &:= \beta\, v_{dW} + (1-\beta)\, dW \\
# W &:= W - \alpha\, v_{dW}
# \end{aligned}$$
#
# 每一层的 $b$ 也照此更新。
#
# - $dW$ 是代价对 $W$ 的梯度；
# - $v_{dW}$ 称为**速度**（velocity），是梯度的平均，形状与 $W$ 相同；
# - $\beta$ 是旧速度保留的比例，从 0 起，小于 1：常用 0.9，取 0 就是普通梯度下降；
# - $\alpha$ 是学习率。
#
# <details><summary>平均之后究竟剩多少</summary>
#
# 若梯度正负交替：$g, -g, g, \dots$，速度最终也正负交替，大小 $c$ 满足 $c = -\beta c + (1-\beta) g$，于是 $c = \frac{1-\beta}{1+\beta}\, g$，β = 0.9 时只剩十九分之一。若梯度恒为 $g$，速度最终也等于 $g$。
#
# </details>
#
# ### 从静止开始
#
# 第一步之前，一切静止：每个速度都是与参数形状相同的零数组，键名与梯度相同。例如 `v["dW1"]` 对应 `W1`。


# %% exercise-initialize-velocity tags=["lang:en", "exercise:initialize_velocity"]
def initialize_velocity(parameters):
    """Take the dict parameters (W1, b1, …, WL, bL); return the dict v of zeros.

    Its keys are dW1, db1, …, dWL, dbL.
    """
    # solution
    return {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    # end solution


# %% exercise-initialize-velocity tags=["lang:zh", "exercise:initialize_velocity"] of="498fdf92"
def initialize_velocity(parameters):
    """输入字典 parameters（W1, b1, …, WL, bL），返回全零的字典 v，键为 dW1, db1, …, dWL, dbL。"""
    # solution
    return {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    # end solution


# %% check-initialize-velocity tags=["lang:en", "check"]
check(initialize_velocity)
# hint(initialize_velocity)  # take away the first "#" for a hint

# %% check-initialize-velocity tags=["lang:zh", "check"] of="145717c9"
check(initialize_velocity)
# hint(initialize_velocity)  # 去掉行首的“#”，可以看提示


# %% exercise-update tags=["lang:en", "exercise:update_parameters_with_momentum"]
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    """Make one step with momentum on every layer; return the new parameters and the new v.

    parameters holds W1, b1, …; grads and v hold dW1, db1, … in the same shapes.
    """
    # solution
    stepped, velocity = {}, {}
    for key, value in parameters.items():
        velocity["d" + key] = beta * v["d" + key] + (1 - beta) * grads["d" + key]
        stepped[key] = value - learning_rate * velocity["d" + key]
    return stepped, velocity
    # end solution


# %% exercise-update tags=["lang:zh", "exercise:update_parameters_with_momentum"] of="f98299ef"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    """对每一层走一步动量更新；返回更新之后的 parameters 和 v。

    parameters 含 W1, b1, …；grads 和 v 含 dW1, db1, …，形状与参数相同。
    """
    # solution
    stepped, velocity = {}, {}
    for key, value in parameters.items():
        velocity["d" + key] = beta * v["d" + key] + (1 - beta) * grads["d" + key]
        stepped[key] = value - learning_rate * velocity["d" + key]
    return stepped, velocity
    # end solution


# %% check-update tags=["lang:en", "check"]
check(update_parameters_with_momentum)
# hint(update_parameters_with_momentum)  # take away the first "#" for a hint

# %% check-update tags=["lang:zh", "check"] of="8512c563"
check(update_parameters_with_momentum)
# hint(update_parameters_with_momentum)  # 去掉行首的“#”，可以看提示

# %% see [markdown] tags=["lang:en"]
# ## See it
#
# Your function walks down the ravine, on top of the reference.

# %% see [markdown] tags=["lang:zh"] of="1db9078f"
# ## 看一看
#
# 让你的函数走下峡谷，把它的路径与参考实现的路径画在同一张图里。

# %% see-picture
mine = yours_or_ours(update_parameters_with_momentum)
plots.show(*pictures.yours_beside_ours(mine))

# %% faster [markdown] tags=["lang:en"]
# ## Is it faster?
#
# With the right settings. Call the curvature along the ravine $\mu$, across it $L$, and $\kappa = L/\mu$ the
# **condition number**. At best settings, a step multiplies the distance by $(\kappa-1)/(\kappa+1)$ without momentum, by
# $(\sqrt\kappa-1)/(\sqrt\kappa+1)$ with it. At the α of plain descent, momentum gains little: calm pays once you raise
# α. And a smaller α, without momentum, is no cure. Steps are counted until the distance has fallen to a millionth
# (1e-6): the median of 100 starts.

# %% faster [markdown] tags=["lang:zh"] of="36a2aa01"
# ## 真的更快吗？
#
# 超参数取对了才更快。记纵向曲率为 $\mu$，横向曲率为 $L$，$\kappa = L/\mu$ 称为**条件数**（condition number）。各取最优超参数时，不用动量，每一步使距离乘以 $(\kappa-1)/(\kappa+1)$；用动量，则乘以 $(\sqrt\kappa-1)/(\sqrt\kappa+1)$。但若沿用普通梯度下降的 α，动量的收益很小：步子稳了，还得把 α 调大，才能真正走得更快。反过来，不用动量，只把 α 调小，也解决不了问题。下面的步数是距离缩小到百万分之一（1e-6）所需的步数，取 100 个起点的中位数。

# %% claims-faster
show_claim("MO-2", seed, quick)
show_claim("MO-10", seed, quick)

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment
#
# The map on the left holds every setting; the point is yours, and its walk and cost are on the right. **Goal:** a cost
# that stays below 0.0001 after fewer than 40 steps. First see how far α alone takes you. Then raise β, and α with it.
# If the walk swings about the minimum for long, β is too large. Without sliders, change the numbers in the cell.
#
# <details><summary>One answer</summary>
#
# α = 0.1, β = 0.7. There are more, with α from 0.079 to 0.118 and β from 0.64 to 0.76, though not every pair will do:
# α = 0.1 with β = 0.66 diverges.
#
# </details>

# %% experiment [markdown] tags=["lang:zh"] of="3f5f8ef9"
# ## 动手试验
#
# 左边的地图涵盖超参数的所有取值，圆点是你的选择，右边是它的路径和代价。**目标**：用不到 40 步，让代价降到 0.0001 以下，并且不再回升。先看看只调 α 能做到多快；再调大 β，同时调大 α。如果路径在最小值两侧摆动很久，说明 β 太大了。没有滑块时，可以改单元格里的两个数。
#
# <details><summary>一个答案</summary>
#
# α = 0.1，β = 0.7。在 α 从 0.079 到 0.118、β 从 0.64 到 0.76 的范围内还有别的答案，但并非任意搭配都行：α = 0.1 配 β = 0.66 就会发散（divergence）。
#
# </details>

# %% explorer
pictures.explorer(learning_rate=0.015, beta=0.0)

# %% plane [markdown] tags=["lang:en"]
# ## The map of settings
#
# Along a direction of curvature $\lambda$, each step multiplies the pair $(w, v)$ by a 2 × 2 matrix. Its eigenvalues
# decide in which region of the map you are. Its lines, the steps that divide the distance by ten, close in on the best
# setting: it lies right beside divergence. You rarely know $\mu$ and $L$: keep some distance, and pay with some steps.
#
# <details><summary>The eigenvalues</summary>
#
# They solve $z^2 - (1 + \beta - \alpha(1-\beta)\lambda)\, z + \beta = 0$. Complex ones have size $\sqrt\beta$, whatever
# λ; with these, and with negative ones, the walk ripples. At $\alpha\lambda = 2(1+\beta)/(1-\beta)$ one reaches −1.
# Best are $\sqrt\beta = \frac{\sqrt\kappa-1}{\sqrt\kappa+1}$ and $\alpha = 1/\sqrt{\mu L}$. There both eigenvalues are
# equal, which costs some extra steps: to a millionth it takes about 93, not 6 · 11.5 = 69.
#
# </details>

# %% plane [markdown] tags=["lang:zh"] of="50452d5d"
# ## 超参数地图
#
# 沿曲率为 $\lambda$ 的方向，每一步相当于把 $(w, v)$ 乘以一个 2 × 2 矩阵，矩阵的特征值（eigenvalue）决定你落在地图的哪个区域。地图上的线标出距离缩小到十分之一所需的步数，它们向最优点收拢，而最优点紧挨着发散区。实际问题中很少知道 $\mu$ 和 $L$，所以宁可离边界远一点，哪怕多走几步。
#
# <details><summary>特征值</summary>
#
# 特征值满足 $z^2 - (1 + \beta - \alpha(1-\beta)\lambda)\, z + \beta = 0$。复特征值的模是 $\sqrt\beta$，与 λ 无关；特征值为复数或负数时，路径震荡。当 $\alpha\lambda = 2(1+\beta)/(1-\beta)$ 时，有一个特征值到达 −1。最优取值是 $\sqrt\beta = \frac{\sqrt\kappa-1}{\sqrt\kappa+1}$，$\alpha = 1/\sqrt{\mu L}$。此时两个特征值相等，因而要多走一些步：按收敛因子推算，缩小到百万分之一只需 6 × 11.5 = 69 步，实际约需 93 步。
#
# </details>

# %% claim-plane
show_claim("MO-9", seed, quick)

# %% two-forms [markdown] tags=["lang:en"]
# ## Two forms, one path
#
# Ours is the **averaged** form. PyTorch's `SGD(momentum=β)` is the **accumulated** one: $v := \beta v + dW$,
# $W := W - \alpha v$. It walks our path when its α is $1-\beta$ times ours: at β = 0.9, there 0.01, here 0.1. In our
# form the step under a steady gradient does not change with β. Keras puts α inside, $v := \beta v - \alpha\, dW$,
# $W := W + v$: PyTorch's path at PyTorch's α while α is constant, another path when it changes.

# %% two-forms [markdown] tags=["lang:zh"] of="c19ba202"
# ## 两种形式，同一条路径
#
# 我们用的是**平均形式**。PyTorch 的 `SGD(momentum=β)` 是**累加形式**：$v := \beta v + dW$，$W := W - \alpha v$。当它的 α 是我们的 $1-\beta$ 倍时，两者走同一条路径：β = 0.9 时，它的 0.01 相当于这里的 0.1。平均形式在梯度恒定时的步长不随 β 改变。Keras 把 α 放进速度里：$v := \beta v - \alpha\, dW$，$W := W + v$。取与 PyTorch 相同的 α，只要 α 保持恒定，走的就是同一条路径；一旦中途改变，路径就不同了。

# %% claim-forms
show_claim("MO-3", seed, quick)

# %% velocity [markdown] tags=["lang:en"]
# ## Velocity and its slow start
#
# Think of a ball: the gradient pushes it, β is friction. Under a steady gradient $g$ the velocity keeps growing, but
# only up to $g$, or in the accumulated form to $g/(1-\beta)$. The start at zero is the bias of lesson 03. Here it is
# mostly left alone: short first steps protect a large α.

# %% velocity [markdown] tags=["lang:zh"] of="cea7a5da"
# ## 速度与缓慢的起步
#
# 把参数想成一个滚动的球：梯度推它加速，β 起摩擦作用。梯度恒为 $g$ 时，速度会越来越大，但只增长到 $g$；累加形式则增长到 $g/(1-\beta)$。从零起步带来的正是第 03 课的偏差，这里通常不作修正：起初的小步子在 α 较大时反而起保护作用。

# %% velocity-picture
plots.show(*pictures.velocities())
show_claim("MO-4", seed, quick)
show_claim("MO-5", seed, quick)

# %% noise [markdown] tags=["lang:en"]
# ## Noise
#
# Mini-batch gradients are noisy. These come from real data: a line that predicts tomorrow's temperature from today's,
# four days in a batch. Averaging calms the velocity as a 19 times larger batch would, but not the parameters:
# successive velocities share their noise and push the same way.

# %% noise [markdown] tags=["lang:zh"] of="4d4be0a1"
# ## 噪声（noise）
#
# 小批量（mini-batch）梯度带有噪声。这里的梯度来自真实数据：用一条直线，由今天的气温预测明天的气温，每个小批量四天。平均之后，速度的噪声只相当于批量扩大到 19 倍时梯度的噪声；参数却没有因此变稳：相邻几步的速度含有同一份噪声，会把参数往同一个方向推。

# %% claim-noise
show_claim("MO-6", seed, quick)

# %% bumps [markdown] tags=["lang:en"]
# ## Rolling over bumps
#
# A ball rolls through shallow hollows if it is fast enough. That takes the right form or α.

# %% bumps [markdown] tags=["lang:zh"] of="bff9b0a7"
# ## 滚过浅坑
#
# 球只要够快，就能滚过浅坑。够不够快，取决于所用的形式和 α。

# %% bumps-picture
plots.show(*pictures.bumps())
show_claim("MO-8", seed, quick)

# %% rules [markdown] tags=["lang:en"]
# ## Rules of thumb, and their conditions
#
# | rule | helps | does not |
# |---|---|---|
# | slow start: β up, to 0.95 | accumulated form | averaged form: slower still |
# | strong swings: β down, to 0.8 | β makes them | α is large: a lower β diverges sooner |
# | β from 0.5 up to 0.9 at first (`beta_warmup`) | α is stable at β = 0.5 | it is not |
# | α from 0.001 to 0.01 | steep costs | gentle costs |
# | α falling over time | noisy gradients | exact gradients |

# %% rules [markdown] tags=["lang:zh"] of="9cf1575d"
# ## 经验法则及其条件
#
# | 法则 | 有效 | 无效 |
# |---|---|---|
# | 起步慢：把 β 调高到 0.95 | 累加形式 | 平均形式：反而更慢 |
# | 震荡强：把 β 降到 0.8 | 震荡是 β 过大造成的 | α 很大：β 越小，越容易发散 |
# | 开头把 β 从 0.5 逐步升到 0.9（`beta_warmup`） | 起步取 β = 0.5 时 α 也稳定 | 起步时不稳定 |
# | α 取 0.001 到 0.01 | 陡峭的代价函数 | 平缓的代价函数 |
# | α 随时间减小 | 梯度有噪声 | 梯度是精确的 |

# %% claim-rules
print([round(reference.beta_warmup(t, warmup_steps=4), 2) for t in range(1, 8)])
show_claim("MO-7", seed, quick)

# %% mistakes [markdown] tags=["lang:en"]
# ## Common mistakes
#
# - **β and 1 − β swapped.** Almost no memory is left.
# - **The step follows $dW$.** $W$ must move along the velocity.
# - **$v$ not handed on.** From zeros in each step, you get plain descent at $(1-\beta)\alpha$.
# - **α copied from the other form.** At β = 0.9 it is off tenfold.
# - **Methods compared at one α.** Each has its own best.

# %% mistakes [markdown] tags=["lang:zh"] of="dbf630b8"
# ## 常见错误
#
# - **β 与 1 − β 写反。** 这样就几乎没有记忆了。
# - **更新时用了 $dW$。** $W$ 应当沿着速度移动。
# - **$v$ 没有传给下一步。** 每一步都从零开始，等于学习率只有 $(1-\beta)\alpha$ 的普通梯度下降。
# - **直接照搬另一种形式的 α。** β = 0.9 时相差十倍。
# - **用同一个 α 比较不同方法。** 每种方法都有自己的最优值。

# %% recap [markdown] tags=["lang:en"]
# ## Recap
#
# Momentum steps along an average of gradients: what alternates cancels, what is steady stays, and so α may grow. It
# pays where curvatures differ, with α and β chosen together.
#
# ## Questions
#
# 1. PyTorch code says `SGD(lr=0.02, momentum=0.95)`. Which α walks the same path here?
# 2. The run swings. You lower β from 0.9 to 0.5, and it diverges. Why?
# 3. The velocity has a nineteenth of the gradient's variance. Why are the parameters no calmer?
#
# <details><summary>Answers</summary>
#
# 1. 0.02 / (1 − 0.95) = 0.4.
# 2. The largest stable α, $2(1+\beta)/((1-\beta)L)$, fell from $38/L$ to $6/L$, below yours.
# 3. Each gradient's noise is spread over many steps, not removed: it moves the parameters just as far.
#
# </details>
#
# ## Further reading
#
# - G. Goh, [*Why Momentum Really Works*](https://distill.pub/2017/momentum), Distill, 2017.
# - B. T. Polyak, *Some methods of speeding up the convergence of iteration methods*, 1964.
# - I. Sutskever et al., *On the importance of initialization and momentum in deep learning*, 2013.

# %% recap [markdown] tags=["lang:zh"] of="af96251f"
# ## 小结
#
# 动量沿着梯度的平均前进：正负交替的部分相互抵消，方向一致的部分保留下来，于是可以用更大的 α。各方向曲率不同时，它就见效，但 α 和 β 要一起选。
#
# ## 思考题
#
# 1. 一段 PyTorch 代码写着 `SGD(lr=0.02, momentum=0.95)`。在本课程的形式里，α 取多少才走同一条路径？
# 2. 训练震荡，你把 β 从 0.9 降到 0.5，结果发散了。为什么？
# 3. 速度的方差只有梯度的十九分之一，为什么参数的噪声没有变小？
#
# <details><summary>答案</summary>
#
# 1. 0.02 / (1 − 0.95) = 0.4。
# 2. α 的稳定上限是 $2(1+\beta)/((1-\beta)L)$，从 $38/L$ 降到了 $6/L$，你用的值超过了它。
# 3. 每个梯度的噪声只是分摊到许多步里，并没有消失：它推动参数的总距离不变。
#
# </details>
#
# ## 延伸阅读
#
# - G. Goh，[*Why Momentum Really Works*](https://distill.pub/2017/momentum)，Distill，2017。
# - B. T. Polyak，*Some methods of speeding up the convergence of iteration methods*，1964。
# - I. Sutskever 等，*On the importance of initialization and momentum in deep learning*，2013。
