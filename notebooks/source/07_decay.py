# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - write the five usual ways to lower a learning rate, each in one line,
# - say what decay cures, and what it cannot cure,
# - see from a run whether its steps are too long or too short,
# - weigh a schedule against lowering the rate by hand.
#
# **You need** lesson 01 (epochs and mini-batches).

# %% goals [markdown] tags=["lang:zh"] of="a6b0bfd0"
# **学完本课，你将能够**
#
# - 写出五种常用的降低学习率（learning rate）的方法，每种只要一行；
# - 说清学习率衰减（learning-rate decay）能解决什么、不能解决什么；
# - 从一次训练看出步子是太长还是太短；
# - 在衰减公式和手动降低学习率之间权衡利弊。
#
# **预备知识**：第 01 课的轮次（epoch）和小批量（mini-batch）。

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
# learning rate the walk soon comes near the minimum, and then wanders around it for good. With shrinking steps it
# closes in.

# %% why [markdown] tags=["lang:zh"] of="5e9c3cc2"
# ## 总也到不了
#
# 两条路径从同一个碗里往下走，每一步测得的坡度都带有同样的噪声（noise），就像小批量梯度那样。学习率恒定时，路径很快到达最小值附近，之后就一直在它周围游走。步子逐渐变短时，路径就会离最小值越来越近。图中的 t 是步数。

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

# %% predict [markdown] tags=["lang:zh"] of="71ce6e86"
# ## 先猜一猜
#
# 继续往下看之前，先想一想：
#
# 1. 一次训练，起始的学习率就远远偏小。衰减对它有帮助吗？
# 2. 完全没有噪声。学习率恒定和逐渐下降，哪一种最后离最小值更近？
#
# <details>
# <summary>答案</summary>
#
# 两种情况下，衰减都帮不上忙。第一种，步子本来就太短。第二种，没有噪声需要平息，步子长反而到得更早。下面的论断 LD-1 把这两种情况都测了一遍。
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

# %% idea [markdown] tags=["lang:zh"] of="149aee50"
# ## 思路
#
# 开头步子长，好尽快走到最小值附近；末尾步子短，好稳定下来。经典的衰减公式是
#
# $$\alpha = \frac{\alpha_0}{1 + d \cdot e}$$
#
# - $\alpha$ 是这个轮次的学习率，$\alpha_0$（`learning_rate0`）是第一个轮次的学习率；
# - $e$（`epoch_num`）是轮次的编号，从 0 开始数，所以第 0 轮的学习率就是 $\alpha_0$；
# - $d$（`decay_rate`）不小于 0，决定学习率降得多快。到第 $1/d$ 轮，学习率已经降到起始值的一半。
#
# 例如 $\alpha_0$ = 0.2、$d$ = 1 时，学习率依次是 0.2、0.1、0.067，第 3 轮是 0.05。


# %% exercise-update-lr tags=["lang:en", "exercise:update_lr"]
def update_lr(learning_rate0, epoch_num, decay_rate):
    """Return the learning rate of epoch epoch_num, counted from 0."""
    # solution
    return learning_rate0 / (1 + decay_rate * epoch_num)
    # end solution


# %% exercise-update-lr tags=["lang:zh", "exercise:update_lr"] of="9ffbe531"
def update_lr(learning_rate0, epoch_num, decay_rate):
    """返回第 epoch_num 轮的学习率，轮次从 0 开始数。"""
    # solution
    return learning_rate0 / (1 + decay_rate * epoch_num)
    # end solution


# %% check-update-lr tags=["lang:en", "check"]
check(update_lr)
# hint(update_lr)  # take away the first "#" for a hint

# %% check-update-lr tags=["lang:zh", "check"] of="50985c8c"
check(update_lr)
# hint(update_lr)  # 去掉行首的“#”，可以看提示

# %% powers [markdown] tags=["lang:en"]
# ## The same factor every epoch
#
# $$\alpha = b^{\,e} \cdot \alpha_0$$
#
# with a factor $b$ (`base`) a little below 1. At $b$ = 0.95 the rate halves about every 13.5 epochs. In the long run
# this falls faster than the classic schedule, whatever its $d$. An example: 0.2 and $b$ = 0.5 give 0.05 in epoch 2.

