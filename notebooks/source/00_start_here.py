# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - see whether everything that the course needs works on your machine,
# - write a function, check it, ask for a hint, and start it again,
# - find your way through the lessons.
#
# **You need** Python: functions, loops, NumPy arrays. You do not need to know anything about optimization yet.

# %% goals [markdown] tags=["lang:zh"] of="2ab7a4ea"
# **学完本课，你将能够**
#
# - 判断课程需要的一切在你的电脑上是否正常；
# - 写出一个函数，检查它，要一条提示，再从头写起；
# - 知道各课讲什么、该按什么顺序学。
#
# **预备知识**：Python 的函数、循环和 NumPy 数组。暂时不需要懂优化。

# %% parameters tags=["parameters"]
language = "en"
seed = 0
quick = False

# %% setup tags=["setup"]
import numpy as np

import helpers.pictures.start_here as pictures
from helpers import plots
from helpers.environment import show_environment
from testcases import check, hint, progress, set_language, solution, yours_or_ours

set_language(language)

# %% works [markdown] tags=["lang:en"]
# ## Does everything work?
#
# A notebook is a page of cells. Click into the next cell and press **Shift + Enter**: the cell runs, and what it finds
# appears below it.

# %% works [markdown] tags=["lang:zh"] of="c3ea9a65"
# ## 一切正常吗？
#
# 笔记本由一个个单元格组成。点一下后面的单元格，按 **Shift + Enter**：它就会运行，结果显示在它的下方。

# %% environment
show_environment()

# %% mend [markdown] tags=["lang:en"]
# A line that begins with FAIL says how to mend it. In a terminal, `descent doctor` shows the same with all versions.
#
# If the cell did not run at all, but said that a module named `helpers` has no such part, then another package called
# `helpers` is in the way. `descent doctor` says which one it is and how to get rid of it.

# %% mend [markdown] tags=["lang:zh"] of="093fee17"
# 以 FAIL 开头的行，会说明怎样修复。在终端中运行 `descent doctor`，可以看到同样的内容，并附上所有版本号。
#
# 如果这个单元格根本没有运行，而是报错说名为 `helpers` 的模块里没有某个部分，那就是另一个也叫 `helpers` 的软件包挡住了课程自己的那一个。`descent doctor` 会指出是哪一个，以及怎样去掉它。

# %% why [markdown] tags=["lang:en"]
# ## What this course is about
#
# A network learns by walking downhill on its cost. The picture shows such a walk. Each step goes against the
# **gradient**, the direction in which the cost grows fastest.

# %% why [markdown] tags=["lang:zh"] of="c27d4390"
# ## 这门课讲什么
#
# 网络的学习，就是在代价（cost）的地形上一路往低处走。下图画的就是这样一段路。每一步（step）都朝着**梯度**（gradient）的反方向走，而梯度指向代价增长最快的方向。

# %% why-picture
plots.show(*pictures.downhill(0.2))

# %% predict [markdown] tags=["lang:en"]
# **Predict:** how does the walk look with steps that are four times as long? And with steps a tenth as long? Decide,
# then run the next cell.

# %% predict [markdown] tags=["lang:zh"] of="130f7879"
# **先猜一猜**：如果步子大到原来的四倍，这段路会是什么样子？如果只有十分之一呢？想好之后，再运行下一个单元格。

# %% predict-picture
plots.show(*pictures.downhill(0.8))
plots.show(*pictures.downhill(0.02))

# %% after-predict [markdown] tags=["lang:en"]
# Long steps jump across the valley; short ones hardly get anywhere. The lessons are about steps that do better than
# both: averaged (02 to 04), scaled (05 and 06), and shortened on the way (07).

# %% after-predict [markdown] tags=["lang:zh"] of="da054aa1"
# 步子太大，就在山谷两侧跳来跳去；步子太小，几乎走不动。后面各课讲的，是比这两种都好的步子：经过平均的（02 到 04）、经过缩放的（05 和 06）、边走边缩短的（07）。

