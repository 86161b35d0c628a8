# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - tell a minimum, a maximum and a saddle apart by the Hessian,
# - say why a large network meets saddles and plateaus rather than bad local minima,
# - get off a saddle with a little noise,
# - choose a method for flat ground, and know when it does not help.
#
# **You need** lessons 04 to 06: momentum, RMSprop, Adam.

# %% goals [markdown] tags=["lang:zh"] of="ff0e883d"
# **学完本课，你将能够**
#
# - 用 Hessian 矩阵区分极小值点、极大值点和鞍点（saddle point）；
# - 说清大型网络为什么更常遇到鞍点和平台区（plateau），而不是很差的局部极小值；
# - 用一点噪声离开鞍点；
# - 为平坦的地方选一种方法，并知道它什么时候帮不上忙。
#
# **预备知识**：第 04 到 06 课，即动量（momentum）、RMSprop 和 Adam。

# %% parameters tags=["parameters"]
language = "en"
seed = 0
quick = False

# %% setup tags=["setup"]
import numpy as np

import helpers.pictures.saddle_points as pictures
from helpers import plots
from helpers.claims import show_claim
from helpers.objectives import monkey_saddle, saddle
from testcases import check, hint, progress, set_language, solution, yours_or_ours

set_language(language)

# %% why [markdown] tags=["lang:en"]
# ## Stuck, but where?
#
# The cost has stopped falling and the gradient is almost zero. Is this the bottom? It need not be. Two walks
# start a hundredth apart: one stops on a **saddle point** (square), the other finds a valley (star).

# %% why [markdown] tags=["lang:zh"] of="cfe0f091"
# ## 停住了，但停在哪里？
#
# 代价不再下降，梯度几乎为零。这就是谷底吗？未必。右图中，两条路径的起点只相距百分之一个单位：一条停在**鞍点**（方块），另一条走进了山谷（五角星）。

# %% why-picture
plots.show(*pictures.two_views())

# %% predict [markdown] tags=["lang:en"]
# ## Predict
#
# At such a point, each direction bends up or down. Say that a coin decides, for each direction by itself, in a network
# with 1,000 parameters. How likely is it that all of them bend up? The answer comes below.

# %% predict [markdown] tags=["lang:zh"] of="d275f496"
# ## 先猜一猜
#
# 在这样的点，每个方向不是向上弯，就是向下弯。假设每个方向各抛一枚硬币来决定，而网络有 1,000 个参数。所有方向都向上弯的概率有多大？答案见后文。

# %% kinds [markdown] tags=["lang:en"]
# ## Three kinds of flat
#
# A point where the gradient is zero is a **critical point**. There the cost looks like
#
# $$\begin{aligned}
# f(w + d) &\approx f(w) + \tfrac12\, d^\top H d \\
# H_{ij} &= \frac{\partial^2 f}{\partial w_i\, \partial w_j}
# \end{aligned}$$
#
# - $d$ is a small step away from $w$,
# - $H$, the **Hessian**, holds the second derivatives; it is symmetric, of shape (n, n) for n parameters,
# - its **eigenvalues** are the curvatures along n directions at right angles, its eigenvectors.
#
# All positive: every way leads up, a minimum. All negative: a maximum. Both signs: a saddle.

# %% kinds [markdown] tags=["lang:zh"] of="989bf637"
# ## 三种平坦
#
# 梯度为零的点称为**临界点**（critical point）。在它附近，代价近似为
#
# $$\begin{aligned}
# f(w + d) &\approx f(w) + \tfrac12\, d^\top H d \\
# H_{ij} &= \frac{\partial^2 f}{\partial w_i\, \partial w_j}
# \end{aligned}$$
#
# - $d$ 是从临界点 $w$ 迈出的一小步；
# - $H$ 称为 **Hessian 矩阵**（又译黑塞矩阵），由二阶导数组成；有 n 个参数时，它是 n × n 的对称矩阵；
# - 它的**特征值**（eigenvalue）是沿 n 个互相垂直的方向的曲率，这些方向就是它的特征向量（eigenvector）。
#
# 特征值全为正：往哪边走都是上坡，这是极小值点（minimum）。全为负：极大值点（maximum）。有正有负：鞍点（saddle）。

# %% kinds-picture
plots.show(*pictures.kinds())

