"""What can be written to the grader's own connection, and what can be done to it."""

from tests.grader.hostile import Attack

SEND = (
    "import os, struct\nfrom grader.protocol import encode\n"
    "def frame(value):\n    data = encode(value)\n    return struct.pack('<I', len(data)) + data\n"
)
ANSWER = "('returned', 0.0, [], [], False, [])"

ATTACKS = {
    "noise": Attack("import os\ndef effective_window(beta):\n    os.write(3, b'\\xff' * 4096)\n    return 1 / (1 - beta)\n", "not an answer"),
    "noise in a cell": Attack("import os\nos.write(3, b'\\xff' * 100)\n# %%\n{right}", "not an answer", share=1.0),
    "zeros": Attack("import os\ndef effective_window(beta):\n    os.write(3, bytes(400))\n    return 1 / (1 - beta)\n", "not an answer"),
    "half a frame, then silence": Attack("import os, time\ndef effective_window(beta):\n    os.write(3, b'\\x10\\x00\\x00\\x00abc')\n    time.sleep(100)\n", "not done after"),
    "drops, slowly": Attack(
        "import os, time\ndef effective_window(beta):\n    os.write(3, b'\\xff\\xff\\x00\\x00')\n    while True:\n        os.write(3, b'a')\n        time.sleep(0.05)\n",
        "not done after",
    ),
    "a huge frame announced": Attack("import os\ndef effective_window(beta):\n    os.write(3, b'\\xff\\xff\\xff\\x7f')\n    return 1\n", "not an answer"),
    "a flood": Attack(
        "import os\ndef effective_window(beta):\n    while True:\n        os.write(3, bytes([0, 0, 16, 0]) + bytes(2**20))\n", "not an answer"
    ),
    "closes the connection": Attack("import os\ndef effective_window(beta):\n    os.close(3)\n    while True:\n        pass\n", "crashed"),
    "closes everything": Attack("import os\nfor number in range(4):\n    os.close(number)\n# %%\n{right}", "ended itself", share=1.0),
    "another descriptor over it": Attack("import os\nos.dup2(0, 3)\n{right}", "Operation not permitted"),
    "reads the questions": Attack("import os\ndef effective_window(beta):\n    os.read(3, 10)\n    return 1\n", "not done after"),
    "an early answer": Attack(SEND + f"def effective_window(beta):\n    os.write(3, frame({ANSWER}))\n    return 1 / (1 - beta)\n"),
    "an answer before the question": Attack(SEND + f"for _ in range(100):\n    os.write(3, frame({ANSWER}))\n" + "{right}", "not an answer"),
    "the answer of a cell": Attack(SEND + "def effective_window(beta):\n    os.write(3, frame(('cell', None, 0)))\n    return 1 / (1 - beta)\n", "not an answer"),
    "a verdict": Attack(SEND + "def effective_window(beta):\n    os.write(3, frame(('passed', True)))\n    return 0\n", "not an answer"),
    "an answer with too much": Attack(SEND + "def effective_window(beta):\n    os.write(3, frame(('returned', 1, [], [], False, [], 1)))\n    return 0\n", "not an answer"),
    "changes of arguments that are none": Attack(
        SEND + "def effective_window(beta):\n    os.write(3, frame(('returned', 1 / (1 - beta), [(-1, 5), (99, 5)], [(-7, 1)], False, [])))\n"
        "    while True:\n        pass\n",
        "not done after",
    ),
    "changes that are no pairs": Attack(SEND + "def effective_window(beta):\n    os.write(3, frame(('returned', 1, [5], [], False, [])))\n", "not an answer"),
    "a class of a known name": Attack(SEND + "def effective_window(beta):\n    os.write(3, frame(('raised', '__import__', True, ('os',), '', None, [], [], False, [])))\n", "__import__"),
    "an exception that ends the grader": Attack(
        SEND + "def effective_window(beta):\n    os.write(3, frame(('raised', 'KeyboardInterrupt', True, (), '', None, [], [], False, [])))\n", "KeyboardInterrupt"
    ),
    "a line that is none": Attack(SEND + "def effective_window(beta):\n    os.write(3, frame(('raised', 'ValueError', True, (), '', 'x', [], [], False, [])))\n", "not an answer"),
    "a callback to nothing": Attack(
        SEND + "def effective_window(beta):\n    os.write(3, frame(('callback', 0, '__call__', (), {{}})))\n    return 1 / (1 - beta)\n".replace("{{}}", "{}")
    ),
    "callbacks for ever": Attack(
        SEND + "def effective_window(beta):\n    ask = frame(('callback', 0, '', (), {{}}))\n    while True:\n        os.write(3, ask)\n        os.read(3, 9999)\n".replace("{{}}", "{}"),
        "",
    ),
}  # fmt: skip
