# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - write the exponentially weighted average of any series in one short loop,
# - say which days it looks at, how much each of them counts, and how far back it reaches,
# - choose β by weighing a smooth curve against a late one.
#
# **You need** Python, a `for` loop and NumPy arrays. No calculus.

# %% goals [markdown] tags=["lang:zh"] of="823b9005"
# **学完本课，你将能够**
#
# - 用一个简短的循环，写出任意序列的指数加权平均（exponentially weighted average）；
# - 说清它看哪些天、每一天占多大分量、往回看多远；
# - 在平滑与滞后之间权衡，选出 β。
#
# **预备知识**：Python、`for` 循环和 NumPy 数组。不需要微积分。

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

# %% why [markdown] tags=["lang:zh"] of="34005629"
# ## 为什么要取平均？
#
# 下图中的每个点是西雅图一天的气温。一天天看，它上下跳动；半年看下来，它在上升。曲线保留了上升的趋势，滤掉了大部分跳动。
#
# 梯度也是这样：每个梯度都是一次带噪声（noise）的测量，测的是你想要的那个方向。动量（momentum）、RMSprop 和 Adam 都先对梯度求平均，用的就是本课的这种平均。

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

# %% predict [markdown] tags=["lang:zh"] of="33ef1c24"
# ## 先猜一猜
#
# 上图的曲线取 β = 0.9：每个新的平均，十分之九来自旧的平均，十分之一来自今天。下一张图再加上 β = 0.5（两者各占一半）和 0.98。运行下一个单元格之前，先想一想：
#
# 1. 三条曲线中，哪一条最平滑？
# 2. 遇到暖和的一周，哪一条最先有反应？
# 3. 三条曲线开头都偏低，哪一条偏低得最久？
#
# <details>
# <summary>答案</summary>
#
# 0.98 的最平滑，偏低得也最久。0.5 的最先对暖和的一周有反应。开头偏低的问题，第 03 课会解决。
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

# %% idea [markdown] tags=["lang:zh"] of="211903de"
# ## 思路
#
# 只记一个数，每过一天，让当天的值把它拉过去一点：
#
# $$v_t = \beta\, v_{t-1} + (1-\beta)\,\theta_t, \qquad v_0 = 0$$
#
# - $\theta_t$ 是第 $t$ 天的值，天数从 1 数起；
# - $v_t$ 是到第 $t$ 天为止的平均，$v_{t-1}$ 是到前一天为止的平均；
# - $\beta$ 是旧的平均保留的比例，最小为 0，总小于 1；其余的比例归今天。
#
# 例如取 β = 0.5，三天的值是 10、10、20：平均从 0 变为 5，再变为 7.5，最后是 13.75。


# %% exercise-ema tags=["lang:en", "exercise:ema"]
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


# %% exercise-ema tags=["lang:zh", "exercise:ema"] of="cd59f05c"
def ema(theta, beta):
    """返回序列 theta（形状 (T,)）的各个平均 v_1 … v_T，组成形状为 (T,) 的数组。"""
    # solution
    v = 0.0
    averages = []
    for value in theta:
        v = beta * v + (1 - beta) * value
        averages.append(v)
    return np.array(averages)
    # end solution


# %% check-ema tags=["lang:en", "check"]
check(ema)
# hint(ema)  # take away the first "#" for a hint

# %% check-ema tags=["lang:zh", "check"] of="ccd105ef"
check(ema)
# hint(ema)  # 去掉行首的“#”，可以看提示

# %% see [markdown] tags=["lang:en"]
# ## See it
#
# Your averages of the temperatures, drawn on top of those of the reference. To see a curve that is not right yet, write
# `ema` in place of `mine`.

# %% see [markdown] tags=["lang:zh"] of="eb51c94e"
# ## 看一看
#
# 用你的函数求气温的平均，与参考实现的曲线叠在一起。如果函数还没有写对，又想看看它的曲线，就把 `mine` 换成 `ema`。

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

