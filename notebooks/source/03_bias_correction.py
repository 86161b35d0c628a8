# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - say why an average that starts at zero is too low, by how much, and for how long,
# - correct it with one division, so that it is right from the first step,
# - decide when the correction can be left out, and when it cannot.
#
# **You need** lesson 02: the average $v_t = \beta v_{t-1} + (1-\beta)\theta_t$ and its weights.

# %% goals [markdown] tags=["lang:zh"] of="eff0750e"
# **学完本课，你将能够**
#
# - 说清从零开始的平均为什么偏低、偏低多少、偏低多久；
# - 用一次除法作偏差修正（bias correction），使平均从第一步起就正确；
# - 判断什么时候可以省去修正，什么时候不能。
#
# **预备知识**：第 02 课的指数加权平均（exponentially weighted average）$v_t = \beta v_{t-1} + (1-\beta)\theta_t$ 及其权重。

# %% parameters tags=["parameters"]
language = "en"
seed = 0
quick = False

# %% setup tags=["setup"]
import numpy as np

import helpers.ema as plain
import helpers.pictures.bias_correction as pictures
from helpers import plots
from helpers.claims import show_claim
from testcases import check, hint, progress, set_language, solution, yours_or_ours

set_language(language)

# %% why [markdown] tags=["lang:en"]
# ## The first weeks are wrong
#
# In lesson 02 every curve began far below the thermometer. Here are the first 60 days, once more with β = 0.9. Nobody
# in Seattle saw 3 °F that winter. For an optimizer, a first average that is too small means first steps of the wrong
# size.

# %% why [markdown] tags=["lang:zh"] of="62160d29"
# ## 最初几周不对
#
# 在第 02 课里，每条曲线开头都远远低于温度计的读数。这里再画一次前 60 天，取 β = 0.9。那年冬天，西雅图可没有冷到 3 °F。对优化算法来说，最初的平均太小，意味着最初几步的大小不对。

# %% why-picture
plots.show(*pictures.low_start(0.9))

# %% predict [markdown] tags=["lang:en"]
# ## Predict
#
# Take the simplest weather: exactly 50 °F on each day, averaged with β = 0.9. Before you run the next cell:
#
# 1. What is the average after the first day?
# 2. And after the second?
# 3. Will it ever be 50?
#
# <details>
# <summary>Answers</summary>
#
# 5 after the first day. Then 0.9 · 5 + 0.1 · 50 = 9.5. Each day it comes nearer by a tenth of what is missing, and it
# never quite arrives.
#
# </details>

# %% predict [markdown] tags=["lang:zh"] of="d4917f99"
# ## 先猜一猜
#
# 设想最简单的天气：每天都恰好是 50 °F，取 β = 0.9 求平均。运行下一个单元格之前，先想一想：
#
# 1. 第一天之后，平均是多少？
# 2. 第二天之后呢？
# 3. 它会不会有一天等于 50？
#
# <details>
# <summary>答案</summary>
#
# 第一天之后是 5。接下来是 0.9 × 5 + 0.1 × 50 = 9.5。每过一天，它都补上剩余差距的十分之一，越来越近，却永远到不了。
#
# </details>

# %% predict-numbers
print(plain.ema(np.full(6, 50.0), beta=0.9).round(6))

# %% low-start [markdown] tags=["lang:en"]
# ## Why the start is low
#
# The average starts at $v_0 = 0$, a value that no thermometer showed. After $t$ days this zero still has the weight
# $\beta^t$, and the real days share the rest:
#
# $$\text{sum of their weights} = 1 - \beta^t$$
#
# On day 1 that is $1 - \beta$, so $v_1 = (1-\beta)\,\theta_1$: here a tenth of the reading. As $t$ grows, $\beta^t$
# vanishes and the sum nears 1.
#
# <details>
# <summary>Where does the sum come from?</summary>
#
# Let every day be the same value $c$. What is missing then shrinks by β each day, because
# $c - v_t = c - \beta v_{t-1} - (1-\beta)c = \beta\,(c - v_{t-1})$. It starts at $c$, so after $t$ days it is
# $\beta^t c$, and $v_t = (1-\beta^t)\,c$.
#
# </details>

# %% low-start [markdown] tags=["lang:zh"] of="ada7f356"
# ## 开头为什么偏低
#
# 平均从 $v_0 = 0$ 开始，而温度计从来没有显示过这个值。$t$ 天之后，这个零仍占有权重（weight）$\beta^t$，其余的部分才由各天的真实读数分享：
#
# $$\text{这些天的权重之和} = 1 - \beta^t$$
#
# 第 1 天，这个和是 $1 - \beta$，所以 $v_1 = (1-\beta)\,\theta_1$：在上面的例子里，就是读数的十分之一。随着 $t$ 增大，$\beta^t$ 趋于零，权重之和趋近 1。
#
# <details>
# <summary>这个和是怎么来的？</summary>
#
# 设每一天的值都是 $c$。这时，平均与它的差距每天乘以 β，因为 $c - v_t = c - \beta v_{t-1} - (1-\beta)c = \beta\,(c - v_{t-1})$。差距从 $c$ 开始，$t$ 天之后是 $\beta^t c$，所以 $v_t = (1-\beta^t)\,c$。
#
# </details>

