"""Too much: of time, memory, output, depth; and numbers that are none."""

from tests.grader.hostile import HARMLESS, Attack

ATTACKS = {
    "endless loop in a cell": Attack("while True:\n    pass\n# %%\n{right}", "not done after", share=1.0),
    "endless loop that takes no for an answer": Attack(
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass\n# %%\n{right}", "not done after", share=1.0
    ),
    "endless loop in the call": Attack("def effective_window(beta):\n    while True:\n        pass\n", "not done after"),
    "sleep": Attack("import time\ndef effective_window(beta):\n    time.sleep(1000)\n", "not done after"),
    "a loop in C": Attack("def effective_window(beta):\n    return 7 ** (7 ** 10)\n", "not done after"),
    "a regular expression": Attack("import re\ndef effective_window(beta):\n    return re.match('(a+)+b', 'a' * 60)\n", "not done after"),
    "memory in a cell": Attack("x = bytearray(10**12)\n# %%\n{right}", "MemoryError", share=1.0),
    "memory in the call": Attack("def effective_window(beta):\n    return [bytearray(10**6) for _ in range(10**6)]\n", "MemoryError"),
    "memory of numpy": Attack("import numpy as np\ndef effective_window(beta):\n    return np.ones(10**11)\n", "MemoryError"),
    "memory by doubling": Attack("def effective_window(beta):\n    x = 'a'\n    while True:\n        x += x\n", "MemoryError"),
    "output": Attack("for _ in range(10**4):\n    print('x' * 10**4)\n{right}", **HARMLESS),
    "output past print": Attack("import os\nfor _ in range(1000):\n    os.write(1, b'x' * 10**5)\n    os.write(2, b'x' * 10**5)\n{right}", **HARMLESS),
    "output in the call": Attack("def effective_window(beta):\n    print('x' * 10**7)\n    return 1 / (1 - beta)\n", **HARMLESS),
    "a long string": Attack("def effective_window(beta):\n    return 'x' * 10**7\n"),
    "a large array": Attack("import numpy as np\ndef effective_window(beta):\n    return np.zeros(8 * 10**6)\n"),
    "a broadcast array": Attack("import numpy as np\ndef effective_window(beta):\n    return np.broadcast_to(1.0, (10**6, 10**6))\n"),
    "two views of it": Attack(
        "import numpy as np\ndef effective_window(beta):\n    x = np.broadcast_to(1.0, (10**6, 10**6))\n    return x, x[1:]\n"
    ),
    "a million parts": Attack("def effective_window(beta):\n    return [0] * 10**6\n"),
    "a deep list": Attack("def effective_window(beta):\n    x = []\n    for _ in range(10**5):\n        x = [x]\n    return x\n"),
    "a list in itself": Attack("def effective_window(beta):\n    x = []\n    x.append(x)\n    return x\n"),
    "a dict in itself": Attack("def effective_window(beta):\n    x = {}\n    x['x'] = x\n    return x\n"),
    "a huge int": Attack("def effective_window(beta):\n    return 10**5000\n"),
    "a long error": Attack("def effective_window(beta):\n    raise ValueError('x' * 10**7)\n", "ValueError: xxx"),
    "a cell error with a long text": Attack("raise ValueError('x' * 10**7)\n# %%\n{right}", "xxx", share=1.0),
    "a class with a long name": Attack("def effective_window(beta):\n    return type('x' * 10**6, (), {})()\n"),
    "a class whose name is none": Attack("def effective_window(beta):\n    return type('<script>alert(1)</script>', (), {})()\n"),
    "an error whose name is none": Attack("def effective_window(beta):\n    raise type('<b>\\n\\x00', (Exception,), {})('x')\n"),
    "lone surrogates": Attack("def effective_window(beta):\n    return '\\ud800'\n"),
    "NaN": Attack("def effective_window(beta):\n    return float('nan')\n"),
    "infinity": Attack("def effective_window(beta):\n    return float('inf')\n"),
    "complex": Attack("def effective_window(beta):\n    return 1 / (1 - beta) + 0j\n"),
    "objects": Attack("import numpy as np\ndef effective_window(beta):\n    return np.array([1 / (1 - beta)], object)\n"),
    "structured": Attack("import numpy as np\ndef effective_window(beta):\n    return np.zeros(1, [('a', float), ('b', object)])\n"),
    "dates": Attack("import numpy as np\ndef effective_window(beta):\n    return np.datetime64('now')\n"),
    "empty but huge": Attack("import numpy as np\ndef effective_window(beta):\n    return np.zeros((0, 2**40))\n"),
    "many axes": Attack("import numpy as np\ndef effective_window(beta):\n    return np.zeros((1,) * 60)\n"),
    "negative strides": Attack("import numpy as np\ndef effective_window(beta):\n    return np.full(4, 1 / (1 - beta))[::-1][:1]\n"),
    "truth as a number": Attack("def effective_window(beta):\n    return True\n"),
    "a null character in the source": Attack("x = '\x00'\n# %%\n{right}", "null", share=1.0),
    "a deep expression": Attack("x = " + "(" * 5000 + ")" * 5000 + "\n# %%\n{right}", "", share=1.0),
    "a syntax error": Attack("def effective_window(beta:\n# %%\n{right}", "SyntaxError", share=1.0),
    "a cell that changes the limits": Attack("import sys\nsys.modules['resource'].setrlimit(0, (10, 10))\n{right}", "maximum limit"),
}  # fmt: skip
