"""Too much: of time, memory, output, depth; and numbers that are none."""

from tests.grader.hostile import Attack

ATTACKS = {
    "endless loop in a cell": Attack(
        """
        while True:
            pass
        # %%
        {right}
        """,
        says="not done after",
        share=1.0,
    ),
    "endless loop that takes no for an answer": Attack(
        """
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
        # %%
        {right}
        """,
        says="not done after",
        share=1.0,
    ),
    "endless loop in the call": Attack(
        """
        def effective_window(beta):
            while True:
                pass
        """,
        says="not done after",
    ),
    "sleep": Attack(
        """
        import time
        def effective_window(beta):
            time.sleep(1000)
        """,
        says="not done after",
    ),
    "a loop in C": Attack(
        """
        def effective_window(beta):
            return 7 ** (7 ** 10)
        """,
        says="not done after",
    ),
    "a regular expression": Attack(
        """
        import re
        def effective_window(beta):
            return re.match('(a+)+b', 'a' * 60)
        """,
        says="not done after",
    ),
    "memory in a cell": Attack(
        """
        x = bytearray(10**12)
        # %%
        {right}
        """,
        says="MemoryError",
        share=1.0,
    ),
    "memory in the call": Attack(
        """
        def effective_window(beta):
            return [bytearray(10**6) for _ in range(10**6)]
        """,
        says="MemoryError",
    ),
    "memory of numpy": Attack(
        """
        import numpy as np
        def effective_window(beta):
            return np.ones(10**11)
        """,
        says="MemoryError",
    ),
    "memory by doubling": Attack(
        """
        def effective_window(beta):
            x = 'a'
            while True:
                x += x
        """,
        says="MemoryError",
    ),
    "output": Attack(
        """
        for _ in range(10**4):
            print('x' * 10**4)
        {right}
        """,
        share=1.0,
    ),
    "output past print": Attack(
        """
        import os
        for _ in range(1000):
            os.write(1, b'x' * 10**5)
            os.write(2, b'x' * 10**5)
        {right}
        """,
        share=1.0,
    ),
    "output in the call": Attack(
        """
        def effective_window(beta):
            print('x' * 10**7)
            return 1 / (1 - beta)
        """,
        share=1.0,
    ),
    "a long string": Attack(
        """
        def effective_window(beta):
            return 'x' * 10**7
        """,
    ),
    "a large array": Attack(
        """
        import numpy as np
        def effective_window(beta):
            return np.zeros(8 * 10**6)
        """,
    ),
    "a broadcast array": Attack(
        """
        import numpy as np
        def effective_window(beta):
            return np.broadcast_to(1.0, (10**6, 10**6))
        """,
    ),
    "two views of it": Attack(
        """
        import numpy as np
        def effective_window(beta):
            x = np.broadcast_to(1.0, (10**6, 10**6))
            return x, x[1:]
        """,
    ),
    "a million parts": Attack(
        """
        def effective_window(beta):
            return [0] * 10**6
        """,
    ),
    "a deep list": Attack(
        """
        def effective_window(beta):
            x = []
            for _ in range(10**5):
                x = [x]
            return x
        """,
    ),
    "a list in itself": Attack(
        """
        def effective_window(beta):
            x = []
            x.append(x)
            return x
        """,
    ),
    "a dict in itself": Attack(
        """
        def effective_window(beta):
            x = {}
            x['x'] = x
            return x
        """,
    ),
    "a huge int": Attack(
        """
        def effective_window(beta):
            return 10**5000
        """,
    ),
    "a long error": Attack(
        """
        def effective_window(beta):
            raise ValueError('x' * 10**7)
        """,
        says="ValueError: xxx",
    ),
    "a cell error with a long text": Attack(
        """
        raise ValueError('x' * 10**7)
        # %%
        {right}
        """,
        says="xxx",
        share=1.0,
    ),
    "a class with a long name": Attack(
        """
        def effective_window(beta):
            return type('x' * 10**6, (), {})()
        """,
    ),
    "a class whose name is none": Attack(
        """
        def effective_window(beta):
            return type('<script>alert(1)</script>', (), {})()
        """,
    ),
    "an error whose name is none": Attack(
        r"""
        def effective_window(beta):
            raise type('<b>\n\x00', (Exception,), {})('x')
        """,
    ),
    "lone surrogates": Attack(
        r"""
        def effective_window(beta):
            return '\ud800'
        """,
    ),
    "NaN": Attack(
        """
        def effective_window(beta):
            return float('nan')
        """,
    ),
    "infinity": Attack(
        """
        def effective_window(beta):
            return float('inf')
        """,
    ),
    "complex": Attack(
        """
        def effective_window(beta):
            return 1 / (1 - beta) + 0j
        """,
    ),
    "objects": Attack(
        """
        import numpy as np
        def effective_window(beta):
            return np.array([1 / (1 - beta)], object)
        """,
    ),
    "structured": Attack(
        """
        import numpy as np
        def effective_window(beta):
            return np.zeros(1, [('a', float), ('b', object)])
        """,
    ),
    "dates": Attack(
        """
        import numpy as np
        def effective_window(beta):
            return np.datetime64('now')
        """,
    ),
    "empty but huge": Attack(
        """
        import numpy as np
        def effective_window(beta):
            return np.zeros((0, 2**40))
        """,
    ),
    "many axes": Attack(
        """
        import numpy as np
        def effective_window(beta):
            return np.zeros((1,) * 60)
        """,
    ),
    "negative strides": Attack(
        """
        import numpy as np
        def effective_window(beta):
            return np.full(4, 1 / (1 - beta))[::-1][:1]
        """,
    ),
    "truth as a number": Attack(
        """
        def effective_window(beta):
            return True
        """,
    ),
    "a null character in the source": Attack(
        "x = '\x00'\n# %%\n{right}",
        says="null",
        share=1.0,
    ),
    "a deep expression": Attack(
        "x = " + "(" * 5000 + ")" * 5000 + "\n# %%\n{right}",
        share=1.0,
    ),
    "a syntax error": Attack(
        """
        def effective_window(beta:
        # %%
        {right}
        """,
        says="SyntaxError",
        share=1.0,
    ),
    "a cell that changes the limits": Attack(
        """
        import sys
        sys.modules['resource'].setrlimit(0, (10, 10))
        {right}
        """,
        says="maximum limit",
    ),
}