# %% first-exercise [markdown] tags=["lang:en"]
# ## Your first exercise
#
# One step of gradient descent is
#
# $$w := w - \alpha\, g$$
#
# - $w$ is where you are, an array of numbers,
# - $g$ is the gradient of the cost there, an array of the same shape,
# - $\alpha$, the **learning rate**, says how far to go.
#
# In the next cell, put your own line in place of `raise NotImplementedError`. Then run that cell and the one below it.

# %% first-exercise [markdown] tags=["lang:zh"] of="a56a04b6"
# ## 第一道习题
#
# 梯度下降（gradient descent）的一步是
#
# $$w := w - \alpha\, g$$
#
# - $w$ 是你所在的位置，用一个数组表示；
# - $g$ 是代价在该处的梯度，形状与位置数组相同；
# - $\alpha$ 称为**学习率**（learning rate），决定走多远。
#
# 在下一个单元格中，把 `raise NotImplementedError` 换成你自己的一行代码。然后运行这个单元格，再运行它下面的那个。


# %% exercise-gradient-step tags=["lang:en", "exercise:gradient_step"]
def gradient_step(w, gradient, learning_rate):
    """Return where you are after one step from w against the gradient."""
    # solution
    return w - learning_rate * gradient
    # end solution


# %% exercise-gradient-step tags=["lang:zh", "exercise:gradient_step"] of="21b36461"
def gradient_step(w, gradient, learning_rate):
    """从 w 出发，逆着梯度走一步，返回新的位置。"""
    # solution
    return w - learning_rate * gradient
    # end solution


# %% check-gradient-step tags=["lang:en", "check"]
check(gradient_step)
# hint(gradient_step)  # take away the first "#" for a hint

# %% check-gradient-step tags=["lang:zh", "check"] of="05a44b37"
check(gradient_step)
# hint(gradient_step)  # 去掉行首的“#”，可以看提示

# %% about-check [markdown] tags=["lang:en"]
# ## How checks answer
#
# | mark | meaning |
# |---|---|
# | ○ | not written yet |
# | ✗ | not right yet: you see what was called, what came back and what was expected. If we know the mistake, it is named |
# | ✓ | right in every case |
#
# Try it: write `+` for `-` in your line, run both cells, and read what comes back.
#
# - `hint(gradient_step)` shows a hint; run it again for the next one. There are three, from a nudge to nearly the line.
# - `solution(gradient_step)` opens when yours passes. To read it at once: `solution(gradient_step, force=True)`.
# - Every exercise has inputs to play with: here `gradient_step_test_case()`.

# %% about-check [markdown] tags=["lang:zh"] of="30ad109c"
# ## 检查结果怎么看
#
# | 标记 | 含义 |
# |---|---|
# | ○ | 还没有写 |
# | ✗ | 还不对：你会看到调用了什么、返回了什么、应该返回什么；如果是我们认得的错误，还会告诉你是哪一种 |
# | ✓ | 在所有用例中都正确 |
#
# 试一试：把你那一行里的 `-` 写成 `+`，运行这两个单元格，看看得到什么回答。
#
# - `hint(gradient_step)` 给出一条提示；再运行一次，就给出下一条。一共三条，从轻轻点拨一下，到几乎就是那一行代码。
# - 你的函数通过之后，就可以用 `solution(gradient_step)` 看解答。想马上看：`solution(gradient_step, force=True)`。
# - 每道习题都备有一组输入，供你随意试验：这里是 `gradient_step_test_case()`。

# %% test-case tags=["lang:en"]
from testcases import gradient_step_test_case

w, gradient, learning_rate = gradient_step_test_case()
mine = yours_or_ours(gradient_step)
print("from", w, "to", mine(w, gradient, learning_rate))

# %% test-case tags=["lang:zh"] of="71cea352"
from testcases import gradient_step_test_case

w, gradient, learning_rate = gradient_step_test_case()
mine = yours_or_ours(gradient_step)
print("从", w, "走到", mine(w, gradient, learning_rate))

# %% about-progress [markdown] tags=["lang:en"]
# ## How far you are
#
# `progress("00")` shows this notebook, `progress()` all of them. It is kept in the file `descent-progress.json` beside
# your notebooks.