# %% weights [markdown] tags=["lang:zh"] of="d002c65a"
# ## 权重
#
# 把 $v_{t-1}$ 的公式代入 $v_t$ 的公式，再这样一直代下去：
#
# $$\begin{aligned}
# v_t = (1-\beta)\,\theta_t &+ (1-\beta)\beta\,\theta_{t-1} \\
# &+ (1-\beta)\beta^2\,\theta_{t-2} + \dots + \beta^t v_0
# \end{aligned}$$
#
# 距今 $k$ 天的那一天，权重（weight）是 $(1-\beta)\beta^k$。没有哪一天会被丢掉，只是越来越淡。习题之后的图画出了第 100 天的平均所用的权重；图的右半边，留到动手试验时再看。
#
# <details>
# <summary>为什么权重之和是 1 − βᵗ？</summary>
#
# 权重之和是 $(1-\beta)(1 + \beta + \dots + \beta^{t-1})$，第二个括号里是等比数列，和为 $(1-\beta^t)/(1-\beta)$。与 1 相差的 $\beta^t$，正是起点 $v_0$ 的权重。
#
# </details>


# %% exercise-ema-weights tags=["lang:en", "exercise:ema_weights"]
def ema_weights(beta, t):
    """Return the weights in v_t of today, yesterday, … and day 1, as an array (t,)."""
    # solution
    return (1 - beta) * beta ** np.arange(t)
    # end solution


# %% exercise-ema-weights tags=["lang:zh", "exercise:ema_weights"] of="aa6dea4e"
def ema_weights(beta, t):
    """返回 v_t 中今天、昨天……直到第 1 天的权重，组成形状为 (t,) 的数组。"""
    # solution
    return (1 - beta) * beta ** np.arange(t)
    # end solution


# %% check-ema-weights tags=["lang:en", "check"]
check(ema_weights)
# hint(ema_weights)  # take away the first "#" for a hint

# %% check-ema-weights tags=["lang:zh", "check"] of="dd24389b"
check(ema_weights)
# hint(ema_weights)  # 去掉行首的“#”，可以看提示

# %% weights-picture
plots.show(*pictures.window_under_day(0.9, day=100))
show_claim("EW-1", seed, quick)

# %% memory [markdown] tags=["lang:en"]
# All that history sits in a single number. A moving average of $N$ days has to remember all $N$, because it must know
# which one to drop. For a network's gradients, that is one extra array against $N$.

# %% memory [markdown] tags=["lang:zh"] of="0cb1d6d1"
# 全部历史都装在一个数里。$N$ 天的移动平均却要记住全部 $N$ 个数，因为它得知道该丢掉哪一个。对网络的梯度来说，这就是多存一个数组与多存 $N$ 个数组的差别。

# %% claim-ew-4
show_claim("EW-4", seed, quick)

# %% window [markdown] tags=["lang:en"]
# ## How far back it looks
#
# There is no last day, but there is a rule of thumb: the average looks back over about
#
# $$\frac{1}{1-\beta}$$
#
# days: 2 for β = 0.5, 10 for 0.9, 50 for 0.98. These days are its **window**. After that many days a weight has shrunk
# to about a third of today's. The rule is rough: at 0.9 the window holds 65 % of the weight, not all of it, and at 0.5
# the third is really a quarter.
#
# <details>
# <summary>Why this number?</summary>
#
# Write $N = 1/(1-\beta)$, so that $\beta = 1 - 1/N$. After $N$ days a weight has been multiplied by
# $\beta^N = (1 - 1/N)^N$, which nears $1/e \approx 0.37$ as $N$ grows.
#
# </details>