# %% idea [markdown] tags=["lang:en"]
# ## The idea
#
# Divide by the sum of the weights, and they sum to 1 again:
#
# $$v_t^{\text{corrected}} = \frac{v_t}{1-\beta^t}$$
#
# - $v_t$ is the plain average after $t$ steps,
# - $t$ counts the steps and starts at 1,
# - $1-\beta^t$ is the share of the weights that fell on real values.
#
# The correction is for reading only. The recursion goes on with the plain $v_t$.

# %% idea [markdown] tags=["lang:zh"] of="b4174ebf"
# ## 思路
#
# 除以权重之和，权重加起来就又等于 1：
#
# $$v_t^{\text{修正}} = \frac{v_t}{1-\beta^t}$$
#
# - $v_t$ 是 $t$ 步之后未修正的平均；
# - $t$ 是步数，从 1 数起；
# - $1-\beta^t$ 是真实数据所占的权重之和。
#
# 修正后的值只供读取；递推仍然用未修正的 $v_t$ 继续下去。


# %% exercise-bias-correct tags=["lang:en", "exercise:bias_correct"]
def bias_correct(v, beta, t):
    """Return the average v (number or array) after t steps, corrected for its start at 0."""
    # solution
    return v / (1 - beta**t)
    # end solution


# %% exercise-bias-correct tags=["lang:zh", "exercise:bias_correct"] of="e7185f7e"
def bias_correct(v, beta, t):
    """v 是 t 步之后的平均（一个数或数组）；返回消除零起点影响之后的值。"""
    # solution
    return v / (1 - beta**t)
    # end solution


# %% check-bias-correct tags=["lang:en", "check"]
check(bias_correct)
# hint(bias_correct)  # take away the first "#" for a hint

# %% check-bias-correct tags=["lang:zh", "check"] of="bcdcf6b1"
check(bias_correct)
# hint(bias_correct)  # 去掉行首的“#”，可以看提示

# %% series [markdown] tags=["lang:en"]
# Now a whole series: average it and correct each day with its own $t$. You may paste your `ema` of lesson 02 into the
# cell and build on it, or write the loop anew.

# %% series [markdown] tags=["lang:zh"] of="17f9f319"
# 现在来处理整个序列：求平均，再用每一天自己的 $t$ 修正当天的平均。可以把你在第 02 课写的 `ema` 粘贴到单元格里，在它的基础上写，也可以重新写一个循环。


# %% exercise-ema-corrected tags=["lang:en", "exercise:ema_corrected"]
def ema_corrected(theta, beta):
    """Return the corrected averages of the series theta, (T,), as an array (T,)."""
    # solution
    v = 0.0
    corrected = []
    for t, value in enumerate(theta, start=1):
        v = beta * v + (1 - beta) * value
        corrected.append(v / (1 - beta**t))
    return np.array(corrected)
    # end solution


# %% exercise-ema-corrected tags=["lang:zh", "exercise:ema_corrected"] of="1cf6a051"
def ema_corrected(theta, beta):
    """返回序列 theta（形状 (T,)）修正后的各个平均，组成形状为 (T,) 的数组。"""
    # solution
    v = 0.0
    corrected = []
    for t, value in enumerate(theta, start=1):
        v = beta * v + (1 - beta) * value
        corrected.append(v / (1 - beta**t))
    return np.array(corrected)
    # end solution


# %% check-ema-corrected tags=["lang:en", "check"]
check(ema_corrected)
# hint(ema_corrected)  # take away the first "#" for a hint

# %% check-ema-corrected tags=["lang:zh", "check"] of="467a0890"
check(ema_corrected)
# hint(ema_corrected)  # 去掉行首的“#”，可以看提示

# %% see [markdown] tags=["lang:en"]
# ## See it
#
# Your corrected curve on top of the reference's, with the plain one below. To see a curve that is not right yet, write
# `ema_corrected` in place of `mine`.

# %% see [markdown] tags=["lang:zh"] of="ea3d7b05"
# ## 看一看
#
# 你的修正曲线与参考实现的曲线叠在一起，下方的虚线是未修正的曲线。如果函数还没有写对，又想看看它的曲线，就把 `mine` 换成 `ema_corrected`。