# %% powers [markdown] tags=["lang:zh"] of="ee522675"
# ## 每一轮乘以同样的系数
#
# $$\alpha = b^{\,e} \cdot \alpha_0$$
#
# 其中系数 $b$（`base`）略小于 1。$b$ = 0.95 时，大约每过 13.5 个轮次，学习率减半。时间一长，它总比经典公式降得快，无论那里的 $d$ 取多少。例如起始学习率为 0.2、$b$ = 0.5 时，第 2 轮的学习率是 0.05。


# %% exercise-exponential-decay tags=["lang:en", "exercise:exponential_decay"]
def exponential_decay(learning_rate0, epoch_num, base=0.95):
    """Return the learning rate of epoch epoch_num, counted from 0."""
    # solution
    return base**epoch_num * learning_rate0
    # end solution


# %% exercise-exponential-decay tags=["lang:zh", "exercise:exponential_decay"] of="c5035e9d"
def exponential_decay(learning_rate0, epoch_num, base=0.95):
    """返回第 epoch_num 轮的学习率，轮次从 0 开始数。"""
    # solution
    return base**epoch_num * learning_rate0
    # end solution


# %% check-exponential-decay tags=["lang:en", "check"]
check(exponential_decay)
# hint(exponential_decay)  # take away the first "#" for a hint

# %% check-exponential-decay tags=["lang:zh", "check"] of="e0caa821"
check(exponential_decay)
# hint(exponential_decay)  # 去掉行首的“#”，可以看提示

# %% root [markdown] tags=["lang:en"]
# ## One over the root of t
#
# $$\alpha = \frac{k}{\sqrt{t}} \cdot \alpha_0$$
#
# Here $t$ counts mini-batches, or epochs, **from 1**: it is divided by. $k$ is a constant, often 1. It drops steeply at
# first, later hardly at all. An example: 0.2 and $k$ = 1 give 0.1 at $t$ = 4.

# %% root [markdown] tags=["lang:zh"] of="12cb3c51"
# ## t 的平方根分之一
#
# $$\alpha = \frac{k}{\sqrt{t}} \cdot \alpha_0$$
#
# 这里 $t$ 数的是小批量或轮次，**从 1 开始数**，因为它在分母里。$k$ 是常数，常取 1。学习率一开始降得很陡，后来几乎不再下降。例如起始学习率为 0.2、$k$ = 1 时，$t$ = 4 的学习率是 0.1。


# %% exercise-sqrt-decay tags=["lang:en", "exercise:sqrt_decay"]
def sqrt_decay(learning_rate0, t, k=1.0):
    """Return the learning rate of mini-batch (or epoch) t, counted from 1."""
    # solution
    return k / np.sqrt(t) * learning_rate0
    # end solution


# %% exercise-sqrt-decay tags=["lang:zh", "exercise:sqrt_decay"] of="543f7530"
def sqrt_decay(learning_rate0, t, k=1.0):
    """返回第 t 个小批量（或轮次）的学习率，t 从 1 开始数。"""
    # solution
    return k / np.sqrt(t) * learning_rate0
    # end solution


# %% check-sqrt-decay tags=["lang:en", "check"]
check(sqrt_decay)
# hint(sqrt_decay)  # take away the first "#" for a hint

# %% check-sqrt-decay tags=["lang:zh", "check"] of="4bb3ff6a"
check(sqrt_decay)
# hint(sqrt_decay)  # 去掉行首的“#”，可以看提示

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