# %% window [markdown] tags=["lang:zh"] of="9f89099a"
# ## 它回看多远
#
# 回看没有明确的尽头，但有一条经验法则：平均大约回看
#
# $$\frac{1}{1-\beta}$$
#
# 天：β = 0.5 时是 2 天，0.9 时是 10 天，0.98 时是 50 天。最近的这些天称为**窗口**。过了这么多天，一天的权重就缩小到今天权重的三分之一左右。这条法则很粗略：取 0.9 时，窗口里的天只占全部权重的 65%；取 0.5 时，所谓三分之一其实是四分之一。
#
# <details>
# <summary>为什么是这个数？</summary>
#
# 记 $N = 1/(1-\beta)$，则 $\beta = 1 - 1/N$。过了 $N$ 天，权重乘上了 $\beta^N = (1 - 1/N)^N$；$N$ 越大，它越接近 $1/e \approx 0.37$。
#
# </details>


# %% exercise-effective-window tags=["lang:en", "exercise:effective_window"]
def effective_window(beta):
    """Return over about how many days an average with this beta looks back."""
    # solution
    return 1 / (1 - beta)
    # end solution


# %% exercise-effective-window tags=["lang:zh", "exercise:effective_window"] of="2a8e3909"
def effective_window(beta):
    """返回用这个 beta 求平均时，大约回看多少天。"""
    # solution
    return 1 / (1 - beta)
    # end solution


# %% check-effective-window tags=["lang:en", "check"]
check(effective_window)
# hint(effective_window)  # take away the first "#" for a hint

# %% check-effective-window tags=["lang:zh", "check"] of="284e0cc3"
check(effective_window)
# hint(effective_window)  # 去掉行首的“#”，可以看提示

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

# %% experiment [markdown] tags=["lang:zh"] of="07000fa8"
# ## 动手试验
#
# 先改变今天是第几天，看权重怎样跟着移动；再改变 β。**目标**：曲线的逐日变化不超过 0.75 °F，反映趋势时滞后不超过 6 天。右图的曲线涵盖了每一个 β：拖动滑块，让圆点沿着它走一走。
#
# <details>
# <summary>一个答案</summary>
#
# β 在 0.82 到 0.85 之间都可以。再小，曲线太粗糙；再大，又太滞后。没有哪个 β 能在两方面都最好。
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
# The low start makes the plain average look later than it is: 9 days, where the corrected one of lesson 03 lags 7.
# From day 45 on, with the start forgotten, both lag 8 days. The ramp's 9 is not reached, because quick swings arrive
# with less delay, though flattened.
#
# <details>
# <summary>Why exactly β/(1 − β)?</summary>
#
# On the ramp $\theta_t = t$, a day of age $k$ shows $t - k$. So an average whose weights sum to 1, as the corrected one
# of lesson 03, lags by the mean age $(1-\beta)\sum_k k \beta^k \,/\, (1-\beta^t)$. For large $t$ the sum nears
# $\beta/(1-\beta)^2$ and $\beta^t$ nears 0, which leaves $\beta/(1-\beta)$.
#
# </details>

# %% lag [markdown] tags=["lang:zh"] of="6d876882"
# ## 越平滑越滞后
#
# 对过去求平均，得到的是过去的情形。在斜坡上，也就是对匀速上升的序列，平均最终会落后 $\beta/(1-\beta)$ 天：这正是各天距今天数的加权平均。天气不是斜坡，滞后只能估计：把平均曲线往回移动若干整天，移动多少天时与原序列以当天为中心的 21 天平均最接近，就算它滞后多少天。
#
# 开头偏低，会让普通的平均显得比实际更滞后：是 9 天，而第 03 课经偏差修正（bias correction）的平均只滞后 7 天。从第 45 天起，起点的影响已经消失，两者都滞后 8 天。这还不到斜坡上的 9 天，因为快速的起伏延迟较短，只是幅度也被压低了。
#
# <details>
# <summary>为什么恰好是 β/(1 − β)？</summary>
#
# 在斜坡 $\theta_t = t$ 上，距今 $k$ 天的那一天，值是 $t - k$。所以，只要权重之和为 1，例如第 03 课修正后的平均，滞后就是各天距今天数的加权平均 $(1-\beta)\sum_k k \beta^k \,/\, (1-\beta^t)$。$t$ 很大时，其中的和趋近 $\beta/(1-\beta)^2$，而 $\beta^t$ 趋近 0，剩下的就是 $\beta/(1-\beta)$。
#
# </details>

