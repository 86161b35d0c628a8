# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - write one step of gradient descent for a network of any depth,
# - shuffle data and cut it into mini-batches, without losing a sample or a label,
# - say what the size of a batch costs and what it buys, and choose one,
# - read a cost curve that jumps.
#
# **You need** Python, NumPy arrays, and an idea of what a gradient is.

# %% goals [markdown] tags=["lang:zh"] of="8645906d"
# **学完本课，你将能够**
#
# - 为任意层数的网络写出梯度下降（gradient descent）的一步（step）；
# - 打乱数据并切成小批量（mini-batch），不丢一个样本，也不错配一个标签；
# - 说清批量取大取小各有什么得失，并选出合适的大小；
# - 看懂上下跳动的代价曲线。
#
# **预备知识**：Python、NumPy 数组，并大致知道什么是梯度。

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

# %% why [markdown] tags=["lang:zh"] of="0e3b54b1"
# ## 为什么要等全部样本？
#
# 用**全批量**（batch），也就是全部样本，做梯度下降，要看完每一个样本才走一步。样本有 5,000,000 个时，看这么久，只换来一小步。取一个**小批量**，比如 1,000 个样本，就已经大致知道哪边是下坡。每看完一个小批量就走一步，那么把数据看一遍，也就是一个**轮次**（epoch），能走 5,000 步。

# %% why-claim
show_claim("MB-1", seed, quick)

# %% predict [markdown] tags=["lang:en"]
# ## Predict
#
# Fit a linear model with two weights to 256 samples for 20 epochs: once with the whole batch, once with mini-batches
# of 32, both with the learning rate 0.1. Before you run the next cell, decide:
#
# 1. How many steps does each of them make?
# 2. Which cost curve falls in every step?
# 3. Which one is lower at the end?

# %% predict [markdown] tags=["lang:zh"] of="b12d18ba"
# ## 先猜一猜
#
# 用带两个权重（weight）的线性模型拟合 256 个样本，训练 20 个轮次：一次用全批量，一次用每批 32 个样本的小批量，学习率（learning rate）都是 0.1。运行下一个单元格之前，先想一想：
#
# 1. 两者各走多少步？
# 2. 哪一条代价曲线每一步都下降？
# 3. 最后哪一条更低？

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

# %% one-step [markdown] tags=["lang:zh"] of="0cf7f010"
# ## 一步更新
#
# 梯度指向代价增大的方向。在每一层，都朝相反的方向走一步：
#
# $$W := W - \alpha\, dW, \qquad b := b - \alpha\, db$$
#
# - $W$ 和 $b$ 是一层的权重和偏置（bias），存放在字典 `parameters` 里，键为 W1、b1、W2、b2……；
# - $dW$ 和 $db$ 是代价的梯度，存放在 `grads` 里，键为 dW1、db1……，形状与参数相同；
# - $\alpha$ 是**学习率**，即步长与梯度大小之比。


# %% exercise-update tags=["lang:en", "exercise:update_parameters_with_gd"]
def update_parameters_with_gd(parameters, grads, learning_rate):
    """Make one step of gradient descent on every layer; return the new parameters, a dict."""
    # solution
    stepped = {}
    for key, value in parameters.items():
        stepped[key] = value - learning_rate * grads["d" + key]
    return stepped
    # end solution


# %% exercise-update tags=["lang:zh", "exercise:update_parameters_with_gd"] of="0cebeb3b"
def update_parameters_with_gd(parameters, grads, learning_rate):
    """对每一层走一步梯度下降；返回更新之后的 parameters，仍是字典。"""
    # solution
    stepped = {}
    for key, value in parameters.items():
        stepped[key] = value - learning_rate * grads["d" + key]
    return stepped
    # end solution


# %% check-update tags=["lang:en", "check"]
check(update_parameters_with_gd)
# hint(update_parameters_with_gd)  # take away the first "#" for a hint

# %% check-update tags=["lang:zh", "check"] of="7fb189db"
check(update_parameters_with_gd)
# hint(update_parameters_with_gd)  # 去掉行首的“#”，可以看提示

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