# %% degenerate [markdown] tags=["lang:en"]
# ## When the Hessian does not decide
#
# With a zero and no mixed signs, second derivatives cannot tell: $x^2 + y^4$ and $x^2 - y^4$ have one Hessian at 0, and
# only one of them is a minimum. Call that *degenerate*. Beside an up **and** a down, zeros change nothing: a saddle.
#
# Computed eigenvalues carry rounding errors. So call zero whatever is not above `tol` or below `-tol`.

# %% degenerate [markdown] tags=["lang:zh"] of="4694572d"
# ## Hessian 无法判定时
#
# 如果特征值里有零，又没有正负并存，仅凭二阶导数就无法判定：$x^2 + y^4$ 和 $x^2 - y^4$ 在 0 处的 Hessian 相同，而只有其中一个在那里是极小值点。这种情形称为**退化**（degenerate）。如果既有向上的方向，**又有**向下的方向，那么有没有零都一样：是鞍点。
#
# 算出来的特征值带有舍入误差。所以，凡是既不大于 `tol`、也不小于 `-tol` 的，都当作零。


# %% exercise-classify tags=["lang:en", "exercise:classify_critical_point"]
def classify_critical_point(hessian, tol=1e-8):
    """Take a symmetric array (n, n); return 'minimum', 'maximum', 'saddle' or 'degenerate'."""
    # solution
    eigenvalues = np.linalg.eigvalsh(hessian)
    up, down = eigenvalues > tol, eigenvalues < -tol
    if up.any() and down.any():
        return "saddle"
    if up.all():
        return "minimum"
    return "maximum" if down.all() else "degenerate"
    # end solution


# %% exercise-classify tags=["lang:zh", "exercise:classify_critical_point"] of="00d012ef"
def classify_critical_point(hessian, tol=1e-8):
    """输入形状为 (n, n) 的对称数组。

    返回 'minimum'（极小值点）、'maximum'（极大值点）、'saddle'（鞍点）或 'degenerate'（退化）。
    """
    # solution
    eigenvalues = np.linalg.eigvalsh(hessian)
    up, down = eigenvalues > tol, eigenvalues < -tol
    if up.any() and down.any():
        return "saddle"
    if up.all():
        return "minimum"
    return "maximum" if down.all() else "degenerate"
    # end solution


# %% check-classify tags=["lang:en", "check"]
check(classify_critical_point)
# hint(classify_critical_point)  # take away the first "#" for a hint

# %% check-classify tags=["lang:zh", "check"] of="b03e3a45"
check(classify_critical_point)
# hint(classify_critical_point)  # 去掉行首的“#”，可以看提示

# %% see-classify [markdown] tags=["lang:en"]
# ## See it
#
# Your function looks at three points of the picture's cost and its neighbour, the monkey saddle $x^3 - 3xy^2$: three
# ways down, for two legs and a tail, and a Hessian that is all zeros.

# %% see-classify [markdown] tags=["lang:zh"] of="0cd05f69"
# ## 看一看
#
# 让你的函数判断三个点。它们取自开头那幅图的代价函数，以及它的近亲**猴鞍面**（monkey saddle）$x^3 - 3xy^2$：猴鞍面有三条下坡路，猴子骑上去，两条放腿，一条放尾巴；而它的 Hessian 全为零。

# %% see-classify-points tags=["lang:en"]
kind = yours_or_ours(classify_critical_point)
print("(0, 0)          ", kind(saddle().hessian(np.array([0.0, 0.0]))))
print("(0, √2)         ", kind(saddle().hessian(np.array([0.0, np.sqrt(2)]))))
print("a monkey's seat ", kind(monkey_saddle().hessian(np.array([0.0, 0.0]))))

# %% see-classify-points tags=["lang:zh"] of="ff6e2e22"
kind = yours_or_ours(classify_critical_point)
print("(0, 0)          ", kind(saddle().hessian(np.array([0.0, 0.0]))))
print("(0, √2)         ", kind(saddle().hessian(np.array([0.0, np.sqrt(2)]))))
print("猴鞍面的中心    ", kind(monkey_saddle().hessian(np.array([0.0, 0.0]))))

# %% claim-kinds
show_claim("SP-1", seed, quick)

# %% dimensions [markdown] tags=["lang:en"]
# ## Many dimensions, many saddles
#
# With the coin, the chance is $2^{-1000}$. The eigenvalues of a random symmetric matrix even push each other apart, so
# that its chance falls faster than the coin's.
#
# A network's Hessian is not random, though: low down, where the cost is small, more of its eigenvalues are positive.
# The last line under "What was measured" shows how much that changes.