# %% claim-ew-3
show_claim("EW-3", seed, quick)

# %% moving-average [markdown] tags=["lang:en"]
# ## Beside a moving average
#
# How many days must a plain moving average take to be like an EMA of β = 0.9? Not the 10 of the rule of thumb. To lag
# as much on a ramp, and to leave as much of pure noise, it takes $(1+\beta)/(1-\beta) = 19$. Weather is neither, so on
# the temperatures the two agree only roughly: the EMA lags 8 days, the moving average 9.

# %% moving-average [markdown] tags=["lang:zh"] of="a49f9358"
# ## 与移动平均相比
#
# 普通的移动平均要取多少天，才与 β = 0.9 的 EMA（即本课的指数加权平均）相当？不是经验法则所说的 10 天。要在斜坡上滞后得一样多，又让纯噪声剩下得一样多，需要 $(1+\beta)/(1-\beta) = 19$ 天。天气既不是斜坡，也不是纯噪声，所以对气温来说，两者只是大致相当：EMA 滞后 8 天，移动平均滞后 9 天。

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

# %% mistakes [markdown] tags=["lang:zh"] of="87d9fbe2"
# ## 常见错误
#
# - **β 与 1 − β 写反。** β = 0.9 时，今天占十分之一，而不是十分之九。
# - **漏掉 1 − β。** 这样 $v$ 会增大到数据的 $1/(1-\beta)$ 倍左右。
# - **在更新之前存下 $v$。** 整条曲线会晚一天。
# - **从 θ₁ 开始，或者除以 1 − βᵗ。** 两种做法都有道理，但都是另一种定义。

# %% recap [markdown] tags=["lang:en"]
# ## Recap
#
# One number, one line, one setting. A day's weight falls by the factor β for each day of age. A larger β looks further
# back: smoother, later, and longer low at the start.

# %% recap [markdown] tags=["lang:zh"] of="bd4f0b55"
# ## 小结
#
# 一个数，一行代码，一个超参数（hyperparameter）。每往前一天，权重就乘以 β。β 越大，回看得越远：越平滑，越滞后，开头也偏低得越久。

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

# %% questions [markdown] tags=["lang:zh"] of="0c0c51f3"
# ## 思考题
#
# 1. β = 0.3 时，今天、昨天和前天的权重各是多少？
# 2. 你想回看大约 20 天，β 该取多少？
# 3. β = 0 时，平均会怎样？为什么不允许取 β = 1？
#
# <details>
# <summary>答案</summary>
#
# 1. 0.7、0.21 和 0.063。
# 2. 0.95，因为 1/(1 − 0.95) = 20。
# 3. 取 0 时，它照抄数据。取 1 时，它不吸收任何新的值，永远停在起点。
#
# </details>

# %% further-reading [markdown] tags=["lang:en"]
# ## Further reading
#
# - R. J. Hyndman and G. Athanasopoulos, *Forecasting: Principles and Practice*: the same average, as a forecast.
# - S. W. Smith, *The Scientist and Engineer's Guide to Digital Signal Processing*: lag and noise of moving averages and
#   recursive filters.

# %% further-reading [markdown] tags=["lang:zh"] of="8d2860ec"
# ## 延伸阅读
#
# - R. J. Hyndman 和 G. Athanasopoulos，*Forecasting: Principles and Practice*：同一种平均，用来做预测。
# - S. W. Smith，*The Scientist and Engineer's Guide to Digital Signal Processing*：移动平均和递归滤波器的滞后与噪声。