# %% see-picture
mine = yours_or_ours(ema_corrected)
plots.show(*pictures.yours_beside_ours(mine, 0.9))

# %% meet [markdown] tags=["lang:en"]
# ## The curves meet
#
# The gap between the two is $\beta^t$ times the corrected average. It is 30.6 °F on day 1, below 1 °F from day 36, and
# then nothing that you could see. The right panel waits for the experiment at the end.

# %% meet [markdown] tags=["lang:zh"] of="b930580d"
# ## 两条曲线汇合
#
# 两条曲线的差距，是修正后的平均乘以 $\beta^t$。第 1 天，差距是 30.6 °F；从第 36 天起，它小于 1 °F；再往后，就看不出来了。右图留到最后的动手试验再看。

# %% meet-picture
plots.show(*pictures.corrected_beside_plain(0.9))
show_claim("BC-1", seed, quick)

# %% constant [markdown] tags=["lang:en"]
# ## Exact where it can be, nearer where it cannot
#
# On a constant series the corrected average is the constant, from the first day. With noise it is not exact, but right
# on average. The next cell lets both averages race on 100 noisy series. While the start still counts, the corrected one
# is nearer to the truth in all of them. Later it is a coin flip: the two are then the same for all practical purposes.

# %% constant [markdown] tags=["lang:zh"] of="24d8b227"
# ## 能精确则精确，不能则更接近
#
# 序列恒为常数时，修正后的平均从第一天起就等于这个常数。有噪声（noise）时，它不再精确，但平均来看既不偏高，也不偏低。下一个单元格让两种平均在 100 个带噪声的序列上比一比。起点还有影响时，在每一个序列上，都是修正后的平均更接近真值。此后，谁更接近就像抛硬币：两者实际上已经没有差别。

# %% claim-bc-2
show_claim("BC-2", seed, quick)

# %% discard [markdown] tags=["lang:en"]
# ## Or throw the start away?
#
# Some leave the average as it is and discard its first values. That costs no division, and it costs the days:
# 35 of them if the rest is to be within 1 °F of the corrected curve. That curve uses them all; it is rougher at first,
# because an average of two or three days cannot be smooth.

# %% discard [markdown] tags=["lang:zh"] of="8406a1b9"
# ## 或者把开头丢掉？
#
# 也有人不修正，而是把平均开头的一些值丢掉。除法是省了，却要赔上许多天：要让余下的部分与修正后的曲线相差不到 1 °F，就得丢掉 35 天。修正后的曲线一天也不丢，只是开头比较粗糙，因为只对两三天求平均，曲线不可能平滑。

# %% discard-picture
plots.show(*pictures.discard_or_correct(0.9))

# %% skip [markdown] tags=["lang:en"]
# ## When can you skip it?
#
# In practice the correction is often left out. How long the start matters depends on β alone: after $t$ steps the share
# $\beta^t$ is missing. The dots mark where it falls below 1 %.
#
# At β = 0.9 that takes 44 steps, and a training run has thousands. At β = 0.999, the value that Adam uses for its
# second average, it takes 4,603 steps, and the first average is 1,000 times too small. There, leaving it out is a
# mistake. The errors below are root mean squares over 100 noisy series.

# %% skip [markdown] tags=["lang:zh"] of="5a618551"
# ## 什么时候可以省去修正？
#
# 实际使用时，常常省去修正。起点的影响持续多久，只取决于 β：$t$ 步之后，平均还缺少 $\beta^t$ 这么大的比例。图中的圆点标出它从哪一步起小于 1%。
#
# β = 0.9 时要 44 步，而一次训练有几千步。β = 0.999 时（后面要学的 Adam 里，第二个平均用的正是这个值）要 4,603 步，第一步的平均要乘以 1,000 才对。这时省去修正就错了。下面的误差都是均方根误差，由 100 个带噪声的序列算出。

# %% skip-picture
plots.show(*pictures.bias_left(0.5, 0.9, 0.98, 0.999))
show_claim("BC-3", seed, quick)

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment
#
# **Goal:** look back over at least 10 days, with at most 14 days that the start makes over 1 °F too low. First try it
# with β alone. How long a window do 14 such days allow? Then think of a way into the green corner.
#
# <details>
# <summary>One answer</summary>
#
# No β will do on its own: a start that is forgotten soon asks for a short memory. With 14 low days the window is 4.5
# days long, at β = 0.78; a window of 10 days costs 35. Switch on the correction, and any β from 0.9 is in the corner.
#
# </details>