# %% shuffle-and-cut [markdown] tags=["lang:zh"] of="caa713ee"
# ## 打乱与切分
#
# 样本是**列**：$X$ 的形状是 $(n_x, m)$，$Y$ 的形状是 $(n_y, m)$，$m$ 是样本数。每个轮次都先打乱各列的顺序，再切成若干段 $X^{\{t\}}, Y^{\{t\}}$：
#
# $$T = \lceil m / \text{批量大小} \rceil, \qquad t = 1, \dots, T$$
#
# - 每一段有 `mini_batch_size` 列，最后一段是剩下的列。
# - $X$ 和 $Y$ 按同一个顺序排列，否则标签会跑到别的样本旁边。
# - 顺序由 `seed` 决定。每个轮次换一个种子，切出来的小批量才会不同。
#
# 例如有 148 个样本、批量大小为 64 时，各段是 64、64 和 20 列。


# %% exercise-batches tags=["lang:en", "exercise:random_mini_batches"]
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


# %% exercise-batches tags=["lang:zh", "exercise:random_mini_batches"] of="c2a27e28"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """返回由 (X_t, Y_t) 组成的列表：把 X 和 Y 的列按同一个顺序打乱之后切成的各段。

    每一段有 mini_batch_size 列，最后一段是剩下的列。怎样打乱都可以，只要由 seed 决定。
    不要改动全局的随机状态。
    """
    # solution
    order = np.random.default_rng(seed).permutation(X.shape[1])
    mini_batches = []
    for start in range(0, X.shape[1], mini_batch_size):
        columns = order[start : start + mini_batch_size]
        mini_batches.append((X[:, columns], Y[:, columns]))
    return mini_batches
    # end solution


# %% check-batches tags=["lang:en", "check"]
check(random_mini_batches)
# hint(random_mini_batches)  # take away the first "#" for a hint

# %% check-batches tags=["lang:zh", "check"] of="e046a72d"
check(random_mini_batches)
# hint(random_mini_batches)  # 去掉行首的“#”，可以看提示

# %% see [markdown] tags=["lang:en"]
# ## See it
#
# Your two functions fit the line, on top of the reference. Your shuffle may differ, and so the steps.

# %% see [markdown] tags=["lang:zh"] of="a53f7419"
# ## 看一看
#
# 用你的两个函数拟合同一个线性模型，走出的路径与参考实现的叠在一起。你打乱的顺序可以不同，那样每一步也会不同。

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
# often. They start at the square; the star marks the best weights.

# %% three [markdown] tags=["lang:zh"] of="700b2053"
# ## 全批量、小批量、随机（stochastic）
#
# 批量大小为 $m$，就是**全批量**梯度下降，常简称批量梯度下降：每个轮次走一步。批量大小为 1，就是**随机**梯度下降，简称 SGD：每个轮次走 $m$ 步。下图的三种方法学习率相同，每个样本被看到的次数也相同。三条路径都从方块出发，星号处是最优权重。

# %% three-picture
plots.show(*pictures.paths())
show_claim("MB-2", seed, quick)

# %% jumps [markdown] tags=["lang:en"]
# ## Why the curve jumps
#
# Each step's cost is measured on its own batch, and batches differ: one is easy, the next full of odd samples. Watch
# the trend. If a whole-batch curve rises, its α is too large.
#
# On the way down the jumps shrink, at constant α: the gradient flattens, and the samples agree more.

# %% jumps [markdown] tags=["lang:zh"] of="8d1b8880"
# ## 曲线为什么会跳动
#
# 每一步的代价只在它自己那一批样本上计算，而各批并不相同：这一批容易，下一批却满是古怪的样本。要看的是趋势。如果是全批量的曲线上升，那就是 α 太大了。
#
# 下降途中，即使 α 恒定，跳动也会变小：全部样本的梯度变小了，各样本的梯度也更加一致。

# %% claims-jumps
show_claim("MB-3", seed, quick)
show_claim("MB-8", seed, quick)

# %% settle [markdown] tags=["lang:en"]
# ## Who settles
#
# "SGD never settles" is half of the truth. If one set of weights fits *every* sample, all samples' gradients vanish
# there, and SGD comes to rest. With noisy labels each sample still pulls its own way, and at constant α the walk
# wanders around the minimum for good. A falling learning rate, lesson 07, is the cure.

# %% settle [markdown] tags=["lang:zh"] of="083d7ab9"
# ## 谁会稳定下来
#
# “SGD 永远不会稳定下来”只说对了一半。如果有一组权重能拟合*每一个*样本，那么取这组权重时，所有样本的梯度都为零，SGD 就会停下来。如果标签带有噪声（noise），每个样本仍朝自己的方向拉；α 恒定时，路径就一直在最小值附近徘徊。解决办法是让学习率逐渐减小，见第 07 课。

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

# %% calm [markdown] tags=["lang:zh"] of="e761c468"
# ## 批量大一些，换来什么
#
# 从 $m$ 个样本中不放回地抽出 $B$ 个求平均，所得梯度的方差是
#
# $$\frac{\sigma^2}{B} \cdot \frac{m - B}{m - 1}$$
#
# 其中 $\sigma^2$ 是单个样本的梯度的方差。样本多到十倍，噪声只缩小到原来的 $\sqrt{10}$ 分之一，内存和计算量却要增加到十倍。
#
# <details><summary>第二个因子从哪里来？</summary>
#
# 不放回地抽出的两个样本绝不会是同一个，所以它们与均值之差的协方差是 $-\sigma^2/(m-1)$。于是 $B$ 个样本的均值的方差是 $\frac{1}{B^2}\left(B\sigma^2 - B(B-1)\frac{\sigma^2}{m-1}\right)$，整理后就是上面的公式。当 $B = m$ 时，它等于 0。
#
# </details>

# %% calm-picture
plots.show(*pictures.variances())
show_claim("MB-9", seed, quick)

# %% experiment [markdown] tags=["lang:en"]
# ## Experiment
#
# Now time counts. A step takes that of its samples, and for the call that of 128 more: about right on our machine.
# **Goal:** choose the batch size that is near the minimum first, and stays near. Then ask for nearer, or for free
# calls: where does the best size go? Without sliders, change the size in the cell.
#
# <details><summary>Answer</summary>
#
# To stay within 0.01 or 0.003: batches of 8. Within 0.001: 32, because smaller ones wander too wide. Beyond that, a
# larger batch saves hardly a step and makes each one dearer. With free calls, 4 are enough for 0.01.
#
# </details>

# %% experiment [markdown] tags=["lang:zh"] of="7ae7f320"
# ## 动手试验
#
# 现在要计较时间了。一步的用时，等于处理这批样本的时间，再加上调用的开销，后者相当于再处理 128 个样本：在我们的机器上大致如此。**目标**：选出最先到达最小值附近、并一直留在附近的批量大小。然后要求离得更近，或者让调用不花时间：最好的批量大小会往哪边移？没有滑块时，可以改单元格里的批量大小。
#
# <details><summary>答案</summary>
#
# 要让超出最低值的代价留在 0.01 或 0.003 以内，取每批 8 个样本。要留在 0.001 以内，取 32 个，因为更小的批量徘徊的范围太大。再往上，更大的批量几乎省不了步数，每一步却更费时。如果调用不花时间，要留在 0.01 以内，取 4 个就够了。
#
# </details>

# %% explorer
pictures.explorer(size=256)

# %% vectorise [markdown] tags=["lang:en"]
# ## What a smaller batch costs
#
# NumPy is fast when one call works on many numbers. Single samples spread much the same arithmetic over $m$ times as
# many calls, each with a price of its own. The times: one epoch of gradients on 1,797 images of digits.

# %% vectorise [markdown] tags=["lang:zh"] of="b192929a"
# ## 批量小一些，付出什么
#
# 一次调用处理很多数，NumPy 才快。逐个样本处理时，计算量相差不大，却要分散到 $m$ 倍的调用里，而每次调用都有自己的开销。下面是在 1,797 张数字图像上计算一个轮次的梯度所用的时间。

# %% vectorise-times tags=["lang:en"]
show_claim("MB-5", seed, quick)
digits = load_digits()
for size in (1, 8, 64, 512, 1797):
    seconds = epoch_time(digits.X, digits.Y, size)
    print(f"an epoch in batches of {size}: {in_brackets(seconds)}")

# %% vectorise-times tags=["lang:zh"] of="8eddbce4"
show_claim("MB-5", seed, quick)
digits = load_digits()
for size in (1, 8, 64, 512, 1797):
    seconds = epoch_time(digits.X, digits.Y, size)
    print(f"每批 {size} 个样本，一个轮次：{in_brackets(seconds)}")

# %% advice [markdown] tags=["lang:en"]
# ## Which size?
#
# The usual advice: up to 2,000 samples take the whole batch, else 64, 128, 256 or 512. The first half deserves a test,
# on 1,797 digits.
#
# "Powers of two are faster" is a folk claim. Below is the time of one gradient, for each sample of the batch. Does it
# dip at 64 and 128 on your machine? On ours, three times of three, it fell slowly as the batch grew: 68 was below 64,
# and 136 below 128.

# %% advice [markdown] tags=["lang:zh"] of="7473d912"
# ## 该选多大？
#
# 通常的建议是：样本不超过 2,000 个就用全批量，否则取 64、128、256 或 512。这条建议的前半句值得检验，下面用 1,797 张数字图像来试。
#
# “取二的幂会更快”只是一种流传的说法。下面是计算一次梯度的时间，平摊到批中的每个样本上。在你的机器上，它在 64 和 128 处会突然变小吗？在我们的机器上，三次测量都是随批量增大而缓慢下降：68 的时间比 64 的短，136 的也比 128 的短。

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

# %% layout [markdown] tags=["lang:zh"] of="682296e0"
# ## 数据很多时
#
# 样本有 5,000,000 个时，小批量的列表相当于把数据又复制了一份。`iter_mini_batches` 则等到要用时才生成每一个小批量。它有多快，由内存布局决定。NumPy 默认把每一行存成连续的一段，于是一个样本的 20 个数彼此隔得很远，要取 20 趟。按 Fortran 顺序，每一列是连续的一段，只取一趟。

# %% layout-code tags=["lang:en"]
X = np.asfortranarray(np.random.default_rng(seed).random((20, 10_000), dtype=np.float32))
Y = np.zeros((1, 10_000), dtype=np.float32)
print("bytes from one row to the next, from one column to the next:", X.strides)
batches = reference.iter_mini_batches(X, Y, mini_batch_size=1_000, seed=seed)
X_1, Y_1 = next(batches)
print("the first batch:", X_1.shape, Y_1.shape, "and", len(list(batches)), "more")

# %% layout-code tags=["lang:zh"] of="038effad"
X = np.asfortranarray(np.random.default_rng(seed).random((20, 10_000), dtype=np.float32))
Y = np.zeros((1, 10_000), dtype=np.float32)
print("相邻两行、相邻两列之间的字节数 =", X.strides)
batches = reference.iter_mini_batches(X, Y, mini_batch_size=1_000, seed=seed)
X_1, Y_1 = next(batches)
print("第一个小批量 =", X_1.shape, Y_1.shape, "后面还有", len(list(batches)), "个")

# %% mistakes [markdown] tags=["lang:en"]
# ## Common mistakes
#
# - **X and Y shuffled by two orders.** Nothing can be learnt, and no error tells you.
# - **The last, smaller batch dropped.** Its samples are lost.
# - **One seed for all epochs.** Every epoch meets the same batches.
# - **Curves compared by steps.** Batch and mini-batch do different work in a step: compare by epochs or by time.

# %% mistakes [markdown] tags=["lang:zh"] of="9707cd62"
# ## 常见错误
#
# - **X 和 Y 用两个顺序打乱。** 什么也学不到，而且没有报错来提醒你。
# - **丢掉较小的最后一批。** 那些样本在这个轮次就用不上了。
# - **所有轮次用同一个种子。** 每个轮次遇到的都是同样的小批量。
# - **按步数比较曲线。** 全批量和小批量走一步的计算量不同：要按轮次或按时间比较。

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

# %% recap [markdown] tags=["lang:zh"] of="4a0581dd"
# ## 小结
#
# 小批量放弃每一步的精确，换来更多的步数。批量小，徘徊的范围大，调用的开销也大；批量大，平稳，但前进得慢。每个轮次都要重新打乱，X 和 Y 用同一个顺序。
#
# ## 思考题
#
# 1. 有 10,000 个样本，批量大小为 256。一个轮次有多少步，最后一批有多少个样本？
# 2. 把批量大小加倍，一步的噪声会缩小多少？
# 3. 你的小批量曲线有一半的步是上升的。是 α 太大了吗？
#
# <details><summary>答案</summary>
#
# 1. ⌈10,000 / 256⌉ = 40 步；10,000 − 39 × 256 = 16 个样本。
# 2. 方差减半，所以噪声的大小大约要除以 1.4。
# 3. 单凭这一点还不能断定：各批并不相同。要看每个轮次的平均值。
#
# </details>
#
# ## 延伸阅读
#
# - L. Bottou，*Stochastic gradient descent tricks*，2012。
# - L. Bottou、F. E. Curtis、J. Nocedal，*Optimization methods for large-scale machine learning*，2018。