# %% dimensions [markdown] tags=["lang:zh"] of="784495a3"
# ## 维数越高，鞍点越多
#
# 按抛硬币算，概率是 $2^{-1000}$。随机对称矩阵的特征值还会互相排斥，所以它们全为正的概率，比抛硬币的概率下降得更快。
#
# 不过，网络的 Hessian 并不是随机的：在低处，也就是代价小的地方，为正的特征值更多。“测得的数值”的最后一行显示，这会带来多大的差别。

# %% claim-dimensions
show_claim("SP-2", seed, quick)

# %% flat [markdown] tags=["lang:en"]
# ## Leaving a saddle, crossing a plateau
#
# Call the distance from the ridge $y$, and the downward curvature $-\lambda$. Near the saddle, a step of plain descent
# multiplies $y$ by $1 + \alpha\lambda$. From $y_0$ it therefore takes about
#
# $$t \approx \frac{\ln(1/y_0)}{\ln(1 + \alpha\lambda)}$$
#
# steps to get to 1. From a millionth it takes only twice the steps that it takes from a thousandth, but from exactly
# $y_0 = 0$ nothing ever grows.
#
# On a **plateau** the gradient is small everywhere. RMSprop and Adam divide by its size, so their step is about α,
# however flat it is.

# %% flat [markdown] tags=["lang:zh"] of="da2d2285"
# ## 离开鞍点，穿过平台区
#
# 记到山脊（ridge）的距离为 $y$，向下弯的曲率为 $-\lambda$。在鞍点附近，普通梯度下降（gradient descent）每走一步，$y$ 就乘以 $1 + \alpha\lambda$。因此从 $y_0$ 出发，大约要走
#
# $$t \approx \frac{\ln(1/y_0)}{\ln(1 + \alpha\lambda)}$$
#
# 步，才能使这个距离增大到 1。从百万分之一出发，步数也只是从千分之一出发的两倍；但若正好从 $y_0 = 0$ 出发，就永远没有什么可以增长。
#
# 在**平台区**上，梯度处处都很小。RMSprop 和 Adam 会除以梯度的大小，所以不论多么平坦，它们的一步都约为 α。

# %% methods-picture
plots.show(*pictures.methods())

# %% flat-claims [markdown] tags=["lang:en"]
# Averaged momentum is no help at the same α: it waits for its average. The accumulated form steps ten times farther.
# Scaling has its limit, too. On a saddle turned by 45° each coordinate also sees the slope of the ridge, and Adam's
# long memory of it keeps the steps across small.

# %% flat-claims [markdown] tags=["lang:zh"] of="60b3fde2"
# 在同一个 α 下，平均形式的动量帮不上忙：它得等自己的平均慢慢跟上来。累加形式的步子则是它的十倍。按坐标缩放也有局限：鞍点转过 45° 之后，每个坐标上的梯度都混进了沿山脊的坡度，Adam 又久久忘不掉它，于是横向的步子一直很小。

# %% claims-flat
show_claim("SP-3", seed, quick)
show_claim("SP-4", seed, quick)

# %% noise [markdown] tags=["lang:en"]
# ## A little noise
#
# On the ridge every method fails: zero times anything is zero. So shake the gradient:
#
# $$\begin{aligned}
# x_{t+1} &:= x_t - \alpha\,\bigl(\nabla f(x_t) + \text{noise}\cdot\xi_t\bigr) \\
# \xi_t &\sim N(0, I)
# \end{aligned}$$
#
# - $x_t$ is the point after $t$ steps, $\nabla f$ the gradient, α the learning rate,
# - $\xi_t$ holds one normal random number for each coordinate, drawn anew in each step,
# - noise is its size: 0 is plain descent.
#
# Mini-batches bring such noise for free. Make the random numbers with a generator of your own, from the seed.

# %% noise [markdown] tags=["lang:zh"] of="07fe92f0"
# ## 一点噪声
#
# 在山脊上，每种方法都无能为力：零乘以任何数都是零。那就给梯度加一点抖动：
#
# $$\begin{aligned}
# x_{t+1} &:= x_t - \alpha\,\bigl(\nabla f(x_t) + \text{noise}\cdot\xi_t\bigr) \\
# \xi_t &\sim N(0, I)
# \end{aligned}$$
#
# - $x_t$ 是走完 $t$ 步之后的点，$\nabla f$ 是梯度，α 是学习率（learning rate）；
# - $\xi_t$ 为每个坐标各含一个正态随机数，每一步都重新抽取；
# - noise 是噪声的大小：取 0 就是普通梯度下降。
#
# 小批量（mini-batch）的梯度天生就带有这样的噪声。请用种子 seed 建立一个你自己的生成器，由它产生随机数。


