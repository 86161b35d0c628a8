"""New processes, signals, other programs, other processes' memory, and what stays behind."""

from tests.grader.hostile import EPERM, Attack

ATTACKS = {
    "fork": Attack(
        """
        import os
        os.fork()
        {right}
        """,
        says=EPERM,
    ),
    "fork bomb": Attack(
        """
        import os
        while True:
            os.fork()
        # %%
        {right}
        """,
        says=EPERM,
        share=1.0,
    ),
    "fork in the call": Attack(
        """
        import os
        def effective_window(beta):
            os.fork()
            return 1 / (1 - beta)
        """,
        says=EPERM,
    ),
    "forkpty": Attack(
        """
        import os
        os.forkpty()
        {right}
        """,
        says=EPERM,
    ),
    "fork by libc": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).fork() >= 0
        {right}
        """,
        says="AssertionError",
    ),
    "clone by number": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).syscall(56, 17, 0, 0, 0, 0) >= 0
        {right}
        """,
        says="AssertionError",
    ),
    "clone3 by number": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).syscall(435, ctypes.create_string_buffer(88), 88) >= 0
        {right}
        """,
        says="AssertionError",
    ),
    "vfork by number": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).syscall(58) >= 0
        {right}
        """,
        says="AssertionError",
    ),
    "subprocess": Attack(
        """
        import subprocess
        subprocess.run(['true'])
        {right}
        """,
        says=EPERM,
    ),
    "exec": Attack(
        """
        import os
        os.execv('/bin/true', ['true'])
        {right}
        """,
        says=EPERM,
    ),
    "system": Attack(
        """
        import os
        assert os.system('true') == 0
        {right}
        """,
        says="AssertionError",
    ),
    "posix_spawn": Attack(
        """
        import os
        os.posix_spawn('/bin/true', ['true'], {})
        {right}
        """,
        says=EPERM,
    ),
    "thread": Attack(
        """
        import threading
        threading.Thread(target=print).start()
        {right}
        """,
        says="can't start new thread",
    ),
    "kill all": Attack(
        """
        import os
        os.kill(-1, 9)
        {right}
        """,
        says=EPERM,
    ),
    "kill the parent": Attack(
        """
        import os
        os.kill(os.getppid(), 9)
        {right}
        """,
        says=EPERM,
    ),
    "kill process 1": Attack(
        """
        import os
        os.kill(1, 9)
        {right}
        """,
        says=EPERM,
    ),
    "kill the group": Attack(
        """
        import os
        os.killpg(0, 9)
        {right}
        """,
        says=EPERM,
    ),
    "queue a signal": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).sigqueue(1, 9, 0) == 0
        {right}
        """,
        says="AssertionError",
    ),
    "signal to itself": Attack(
        """
        import os
        os.kill(os.getpid(), 15)
        {right}
        """,
        says=EPERM,
    ),
    "raise a signal": Attack(
        """
        import signal
        signal.raise_signal(signal.SIGTERM)
        {right}
        """,
        says=EPERM,
    ),
    "abort": Attack(
        """
        import os
        os.abort()
        # %%
        {right}
        """,
        says="crashed",
        share=1.0,
    ),
    "ignores all signals": Attack(
        """
        import signal
        for number in signal.valid_signals():
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        {right}
        """,
        share=1.0,
    ),
    "ignores signals and loops": Attack(
        """
        import signal
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        def effective_window(beta):
            while True:
                pass
        """,
        says="not done after",
    ),
    "ptrace the parent": Attack(
        """
        import ctypes, os
        assert ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) == 0
        {right}
        """,
        says="AssertionError",
    ),
    "ptrace itself": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0
        {right}
        """,
        says="AssertionError",
    ),
    "read another process's memory": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).process_vm_readv(1, 0, 0, 0, 0, 0) >= 0
        {right}
        """,
        says="AssertionError",
    ),
    "prlimit of the parent": Attack(
        """
        import ctypes, os
        limit = (ctypes.c_ulong * 2)(0, 0)
        assert ctypes.CDLL(None).prlimit(os.getppid(), 0, limit, None) == 0
        {right}
        """,
        says="AssertionError",
    ),
    "leave the session": Attack(
        """
        import os
        os.setsid()
        {right}
        """,
        says=EPERM,
    ),
    "become root": Attack(
        """
        import os
        os.setuid(0)
        {right}
        """,
        says=EPERM,
    ),
    "lower its niceness": Attack(
        """
        import os
        os.nice(-5)
        {right}
        """,
        says=EPERM,
    ),
    "unshare": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).unshare(0x10000000) == 0
        {right}
        """,
        says="AssertionError",
    ),
    "a second filter": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).prctl(22, 2, 0, 0, 0) == 0
        {right}
        """,
        says="AssertionError",
    ),
    "exit in a cell": Attack(
        """
        import os
        os._exit(0)
        # %%
        {right}
        """,
        says="ended itself, with exit code 0",
        share=1.0,
    ),
    "exit in the call": Attack(
        """
        import os
        def effective_window(beta):
            os._exit(0)
        """,
        says="ended itself",
    ),
    "exit in the second call": Attack(
        """
        import os
        memo = []
        def effective_window(beta):
            memo.append(1)
            if len(memo) > 1:
                os._exit(7)
            return 1 / (1 - beta)
        """,
        says="with exit code 7",
    ),
    "sys.exit in a cell": Attack(
        """
        import sys
        sys.exit(1)
        # %%
        {right}
        """,
        says="SystemExit",
        share=1.0,
    ),
    "sys.exit in the call": Attack(
        """
        import sys
        def effective_window(beta):
            sys.exit('bye')
        """,
        says="SystemExit: bye",
    ),
    "atexit": Attack(
        """
        import sys
        sys.modules['atexit'].register(lambda: 1 / 0)
        {right}
        """,
        share=1.0,
    ),
    "interrupt": Attack(
        """
        def effective_window(beta):
            raise KeyboardInterrupt
        """,
        says="KeyboardInterrupt",
    ),
    "generator exit": Attack(
        """
        def effective_window(beta):
            raise GeneratorExit
        """,
        says="GeneratorExit",
    ),
    "segfault": Attack(
        """
        import ctypes
        ctypes.string_at(0)
        # %%
        {right}
        """,
        says="SIGSEGV",
        share=1.0,
    ),
    "segfault in the call": Attack(
        """
        import ctypes
        def effective_window(beta):
            ctypes.string_at(0)
        """,
        says="SIGSEGV",
    ),
    "stack overflow": Attack(
        """
        import sys
        sys.setrecursionlimit(10**9)
        def effective_window(beta):
            return effective_window(beta)
        """,
    ),
    "dies in every cell": Attack(
        "import os\nos._exit(1)\n# %%\n" * 30 + "{right}",
        says="died too often",
    ),
}