# %% experiment [markdown] tags=["lang:zh"] of="5234690b"
# ## 动手试验
#
# **目标**：至少回看 10 天，同时，受起点影响而偏低超过 1 °F 的日子不超过 14 天。先只用 β 试一试：这样的日子有 14 天时，窗口能有多长？再想想，怎样才能进入绿色的那一角。
#
# <details>
# <summary>一个答案</summary>
#
# 只靠 β 做不到：要很快忘掉起点，记忆就得短。偏低 14 天时，窗口只有 4.5 天，这时 β = 0.78；要有 10 天的窗口，就得偏低 35 天。打开修正，β 只要不小于 0.9，就在绿色的那一角里。
#
# </details>

# %% explorer
pictures.explorer(beta=0.9, corrected=False)

# %% mistakes [markdown] tags=["lang:en"]
# ## Common mistakes
#
# - **Counting from 0.** With $t = 0$ the formula divides by zero. The first step is $t = 1$.
# - **Dividing by 1 − β.** That is right on day 1 only; the power $t$ must grow with the days.
# - **Writing the corrected value back into $v$.** The next step then starts from a value that is too large, and
#   the error grows with each of the first steps.
# - **Starting $t$ anew in every epoch.** The average does not start anew, so neither may $t$.

# %% mistakes [markdown] tags=["lang:zh"] of="fa051354"
# ## 常见错误
#
# - **从 0 数起。** $t = 0$ 时，公式会除以零。第一步是 $t = 1$。
# - **除以 1 − β。** 这只在第 1 天正确；指数 $t$ 必须随天数增大。
# - **把修正后的值写回 $v$。** 这样，下一步会从一个过大的值出发，而且起初每走一步，误差都会变大。
# - **每个轮次（epoch）都让 $t$ 重新数起。** 进入新的轮次时，平均并没有重新开始，$t$ 也就不能重新开始。

# %% recap [markdown] tags=["lang:en"]
# ## Recap
#
# The zero start weighs $\beta^t$. Dividing by $1-\beta^t$ takes it out, from the first step on. It matters for about
# $4.6/(1-\beta)$ steps and changes nothing after that.

# %% recap [markdown] tags=["lang:zh"] of="ef9e768b"
# ## 小结
#
# 零起点的权重是 $\beta^t$。除以 $1-\beta^t$，从第一步起就消除了它的影响。修正大约在前 $4.6/(1-\beta)$ 步里起作用，之后不再改变什么。

# %% questions [markdown] tags=["lang:en"]
# ## Questions
#
# 1. β = 0.9 and $v_1 = 4$. What was $\theta_1$?
# 2. Why does $v_1^{\text{corrected}}$ equal $\theta_1$ for every β?
# 3. The recap says $4.6/(1-\beta)$. Where does 4.6 come from?
#
# <details>
# <summary>Answers</summary>
#
# 1. 40, because $v_1 = 0.1 \cdot \theta_1$.
# 2. $v_1 = (1-\beta)\theta_1$, and the correction divides by $1-\beta$.
# 3. $\beta^t = 0.01$ gives $t = \ln 0.01 / \ln \beta$. With $\ln 0.01 \approx -4.6$ and $\ln \beta \approx -(1-\beta)$
#    for β near 1, that is $4.6/(1-\beta)$.
#
# </details>

# %% questions [markdown] tags=["lang:zh"] of="20ce163a"
# ## 思考题
#
# 1. β = 0.9，$v_1 = 4$。$\theta_1$ 是多少？
# 2. 为什么对每一个 β，$v_1^{\text{修正}}$ 都等于 $\theta_1$？
# 3. 小结里有 $4.6/(1-\beta)$。其中的 4.6 是怎么来的？
#
# <details>
# <summary>答案</summary>
#
# 1. 40，因为 $v_1 = 0.1 \cdot \theta_1$。
# 2. $v_1 = (1-\beta)\theta_1$，而修正就是除以 $1-\beta$。
# 3. 由 $\beta^t = 0.01$ 得 $t = \ln 0.01 / \ln \beta$。又因为 $\ln 0.01 \approx -4.6$，而 β 接近 1 时 $\ln \beta \approx -(1-\beta)$，于是约为 $4.6/(1-\beta)$。
#
# </details>

# %% further-reading [markdown] tags=["lang:en"]
# ## Further reading
#
# - D. P. Kingma and J. Ba, *Adam: a method for stochastic optimization*, section 3: this correction, derived for random
#   gradients.
# - The documentation of pandas' `ewm`: its default, `adjust=True`, is the corrected average of this lesson.

# %% further-reading [markdown] tags=["lang:zh"] of="007041a7"
# ## 延伸阅读
#
# - D. P. Kingma 和 J. Ba，*Adam: a method for stochastic optimization*，第 3 节：针对随机梯度推导了这种修正。
# - pandas 文档中的 `ewm`：默认的 `adjust=True` 就是本课修正后的平均。