# %% exercise-escape tags=["lang:en", "exercise:escape_saddle"]
def escape_saddle(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
    """Walk from x0, shape (dim,), against the gradient grad(x), with noise.

    Return all points, x0 first, as an array of shape (steps + 1, dim).
    """
    # solution
    rng = np.random.default_rng(seed)
    path = [x0]
    for _ in range(steps):
        shaken = grad(path[-1]) + noise * rng.normal(size=x0.shape)
        path.append(path[-1] - learning_rate * shaken)
    return np.array(path)
    # end solution


# %% exercise-escape tags=["lang:zh", "exercise:escape_saddle"] of="cd0984e3"
def escape_saddle(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
    """从形状为 (dim,) 的 x0 出发，逆着梯度 grad(x) 走，并带有噪声。

    返回所有的点，x0 在最前，数组的形状为 (steps + 1, dim)。
    """
    # solution
    rng = np.random.default_rng(seed)
    path = [x0]
    for _ in range(steps):
        shaken = grad(path[-1]) + noise * rng.normal(size=x0.shape)
        path.append(path[-1] - learning_rate * shaken)
    return np.array(path)
    # end solution


# %% check-escape tags=["lang:en", "check"]
check(escape_saddle)
# hint(escape_saddle)  # take away the first "#" for a hint

# %% check-escape tags=["lang:zh", "check"] of="7e87f717"
check(escape_saddle)
# hint(escape_saddle)  # 去掉行首的“#”，可以看提示

# %% see-escape [markdown] tags=["lang:en"]
# Your walks from the ridge, with noise for five seeds and without it. Which valley a walk finds is left to chance.

# %% see-escape [markdown] tags=["lang:zh"] of="cbe27d7e"
# 这是你的函数从山脊出发走出的路径：五条带噪声，种子各不相同；一条不带噪声。走进哪一个山谷，全凭偶然。

# %% see-escape-picture
mine = yours_or_ours(escape_saddle)
plots.show(*pictures.yours_on_the_ridge(mine))

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment
#
# Switch the noise off and look where the walk rests; then start a little beside the ridge. The goal stands above the
# figure; in it a circle marks the start, a diamond the step at which the walk is out. What does ten times the noise
# gain, and what does it cost?
#
# <details><summary>One answer</summary>
#
# log₁₀ of the noise between −1.5 and −1, that is noise from 0.03 to 0.1. Ten times the noise saves a dozen steps each
# time, and makes the wobble ten times larger: noise that shrinks over time would have both. Start x changes nothing:
# the walk slides down the ridge and away from it independently.
#
# </details>

# %% experiment [markdown] tags=["lang:zh"] of="bfe8e8a7"
# ## 动手试验
#
# 先关掉噪声，看看路径停在哪里；再从山脊旁边一点的地方出发。目标写在图的上方；图中的圆圈是起点，菱形是离开鞍点的那一步。噪声放大到十倍，能换来什么，又会失去什么？
#
# <details><summary>一个答案</summary>
#
# 噪声的 log₁₀ 取 −1.5 到 −1，也就是噪声从 0.03 到 0.1。噪声每放大到十倍，就能早十来步离开，晃动也随之放大到十倍；如果让噪声随时间减小，就能两者兼得。起点 x 没有影响：沿山脊下滑与离开山脊互不相干。
#
# </details>

# %% explorer
pictures.explorer()

# %% batches [markdown] tags=["lang:en"]
# ## Batches on a saddle
#
# A batch of all samples has no noise: it settles on the saddle, where small batches move on. The example is made for
# the purpose: each of 256 samples adds a slope of its own, and over all of them the slopes cancel. Read the limits as
# carefully as the effect.

# %% batches [markdown] tags=["lang:zh"] of="a25cf4a0"
# ## 鞍点上的批量
#
# 把全部样本作为一批，就没有噪声：这样会停在鞍点上，批量小时则会继续往前走。这个例子是特意构造的：256 个样本各自附加一个坡度，全部合起来正好抵消。看效果的同时，也请同样仔细地看它的局限。

# %% claim-batches
show_claim("SP-5", seed, quick)

# %% width [markdown] tags=["lang:en"]
# ## Do real networks stick?
#
# Small ones do. On two moons, most nets with three hidden units come to rest where they should not, though three can be
# enough. With more units there are more ways down. That is about training samples, not about new ones.

# %% width [markdown] tags=["lang:zh"] of="72840506"
# ## 真实的网络会卡住吗？
#
# 小网络会。在双月数据（two moons：两弯交错的月牙）上，有三个隐藏单元的网络大多停在了不该停的地方，尽管三个单元有时已经够用。单元越多，下坡的路就越多。这里说的是训练样本，不是新样本。

# %% claim-width
show_claim("SP-6", seed, quick)

# %% mistakes [markdown] tags=["lang:en"]
# ## Common mistakes
#
# - **The diagonal instead of the eigenvalues.** $x^2 + 3xy + y^2$ has a positive diagonal and is a saddle.
# - **The determinant instead of the eigenvalues.** Its sign decides in two dimensions only.
# - **A small gradient taken for the end.** It may be a saddle or a plateau: train on, or raise α, and look again.
# - **The generator made inside the loop.** The same numbers in each step are a push, not noise.
# - **Adam trusted on any saddle.** Its scaling is along the axes.

# %% mistakes [markdown] tags=["lang:zh"] of="4b73f015"
# ## 常见错误
#
# - **用对角线代替特征值。** $x^2 + 3xy + y^2$ 的对角线全为正，它却是鞍点。
# - **用行列式代替特征值。** 只有在二维时，它的符号才能判定。
# - **梯度很小，就以为到了终点。** 那里可能是鞍点或平台区：继续训练，或者调大 α，再看一看。
# - **在循环里建立生成器。** 每一步都得到同样的数，那是推力，不是噪声。
# - **以为 Adam 能对付任何鞍点。** 它只沿坐标轴缩放。

# %% recap [markdown] tags=["lang:en"]
# ## Recap
#
# A zero gradient says little; the Hessian's eigenvalues say what is there. In many dimensions it is mostly a saddle.
# Leaving takes the longer, the nearer the ridge you start, but only as a logarithm grows; on the ridge itself it takes
# noise.
#
# ## Questions
#
# 1. The Hessian has the eigenvalues 3, 0 and −1. Which kind of point is it?
# 2. With α = 0.01 and λ = 2, how many steps does plain descent take from $y_0 = 10^{-9}$ to 1?
# 3. Why do large batches need a start off the ridge more than small ones?
#
# <details><summary>Answers</summary>
#
# 1. A saddle: there is a way up and a way down.
# 2. About $\ln(10^9) / \ln(1.02) \approx 1046$.
# 3. Their gradients hold less noise, or none, and without a first push nothing grows.
#
# </details>
#
# ## Further reading
#
# - Y. Dauphin et al., *Identifying and attacking the saddle point problem in high-dimensional non-convex
#   optimization*, 2014.
# - R. Ge et al., *Escaping from saddle points: online stochastic gradient for tensor decomposition*, 2015.
# - N. S. Keskar et al., *On large-batch training for deep learning*, 2017.

# %% recap [markdown] tags=["lang:zh"] of="f7b09455"
# ## 小结
#
# 梯度为零说明不了多少；那里究竟是什么，要看 Hessian 的特征值。维数很高时，多半是鞍点。离开它所需的时间，与到山脊距离的对数成正比；如果就在山脊上，则需要噪声。
#
# ## 思考题
#
# 1. Hessian 的特征值是 3、0 和 −1。这是哪一种点？
# 2. α = 0.01，λ = 2，普通梯度下降从 $y_0 = 10^{-9}$ 走到 1 要多少步？
# 3. 与批量小时相比，为什么批量大时更需要从山脊旁边出发？
#
# <details><summary>答案</summary>
#
# 1. 鞍点：既有上坡的方向，也有下坡的方向。
# 2. 约 $\ln(10^9) / \ln(1.02) \approx 1046$ 步。
# 3. 批量大时，梯度里的噪声很少，甚至没有；而没有最初的一推，什么也不会增长。
#
# </details>
#
# ## 延伸阅读
#
# - Y. Dauphin 等，*Identifying and attacking the saddle point problem in high-dimensional non-convex optimization*，2014。
# - R. Ge 等，*Escaping from saddle points: online stochastic gradient for tensor decomposition*，2015。
# - N. S. Keskar 等，*On large-batch training for deep learning*，2017。
