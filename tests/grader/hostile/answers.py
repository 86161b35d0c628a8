"""Attempts on the references, the verdict, the checks, and the machinery in the learner's own process."""

from tests.grader.hostile import Attack

ATTACKS = {
    "import the reference": Attack(
        """
        from helpers.ema import effective_window
        """,
        says="course's own",
    ),
    "call the reference": Attack(
        """
        import helpers.ema as ours
        def effective_window(beta):
            return ours.effective_window(beta)
        """,
        says="course's own",
    ),
    "swallow the refusal": Attack(
        """
        import helpers.ema as ours
        def effective_window(beta):
            try:
                return ours.effective_window(beta)
            except RuntimeError:
                return ours
        """,
    ),
    "the exercises": Attack(
        """
        from testcases import EXERCISES
        def effective_window(beta):
            return EXERCISES['effective_window'].reference(beta)
        """,
    ),
    "the judge": Attack(
        """
        from testcases.judging import judge
        judge.__globals__['first_difference'] = lambda *a: None
        def effective_window(beta):
            return 1
        """,
    ),
    "the rights of train_one_epoch": Attack(
        """
        from helpers import mini_batch
        def effective_window(beta):
            mini_batch.random_mini_batches(1, 2)
            return 1 / (1 - beta)
        """,
        says="course's own",
    ),
    "the library by hand": Attack(
        """
        import __main__, gc
        def effective_window(beta):
            for one in gc.get_objects():
                if type(one).__name__ == 'Harness':
                    return one._asking(-1, 'helpers.ema.effective_window')(beta)
            return 1 / (1 - beta)
        """,
        says="AttributeError",
    ),
    "the handles by hand": Attack(
        """
        import gc
        def effective_window(beta):
            for one in gc.get_objects():
                if type(one).__name__ == 'Harness':
                    return one._asking(0, '__class__')(beta)
            return 1 / (1 - beta)
        """,
        says="AttributeError",
    ),
    "search all functions": Attack(
        """
        import gc, types
        def effective_window(beta):
            mine = effective_window
            for one in gc.get_objects():
                if isinstance(one, types.FunctionType) and one is not mine:
                    if one.__name__ in ('effective_window', 'judge', 'expectations', 'ema'):
                        return one(beta)
            raise LookupError('nothing found')
        """,
        says="nothing found",
    ),
    "search all modules": Attack(
        """
        import sys
        modules = {name: module for name, module in sys.modules.items() if name != '__main__'}
        found = [name for name in modules if name.startswith('testcases.') or 'effective_window' in vars(modules[name])]
        assert found, 'nothing found'
        {right}
        """,
        says="nothing found",
    ),
    "frames": Attack(
        """
        import sys
        def effective_window(beta):
            frame = sys._getframe()
            while frame:
                for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):
                    if 'expect' in repr(type(value)).lower() or 'Verdict' in repr(type(value)):
                        return value
                frame = frame.f_back
            raise LookupError('nothing found')
        """,
        says="nothing found",
    ),
    "inspect": Attack(
        """
        import inspect
        def effective_window(beta):
            for record in inspect.stack():
                if 'seed' in record.frame.f_locals:
                    return 1 / (1 - beta)
            raise LookupError('nothing found')
        """,
        says="PermissionError",
    ),
    "overwrite check": Attack(
        """
        import testcases
        testcases.check = lambda function: 'full marks'
        testcases.judge = lambda *a: True
        def effective_window(beta):
            return 0
        """,
    ),
    "overwrite the stand-ins": Attack(
        """
        import helpers, sys
        helpers.StandIn = object
        sys.modules['helpers'] = None
        sys.modules['testcases'] = 5
        {right}
        """,
        share=1.0,
    ),
    "overwrite the harness": Attack(
        """
        import grader.harness as h
        h.Harness.call = lambda *a: ('returned', 10.0, [], [], False, [])
        def effective_window(beta):
            return 0
        """,
    ),
    "overwrite the encoder": Attack(
        r"""
        import grader.protocol as p, grader.harness as h, grader.channel as c
        h.encode = p.encode = c.encode = lambda value: b'\x00'
        {right}
        """,
        says="not an answer",
    ),
    "overwrite builtins": Attack(
        """
        import builtins
        builtins.isinstance = lambda *a: True
        builtins.len = lambda x: 0
        def effective_window(beta):
            return 'x'
        """,
    ),
    "overwrite numpy": Attack(
        """
        import numpy as np
        np.shares_memory = np.array_equal = np.allclose = lambda *a, **k: True
        np.asarray = lambda x: x
        def effective_window(beta):
            return 3.0
        """,
    ),
    "overwrite the type of the answer": Attack(
        """
        class Equal(float):
            def __eq__(self, other):
                return True
            __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __eq__
            def __hash__(self):
                return 1
            def __sub__(self, other):
                return 0.0
            __rsub__ = __sub__
        def effective_window(beta):
            return Equal(3.0)
        """,
    ),
    "an array by trickery": Attack(
        """
        import numpy as np
        class Tricks:
            def __array__(self, *a, **k):
                return np.array([1.0])
            def __array_ufunc__(self, *a, **k):
                return True
            def __deepcopy__(self, memo):
                return 10.0
        def effective_window(beta):
            return Tricks()
        """,
    ),
    "an array that is a subclass": Attack(
        """
        import numpy as np
        class Sub(np.ndarray):
            def __eq__(self, other):
                return np.ones(self.shape, bool)
            def __array_finalize__(self, other):
                self.tag = 1
        def effective_window(beta):
            return np.array(3.0).view(Sub)
        """,
    ),
    "a mapping by trickery": Attack(
        """
        from collections.abc import Mapping
        class Tricks(dict):
            def items(self):
                raise SystemExit
            def __len__(self):
                return 10**9
        def effective_window(beta):
            return Tricks(a=1)
        """,
    ),
    "an error by trickery": Attack(
        """
        class Tricks(Exception):
            def __str__(self):
                raise SystemExit
            @property
            def args(self):
                raise KeyboardInterrupt
        def effective_window(beta):
            raise Tricks
        """,
        says="Tricks",
    ),
    "an error with a class of a known name": Attack(
        """
        class Verdict(Exception):
            passed = True
        def effective_window(beta):
            raise Verdict('passed')
        """,
        says="Verdict: passed",
    ),
    "a pickle": Attack(
        """
        class Bomb:
            def __reduce__(self):
                return eval, ('1/0',)
        def effective_window(beta):
            return Bomb()
        """,
        says="Bomb",
    ),
    "counts calls": Attack(
        """
        seen = {}
        def effective_window(beta):
            seen[beta] = seen.get(beta, 0) + 1
            return 1 / (1 - beta) if seen[beta] == 1 else 0
        """,
        share=1.0,
    ),
    "numbers that are computed when asked": Attack(
        """
        def effective_window(beta):
            return lambda: 1 / (1 - beta)
        """,
        says="function",
    ),
    "an async function": Attack(
        """
        async def effective_window(beta):
            return 1 / (1 - beta)
        """,
        says="coroutine",
    ),
    "a generator": Attack(
        """
        def effective_window(beta):
            yield 1 / (1 - beta)
        """,
        says="generator",
    ),
    "a class": Attack(
        """
        class effective_window:
            def __init__(self, beta):
                self.beta = beta
        """,
    ),
    "names that are no strings": Attack(
        """
        globals()[1] = print
        globals()[None] = print
        {right}
        """,
        share=1.0,
    ),
    "names beyond number": Attack(
        """
        {right}
        globals().update({f'f{i}': print for i in range(10**5)})
        """,
        share=1.0,
    ),
    "the library of another lesson as its own": Attack(
        """
        import helpers.ema
        helpers.ema.effective_window.__dict__['x'] = 1
        effective_window = helpers.ema.effective_window
        """,
        says="course's own",
    ),
}
