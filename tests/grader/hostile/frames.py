"""What can be written to the grader's own connection, and what can be done to it."""

from tests.grader.hostile import EPERM, Attack

ATTACKS = {
    "noise": Attack(
        r"""
        import os
        def effective_window(beta):
            os.write(3, b'\xff' * 4096)
            return 1 / (1 - beta)
        """,
        says="not an answer",
    ),
    "noise in a cell": Attack(
        r"""
        import os
        os.write(3, b'\xff' * 100)
        # %%
        {right}
        """,
        says="not an answer",
        share=1.0,
    ),
    "zeros": Attack(
        """
        import os
        def effective_window(beta):
            os.write(3, bytes(400))
            return 1 / (1 - beta)
        """,
        says="not an answer",
    ),
    "half a frame, then silence": Attack(
        r"""
        import os, time
        def effective_window(beta):
            os.write(3, b'\x10\x00\x00\x00abc')
            time.sleep(100)
        """,
        says="not done after",
    ),
    "drops, slowly": Attack(
        r"""
        import os, time
        def effective_window(beta):
            os.write(3, b'\xff\xff\x00\x00')
            while True:
                os.write(3, b'a')
                time.sleep(0.05)
        """,
        says="not done after",
    ),
    "a huge frame announced": Attack(
        r"""
        import os
        def effective_window(beta):
            os.write(3, b'\xff\xff\xff\x7f')
            return 1
        """,
        says="not an answer",
    ),
    "a flood": Attack(
        """
        import os
        def effective_window(beta):
            while True:
                os.write(3, bytes([0, 0, 16, 0]) + bytes(2**20))
        """,
        says="not an answer",
    ),
    "closes the connection": Attack(
        """
        import os
        def effective_window(beta):
            os.close(3)
            while True:
                pass
        """,
        says="crashed",
    ),
    "closes everything": Attack(
        """
        import os
        for number in range(4):
            os.close(number)
        # %%
        {right}
        """,
        says="the process",
        share=1.0,
    ),
    "another descriptor over it": Attack(
        """
        import os
        os.dup2(0, 3)
        {right}
        """,
        says=EPERM,
    ),
    "reads the questions": Attack(
        """
        import os
        def effective_window(beta):
            os.read(3, 10)
            return 1
        """,
        says="not done after",
    ),
    "an early answer": Attack(
        """
        import os, struct
        from grader.protocol import encode
        def frame(value):
            data = encode(value)
            return struct.pack('<I', len(data)) + data
        def effective_window(beta):
            os.write(3, frame(('returned', 0.0, [], [], False, [])))
            return 1 / (1 - beta)
        """,
    ),
    "an answer before the question": Attack(
        """
        import os, struct
        from grader.protocol import encode
        def frame(value):
            data = encode(value)
            return struct.pack('<I', len(data)) + data
        for _ in range(100):
            os.write(3, frame(('returned', 0.0, [], [], False, [])))
        {right}
        """,
        says="not an answer",
    ),
    "the answer of a cell": Attack(
        """
        import os, struct
        from grader.protocol import encode
        def frame(value):
            data = encode(value)
            return struct.pack('<I', len(data)) + data
        def effective_window(beta):
            os.write(3, frame(('cell', None, 0)))
            return 1 / (1 - beta)
        """,
        says="not an answer",
    ),
    "a verdict": Attack(
        """
        import os, struct
        from grader.protocol import encode
        def frame(value):
            data = encode(value)
            return struct.pack('<I', len(data)) + data
        def effective_window(beta):
            os.write(3, frame(('passed', True)))
            return 0
        """,
        says="not an answer",
    ),
    "an answer with too much": Attack(
        """
        import os, struct
        from grader.protocol import encode
        def frame(value):
            data = encode(value)
            return struct.pack('<I', len(data)) + data
        def effective_window(beta):
            os.write(3, frame(('returned', 1, [], [], False, [], 1)))
            return 0
        """,
        says="not an answer",
    ),
    "changes of arguments that are none": Attack(
        """
        import os, struct
        from grader.protocol import encode
        def frame(value):
            data = encode(value)
            return struct.pack('<I', len(data)) + data
        def effective_window(beta):
            os.write(3, frame(('returned', 1 / (1 - beta), [(-1, 5), (99, 5)], [(-7, 1)], False, [])))
            while True:
                pass
        """,
        says="not done after",
    ),
    "changes that are no pairs": Attack(
        """
        import os, struct
        from grader.protocol import encode
        def frame(value):
            data = encode(value)
            return struct.pack('<I', len(data)) + data
        def effective_window(beta):
            os.write(3, frame(('returned', 1, [5], [], False, [])))
        """,
        says="not an answer",
    ),
    "a class of a known name": Attack(
        """
        import os, struct
        from grader.protocol import encode
        def frame(value):
            data = encode(value)
            return struct.pack('<I', len(data)) + data
        def effective_window(beta):
            os.write(3, frame(('raised', '__import__', True, ('os',), '', None, [], [], False, [])))
        """,
        says="__import__",
    ),
    "an exception that ends the grader": Attack(
        """
        import os, struct
        from grader.protocol import encode
        def frame(value):
            data = encode(value)
            return struct.pack('<I', len(data)) + data
        def effective_window(beta):
            os.write(3, frame(('raised', 'KeyboardInterrupt', True, (), '', None, [], [], False, [])))
        """,
        says="KeyboardInterrupt",
    ),
    "a line that is none": Attack(
        """
        import os, struct
        from grader.protocol import encode
        def frame(value):
            data = encode(value)
            return struct.pack('<I', len(data)) + data
        def effective_window(beta):
            os.write(3, frame(('raised', 'ValueError', True, (), '', 'x', [], [], False, [])))
        """,
        says="not an answer",
    ),
    "a callback to nothing": Attack(
        """
        import os, struct
        from grader.protocol import encode
        def frame(value):
            data = encode(value)
            return struct.pack('<I', len(data)) + data
        def effective_window(beta):
            os.write(3, frame(('callback', 0, '__call__', (), {})))
            return 1 / (1 - beta)
        """,
    ),
    "callbacks for ever": Attack(
        """
        import os, struct
        from grader.protocol import encode
        def frame(value):
            data = encode(value)
            return struct.pack('<I', len(data)) + data
        def effective_window(beta):
            ask = frame(('callback', 0, '', (), {}))
            while True:
                os.write(3, ask)
                os.read(3, 9999)
        """,
    ),
}