# %% about-progress [markdown] tags=["lang:zh"] of="06961c3d"
# ## 你学到哪里了
#
# `progress("00")` 显示这本笔记本的进度，`progress()` 显示全部。进度保存在笔记本旁边的文件 `descent-progress.json` 中。

# %% progress
progress("00")

# %% again [markdown] tags=["lang:en"]
# ## Starting again
#
# Has an exercise become a tangle? `reset` puts the empty function into a new cell; write in that one from now on. Your
# old cell stays as it is, your points stay, and your answer is also kept as a file, in the folder `descent-answers`.
# To try it, take away both "#" and run the next cell.

# %% again [markdown] tags=["lang:zh"] of="4b9e4b5d"
# ## 重新开始
#
# 一道习题越改越乱？`reset` 会把空白的函数放进一个新的单元格，之后就在那里写。原来的单元格保持原样，得分不变，你的答案还会另存为文件，放在文件夹 `descent-answers` 中。想试一试，就去掉两个“#”，运行下一个单元格。

# %% reset
# from testcases import reset
# reset("gradient_step")

# %% again-lesson [markdown] tags=["lang:en"]
# Your notebooks are yours: an update of the course never changes a file that is there. For a fresh copy of a whole
# lesson, ask for one in another folder: `descent start my-second-try`. After an update, `descent start` adds what is
# new and says what it left alone.

# %% again-lesson [markdown] tags=["lang:zh"] of="187ee07e"
# 笔记本是你自己的：更新课程时，已有的文件一个也不会改动。想要整课的一份全新副本，就让它放进另一个文件夹：`descent start my-second-try`。课程更新之后，`descent start` 会加入新增的内容，并告诉你哪些文件没有动。

# %% recap [markdown] tags=["lang:en"]
# ## Recap
#
# Read, predict, write, check. When a check says ✗, that is the moment at which you learn something.
#
# ## The lessons
#
# | | |
# |---|---|
# | [01](01_mini_batch.ipynb) | many small steps instead of a few exact ones |
# | [02](02_ema.ipynb) | averages that remember |
# | [03](03_bias_correction.ipynb) | why an average starts too low |
# | [04](04_momentum.ipynb) | stepping along an average gradient |
# | [05](05_rmsprop.ipynb) | a learning rate for each coordinate |
# | [06](06_adam.ipynb) | both of them |
# | [07](07_decay.ipynb) | steps that become shorter |
# | [08](08_saddle_points.ipynb) | flat places, and how to leave them |
# | [09](09_choosing_an_optimizer.ipynb) | which of them to choose: all you wrote, on real data |
#
# They build on one another; take them in order. Each has a picture, an exercise or more, something to move, and
# claims. A claim is a sentence of the text that is run as an experiment in front of you, with its numbers.

# %% recap [markdown] tags=["lang:zh"] of="164bd831"
# ## 小结
#
# 先读，再猜，动手写，然后检查。检查给出 ✗ 的那一刻，正是你学到东西的时候。
#
# ## 各课内容
#
# | | |
# |---|---|
# | [01](01_mini_batch.ipynb) | 走许多小步，而不是少数精确的步子 |
# | [02](02_ema.ipynb) | 有记忆的平均 |
# | [03](03_bias_correction.ipynb) | 平均为什么起初偏低 |
# | [04](04_momentum.ipynb) | 沿着梯度的平均走 |
# | [05](05_rmsprop.ipynb) | 每个坐标有自己的学习率 |
# | [06](06_adam.ipynb) | 两者合一 |
# | [07](07_decay.ipynb) | 越走越短的步子 |
# | [08](08_saddle_points.ipynb) | 平坦的地方，以及怎样离开 |
# | [09](09_choosing_an_optimizer.ipynb) | 该选哪一种：在真实数据上用上你写的一切 |
#
# 各课层层递进，请按顺序学。每一课都有图、一道或几道习题、可以亲手调节的部分，还有论断。论断是课文中的一句话，它会当着你的面作为实验运行一遍，连同数值一起给出。
