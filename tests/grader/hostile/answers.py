"""Attempts on the references, the verdict, the checks, and the machinery in the learner's own process."""

from tests.grader.hostile import HARMLESS, Attack

ATTACKS = {
    "import the reference": Attack("from helpers.ema import effective_window\n", "course's own"),
    "call the reference": Attack("import helpers.ema as ours\ndef effective_window(beta):\n    return ours.effective_window(beta)\n", "course's own"),
    "swallow the refusal": Attack(
        "import helpers.ema as ours\ndef effective_window(beta):\n    try:\n        return ours.effective_window(beta)\n"
        "    except RuntimeError:\n        return ours\n",
    ),
    "the exercises": Attack("from testcases import EXERCISES\ndef effective_window(beta):\n    return EXERCISES['effective_window'].reference(beta)\n"),
    "the judge": Attack("from testcases.judging import judge\njudge.__globals__['first_difference'] = lambda *a: None\ndef effective_window(beta):\n    return 1\n"),
    "the rights of train_one_epoch": Attack(
        "from helpers import mini_batch\ndef effective_window(beta):\n    mini_batch.random_mini_batches(1, 2)\n    return 1 / (1 - beta)\n",
        "course's own",
    ),
    "the library by hand": Attack(
        "import __main__, gc\ndef effective_window(beta):\n"
        "    for one in gc.get_objects():\n        if type(one).__name__ == 'Harness':\n"
        "            return one._asking(-1, 'helpers.ema.effective_window')(beta)\n    return 1 / (1 - beta)\n",
        "AttributeError",
    ),
    "the handles by hand": Attack(
        "import gc\ndef effective_window(beta):\n    for one in gc.get_objects():\n        if type(one).__name__ == 'Harness':\n"
        "            return one._asking(0, '__class__')(beta)\n    return 1 / (1 - beta)\n",
        "AttributeError",
    ),
    "search all functions": Attack(
        "import gc, types\ndef effective_window(beta):\n    mine = effective_window\n"
        "    for one in gc.get_objects():\n        if isinstance(one, types.FunctionType) and one is not mine:\n"
        "            if one.__name__ in ('effective_window', 'judge', 'expectations', 'ema'):\n                return one(beta)\n"
        "    raise LookupError('nothing found')\n",
        "nothing found",
    ),
    "search all modules": Attack(
        "import sys\nfound = [name for name, module in sys.modules.items() if name.startswith('testcases.') or 'effective_window' in vars(module)\n"
        "         and name != '__main__']\nassert found, 'nothing found'\n{right}",
        "nothing found",
    ),
    "frames": Attack(
        "import sys\ndef effective_window(beta):\n    frame = sys._getframe()\n    while frame:\n"
        "        for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):\n"
        "            if 'expect' in repr(type(value)).lower() or 'Verdict' in repr(type(value)):\n                return value\n"
        "        frame = frame.f_back\n    raise LookupError('nothing found')\n",
        "nothing found",
    ),
    "inspect": Attack(
        "import inspect\ndef effective_window(beta):\n    for record in inspect.stack():\n        if 'seed' in record.frame.f_locals:\n"
        "            return 1 / (1 - beta)\n    raise LookupError('nothing found')\n",
        "PermissionError",
    ),
    "overwrite check": Attack(
        "import testcases\ntestcases.check = lambda function: 'full marks'\ntestcases.judge = lambda *a: True\n"
        "def effective_window(beta):\n    return 0\n",
    ),
    "overwrite the stand-ins": Attack(
        "import helpers, sys\nhelpers.StandIn = object\nsys.modules['helpers'] = None\nsys.modules['testcases'] = 5\n{right}", **HARMLESS
    ),
    "overwrite the harness": Attack(
        "import grader.harness as h\nh.Harness.call = lambda *a: ('returned', 10.0, [], [], False, [])\ndef effective_window(beta):\n    return 0\n"
    ),
    "overwrite the encoder": Attack(
        "import grader.protocol as p, grader.harness as h, grader.channel as c\nh.encode = p.encode = c.encode = lambda value: b'\\x00'\n{right}", "not an answer"
    ),
    "overwrite builtins": Attack(
        "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.len = lambda x: 0\ndef effective_window(beta):\n    return 'x'\n"
    ),
    "overwrite numpy": Attack(
        "import numpy as np\nnp.shares_memory = np.array_equal = np.allclose = lambda *a, **k: True\nnp.asarray = lambda x: x\n"
        "def effective_window(beta):\n    return 3.0\n"
    ),
    "overwrite the type of the answer": Attack(
        "class Equal(float):\n    def __eq__(self, other):\n        return True\n    __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __eq__\n"
        "    def __hash__(self):\n        return 1\n    def __sub__(self, other):\n        return 0.0\n    __rsub__ = __sub__\n"
        "def effective_window(beta):\n    return Equal(3.0)\n"
    ),
    "an array by trickery": Attack(
        "import numpy as np\nclass Tricks:\n    def __array__(self, *a, **k):\n        return np.array([1.0])\n    def __array_ufunc__(self, *a, **k):\n"
        "        return True\n    def __deepcopy__(self, memo):\n        return 10.0\ndef effective_window(beta):\n    return Tricks()\n"
    ),
    "an array that is a subclass": Attack(
        "import numpy as np\nclass Sub(np.ndarray):\n    def __eq__(self, other):\n        return np.ones(self.shape, bool)\n"
        "    def __array_finalize__(self, other):\n        self.tag = 1\ndef effective_window(beta):\n    return np.array(3.0).view(Sub)\n"
    ),
    "a mapping by trickery": Attack(
        "from collections.abc import Mapping\nclass Tricks(dict):\n    def items(self):\n        raise SystemExit\n    def __len__(self):\n        return 10**9\n"
        "def effective_window(beta):\n    return Tricks(a=1)\n",
    ),
    "an error by trickery": Attack(
        "class Tricks(Exception):\n    def __str__(self):\n        raise SystemExit\n    @property\n    def args(self):\n        raise KeyboardInterrupt\n"
        "def effective_window(beta):\n    raise Tricks\n", "Tricks",
    ),
    "an error with a class of a known name": Attack("class Verdict(Exception):\n    passed = True\ndef effective_window(beta):\n    raise Verdict('passed')\n", "Verdict: passed"),
    "a pickle": Attack(
        "class Bomb:\n    def __reduce__(self):\n        return eval, ('1/0',)\ndef effective_window(beta):\n    return Bomb()\n", "Bomb"
    ),
    "counts calls": Attack(
        "seen = {}\ndef effective_window(beta):\n    seen[beta] = seen.get(beta, 0) + 1\n    return 1 / (1 - beta) if seen[beta] == 1 else 0\n",
        # The judge asks twice only where something was wrong; each beta is asked for once here.
        **HARMLESS,
    ),
    "numbers that are computed when asked": Attack("def effective_window(beta):\n    return lambda: 1 / (1 - beta)\n", "function"),
    "an async function": Attack("async def effective_window(beta):\n    return 1 / (1 - beta)\n", "coroutine"),
    "a generator": Attack("def effective_window(beta):\n    yield 1 / (1 - beta)\n", "generator"),
    "a class": Attack("class effective_window:\n    def __init__(self, beta):\n        self.beta = beta\n"),
    "names that are no strings": Attack("globals()[1] = print\nglobals()[None] = print\n{right}", **HARMLESS),
    "names beyond number": Attack("{right}\nglobals().update({f'f{i}': print for i in range(10**5)})\n", **HARMLESS),
    "the library of another lesson as its own": Attack(
        "import helpers.ema\nhelpers.ema.effective_window.__dict__['x'] = 1\neffective_window = helpers.ema.effective_window\n", "course's own"
    ),
}  # fmt: skip