# %% stairs [markdown] tags=["lang:zh"] of="5d6e5258"
# ## 阶梯
#
# 学习率先保持一段时间不变，再一下子降低。这样的一段时间叫一个间隔。下面两种方式数的都是已经过完了多少个间隔：
#
# $$\alpha = \frac{\alpha_0}{1 + d \cdot \lfloor e / I \rfloor} \qquad\text{和}\qquad
# \alpha = f^{\,\lfloor e / I \rfloor} \cdot \alpha_0$$
#
# $\lfloor\ \rfloor$ 表示向下取整，$I$（`time_interval`、`interval`）是一个间隔（一级阶梯）的长度，以轮次计，$f$（`factor`）是每次下降所乘的系数。$I$ = 10 时，第 0 到 9 轮还没有降过，第 10 轮是第一次下降后的头一轮。


# %% exercise-schedule-lr-decay tags=["lang:en", "exercise:schedule_lr_decay"]
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    """Return the rate of epoch epoch_num (from 0); it changes once in time_interval epochs."""
    # solution
    return learning_rate0 / (1 + decay_rate * (epoch_num // time_interval))
    # end solution


# %% exercise-schedule-lr-decay tags=["lang:zh", "exercise:schedule_lr_decay"] of="1b5ff3ed"
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    """返回第 epoch_num 轮（从 0 开始数）的学习率，每 time_interval 轮改变一次。"""
    # solution
    return learning_rate0 / (1 + decay_rate * (epoch_num // time_interval))
    # end solution


# %% check-schedule-lr-decay tags=["lang:en", "check"]
check(schedule_lr_decay)
# hint(schedule_lr_decay)  # take away the first "#" for a hint

# %% check-schedule-lr-decay tags=["lang:zh", "check"] of="473cb9df"
check(schedule_lr_decay)
# hint(schedule_lr_decay)  # 去掉行首的“#”，可以看提示


# %% exercise-staircase-decay tags=["lang:en", "exercise:staircase_decay"]
def staircase_decay(learning_rate0, epoch_num, factor, interval):
    """Return the rate of epoch epoch_num (from 0), multiplied by factor after each interval."""
    # solution
    return factor ** (epoch_num // interval) * learning_rate0
    # end solution


# %% exercise-staircase-decay tags=["lang:zh", "exercise:staircase_decay"] of="0e031412"
def staircase_decay(learning_rate0, epoch_num, factor, interval):
    """返回第 epoch_num 轮（从 0 开始数）的学习率，每过 interval 轮乘以一次 factor。"""
    # solution
    return factor ** (epoch_num // interval) * learning_rate0
    # end solution


# %% check-staircase-decay tags=["lang:en", "check"]
check(staircase_decay)
# hint(staircase_decay)  # take away the first "#" for a hint

# %% check-staircase-decay tags=["lang:zh", "check"] of="12d6b07c"
check(staircase_decay)
# hint(staircase_decay)  # 去掉行首的“#”，可以看提示

# %% see [markdown] tags=["lang:en"]
# ## See it
#
# Your five schedules over 50 epochs, on top of the reference's. On a logarithmic axis a constant factor is a straight
# line.

# %% see [markdown] tags=["lang:zh"] of="2a284198"
# ## 看一看
#
# 把你的五种衰减方式画在 50 个轮次上，与参考实现叠在一起。在对数坐标上，每一轮乘以同样的系数，画出来就是一条直线。

# %% see-picture
schedules = (update_lr, exponential_decay, sqrt_decay, schedule_lr_decay, staircase_decay)
mine = [yours_or_ours(schedule) for schedule in schedules]
plots.show(*pictures.yours_beside_ours(*mine))

# %% closes-in [markdown] tags=["lang:en"]
# ## When it helps
#
# Bowls in ten dimensions, with noise on every slope. An *eigenvalue* is how strongly the bowl curves in a direction.
# With eigenvalues from 1 to 100 the rate $\alpha_0$ = 0.01 arrives within a few epochs; then every decay closes in.
# With eigenvalues from 0.01 to 1 the same rate is still on its way after 50 epochs, and lowering it makes the run
# later.
#
# <details>
# <summary>How large is the ball?</summary>
#
# Along an eigenvalue $\lambda$ a step, on average, multiplies the squared distance by $(1 - \alpha\lambda)^2$ and adds
# $\alpha^2\sigma^2$, where $\sigma$ is the size of the noise. The two balance at
# $\frac{\alpha\,\sigma^2}{\lambda\,(2 - \alpha\lambda)}$, for small α about $\frac{\alpha\,\sigma^2}{2\lambda}$. So the
# radius of the ball goes with $\sqrt\alpha$: to halve it, quarter the rate.
#
# </details>

# %% closes-in [markdown] tags=["lang:zh"] of="4aeb4a0a"
# ## 什么时候有用
#
# 下面是几个十维的碗，每一步测得的坡度都带噪声。**特征值**（eigenvalue）表示碗在某个方向上弯曲得有多厉害。特征值从 1 到 100 时，学习率 $\alpha_0$ = 0.01 几个轮次就能到达最小值附近，此后无论用的是哪一种衰减，都会离最小值越来越近。特征值从 0.01 到 1 时，用同样的学习率，过了 50 个轮次还在半路上，降低学习率只会到得更晚。
#
# <details>
# <summary>游走的范围（噪声球）有多大？</summary>
#
# 沿特征值为 $\lambda$ 的方向，平均来说，每一步使距离的平方乘以 $(1 - \alpha\lambda)^2$，再加上 $\alpha^2\sigma^2$，其中 $\sigma$ 是噪声的大小。距离的平方等于 $\frac{\alpha\,\sigma^2}{\lambda\,(2 - \alpha\lambda)}$ 时，两者达到平衡；α 很小时，它约为 $\frac{\alpha\,\sigma^2}{2\lambda}$。所以噪声球的半径与 $\sqrt\alpha$ 成正比：要让半径减半，学习率就要降到四分之一。
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
# The classic schedule with $\alpha_0$ = 0.1, falling by two powers of ten. No constant rate of the slider brings even a
# third of them there. With $b^{\,e}$ and the same fall the last epochs hardly move a run: it keeps the noise of earlier, longer
# steps. The classic schedule drops early, and then gives the ball time to shrink.
#
# </details>

# %% experiment [markdown] tags=["lang:zh"] of="5b589b32"
# ## 动手试验
#
# 一个碗，一个方向平缓，一个方向陡峭；100 次运行，每次 50 个轮次。**目标**：至少 80 次运行最终停在距最小值 0.1 以内。先试恒定的学习率。再让学习率逐渐降低，总共降几个数量级；然后拖动“完成的轮次”滑块，看噪声球怎样缩小。虚线椭圆是这个轮次的学习率所对应的噪声球：代表各次运行的点跟得上它吗？
#
# <details>
# <summary>一个答案</summary>
#
# 经典公式，$\alpha_0$ = 0.1，下降两个数量级。滑块上无论取哪个恒定的学习率，最终停在这个距离以内的运行连三分之一都不到。用 $b^{\,e}$ 下降同样多时，最后几个轮次的步子已经太短，各次运行几乎不再移动：先前较长的步子带来的噪声还没有消掉。经典公式早早降下来，就给噪声球留出了缩小的时间。
#
# </details>

# %% explorer
pictures.explorer()

# %% too-fast [markdown] tags=["lang:en"]
# ## Too fast
#
# All the rates of $b^{\,e}\alpha_0$ together come to at most $\alpha_0/(1-b)$, however many epochs there are. At $b$ =
# 0.5 that is only $2\alpha_0$: the run stops wherever it is by then, and looks finished. The rates
# $\alpha_0/(1 + d\,e)$ have no such limit. Without noise they always arrive, but with a large $d$ it takes very long.

# %% too-fast [markdown] tags=["lang:zh"] of="101e94df"
# ## 降得太快
#
# 无论有多少个轮次，$b^{\,e}\alpha_0$ 的所有学习率加起来也不会超过 $\alpha_0/(1-b)$。$b$ = 0.5 时，总共只有 $2\alpha_0$：步子很快短到几乎为零，那时走到哪里，就停在哪里，看上去却像训练已经完成。$\alpha_0/(1 + d\,e)$ 的所有学习率之和没有这样的上限。没有噪声时，用它总能走到最小值，但 $d$ 很大时要走很久。

# %% claim-too-fast
show_claim("LD-2", seed, quick)

# %% network [markdown] tags=["lang:en"]
# ## On a network
#
# Now a network that learns handwritten digits, once with 20 % of its training labels wrong and once with all of them
# right. Wrong labels contradict the others to the end, so the gradients stay noisy, and a falling rate averages that
# out. With right labels the network comes to fit nearly every sample: the gradients shrink, the noise dies out by
# itself, and little is left for decay to do.

# %% network [markdown] tags=["lang:zh"] of="1fa5a34e"
# ## 在网络上
#
# 现在训练一个识别手写数字的网络：一次有 20% 的训练标签是错的，另一次标签全部正确。错误的标签自始至终与其他标签矛盾，所以梯度一直带有噪声，而逐渐下降的学习率能把噪声平均掉。标签正确时，网络最终能拟合几乎每个样本：梯度变小，噪声自己就消失了，衰减也就没有多少用处。

# %% network-picture
plots.show(*pictures.digits(seed))
show_claim("LD-3", seed, quick)

# %% by-hand [markdown] tags=["lang:en"]
# ## By hand
#
# You can also watch the cost, and lower the rate when it stalls. Written as a rule: after two epochs without a new
# lowest cost, halve it. That needs no formula. It costs attention: a look after every epoch of every run. And noise
# can look like a stall, so an impatient hand lowers too soon.

# %% by-hand [markdown] tags=["lang:zh"] of="db3a5a9b"
# ## 手动降低
#
# 你也可以盯着代价，等它停滞不前时再降低学习率。写成规则就是：连续两个轮次没有出现新的最低代价，就把学习率减半。这不需要公式，却要花精力：每次训练的每个轮次之后都得看一眼。而且有时只是噪声，看起来却像停滞，性急的人就会降得太早。

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

# %% mistakes [markdown] tags=["lang:zh"] of="9b50ea8f"
# ## 常见错误
#
# - **在衰减过的学习率上再衰减。** 每个学习率都应由 $\alpha_0$ 算出，而不是由前一个学习率算出。
# - **该用轮次，却用了步数。** 每个轮次有 1,000 个小批量时，学习率会降得比应有的快 1,000 倍。
# - **该从 0 开始数，却从 1 开始数，** 或者 $t$ 在分母里，却从 0 开始数。
# - **四舍五入，** 而不是向下取整：第一级阶梯只剩一半长。
# - **指望衰减来补救。** 先调好 $\alpha_0$。学习率太小的毛病，衰减治不好。
#
# ## 小结
#
# 学习率恒定时，最后总在一个噪声球里游走，球的半径与 $\sqrt\alpha$ 成正比。逐渐下降的学习率能使噪声球缩小，只要所有步子加起来够长，能走到最小值附近。如果噪声不会一直存在，衰减就没有多少好处。
#
# ## 思考题
#
# 1. $\alpha_0$ = 0.1，decay_rate = 0.5。第 4 轮的学习率是多少？
# 2. 一次训练的代价已经十个轮次没有变化。你把学习率减半，代价马上下降了。原先是什么让它降不下去？
# 3. 如果学习率减半之后毫无变化呢？
# 4. 你想让噪声球的半径减半，学习率该怎样改？
#
# <details>
# <summary>答案</summary>
#
# 1. 0.1 / (1 + 0.5 · 4) = 0.033。
# 2. 噪声：步子太长，稳定不下来。
# 3. 那么可能步子已经太短，也可能已经到达最小值。
# 4. 除以四。
#
# </details>
#
# ## 延伸阅读
#
# - H. Robbins 和 S. Monro，*A Stochastic Approximation Method*，1951：学习率最快能降得多快，而仍然走得到最小值。
# - L. Bottou、F. E. Curtis 和 J. Nocedal，*Optimization Methods for Large-Scale Machine Learning*，2018，第 4 节。
# - S. L. Smith 等，*Don't Decay the Learning Rate, Increase the Batch Size*，ICLR 2018：平息噪声的另一种办法。
