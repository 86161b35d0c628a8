# %% goals [markdown] tags=["lang:en"]
# **You will be able to**
#
# - see whether everything that the course needs works on your machine,
# - write a function, check it, ask for a hint, and start it again,
# - find your way through the lessons.
#
# **You need** Python: functions, loops, NumPy arrays. You do not need to know anything about optimization yet.

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

# %% environment
show_environment()

# %% mend [markdown] tags=["lang:en"]
# A line that begins with FAIL says how to mend it. In a terminal, `descent doctor` shows the same with all versions.
#
# If the cell did not run at all, but said that a module named `helpers` has no such part, then another package called
# `helpers` is in the way. `descent doctor` says which one it is and how to get rid of it.

# %% why [markdown] tags=["lang:en"]
# ## What this course is about
#
# A network learns by walking downhill on its cost. The picture shows such a walk. Each step goes against the
# **gradient**, the direction in which the cost grows fastest.

# %% why-picture
plots.show(*pictures.downhill(0.2))

# %% predict [markdown] tags=["lang:en"]
# **Predict:** how does the walk look with steps that are four times as long? And with steps a tenth as long? Decide,
# then run the next cell.

# %% predict-picture
plots.show(*pictures.downhill(0.8))
plots.show(*pictures.downhill(0.02))

# %% after-predict [markdown] tags=["lang:en"]
# Long steps jump across the valley; short ones hardly get anywhere. The lessons are about steps that do better than
# both: averaged (02 to 04), scaled (05 and 06), and shortened on the way (07).

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


# %% exercise-gradient-step tags=["exercise:gradient_step"]
def gradient_step(w, gradient, learning_rate):
    """Return where you are after one step from w against the gradient."""
    # solution
    return w - learning_rate * gradient
    # end solution


# %% check-gradient-step tags=["check"]
check(gradient_step)
# hint(gradient_step)  # take away the first "#" for a hint

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

# %% test-case
from testcases import gradient_step_test_case

w, gradient, learning_rate = gradient_step_test_case()
mine = yours_or_ours(gradient_step)
print("from", w, "to", mine(w, gradient, learning_rate))

# %% about-progress [markdown] tags=["lang:en"]
# ## How far you are
#
# `progress("00")` shows this notebook, `progress()` all of them. It is kept in the file `descent-progress.json` beside
# your notebooks.

# %% progress
progress("00")

# %% again [markdown] tags=["lang:en"]
# ## Starting again
#
# Has an exercise become a tangle? `reset` puts the empty function into a new cell; write in that one from now on. Your
# old cell stays as it is, your points stay, and your answer is also kept as a file, in the folder `descent-answers`.
# To try it, take away both "#" and run the next cell.

# %% reset
# from testcases import reset
# reset("gradient_step")

# %% again-lesson [markdown] tags=["lang:en"]
# Your notebooks are yours: an update of the course never changes a file that is there. For a fresh copy of a whole
# lesson, ask for one in another folder: `descent start my-second-try`. After an update, `descent start` adds what is new
# and says what it left alone.

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
