"""New processes, signals, other programs, other processes' memory, and what stays behind."""

from tests.grader.hostile import EPERM, HARMLESS, Attack

ATTACKS = {
    "fork": Attack("import os\nos.fork()\n{right}", EPERM),
    "fork bomb": Attack("import os\nwhile True:\n    os.fork()\n# %%\n{right}", EPERM, share=1.0),
    "fork in the call": Attack("import os\ndef effective_window(beta):\n    os.fork()\n    return 1 / (1 - beta)\n", EPERM),
    "forkpty": Attack("import os\nos.forkpty()\n{right}", EPERM),
    "fork by libc": Attack("import ctypes\nassert ctypes.CDLL(None).fork() >= 0\n{right}", "AssertionError"),
    "clone by number": Attack("import ctypes\nassert ctypes.CDLL(None).syscall(56, 17, 0, 0, 0, 0) >= 0\n{right}", "AssertionError"),
    "clone3 by number": Attack(
        "import ctypes\nassert ctypes.CDLL(None).syscall(435, ctypes.create_string_buffer(88), 88) >= 0\n{right}", "AssertionError"
    ),
    "vfork by number": Attack("import ctypes\nassert ctypes.CDLL(None).syscall(58) >= 0\n{right}", "AssertionError"),
    "subprocess": Attack("import subprocess\nsubprocess.run(['true'])\n{right}", EPERM),
    "exec": Attack("import os\nos.execv('/bin/true', ['true'])\n{right}", EPERM),
    "system": Attack("import os\nassert os.system('true') == 0\n{right}", "AssertionError"),
    "posix_spawn": Attack("import os\nos.posix_spawn('/bin/true', ['true'], {})\n{right}", EPERM),
    "thread": Attack("import threading\nthreading.Thread(target=print).start()\n{right}", "can't start new thread"),
    "kill all": Attack("import os\nos.kill(-1, 9)\n{right}", EPERM),
    "kill the parent": Attack("import os\nos.kill(os.getppid(), 9)\n{right}", EPERM),
    "kill process 1": Attack("import os\nos.kill(1, 9)\n{right}", EPERM),
    "kill the group": Attack("import os\nos.killpg(0, 9)\n{right}", EPERM),
    "queue a signal": Attack("import ctypes\nassert ctypes.CDLL(None).sigqueue(1, 9, 0) == 0\n{right}", "AssertionError"),
    "signal to itself": Attack("import os\nos.kill(os.getpid(), 15)\n{right}", EPERM),
    "raise a signal": Attack("import signal\nsignal.raise_signal(signal.SIGTERM)\n{right}", EPERM),
    "abort": Attack("import os\nos.abort()\n# %%\n{right}", "crashed", share=1.0),
    "ignores all signals": Attack(
        "import signal\nfor number in signal.valid_signals():\n    try:\n        signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError):\n        pass\n{right}",
        **HARMLESS,
    ),
    "ignores signals and loops": Attack(
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ndef effective_window(beta):\n    while True:\n        pass\n",
        "not done after",
    ),
    "ptrace the parent": Attack("import ctypes, os\nassert ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) == 0\n{right}", "AssertionError"),
    "ptrace itself": Attack("import ctypes\nassert ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0\n{right}", "AssertionError"),
    "read another process's memory": Attack(
        "import ctypes\nassert ctypes.CDLL(None).process_vm_readv(1, 0, 0, 0, 0, 0) >= 0\n{right}", "AssertionError"
    ),
    "prlimit of the parent": Attack(
        "import ctypes, os\nlimit = (ctypes.c_ulong * 2)(0, 0)\n"
        "assert ctypes.CDLL(None).prlimit(os.getppid(), 0, limit, None) == 0\n{right}",
        "AssertionError",
    ),
    "leave the session": Attack("import os\nos.setsid()\n{right}", EPERM),
    "become root": Attack("import os\nos.setuid(0)\n{right}", EPERM),
    "lower its niceness": Attack("import os\nos.nice(-5)\n{right}", EPERM),
    "unshare": Attack("import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == 0\n{right}", "AssertionError"),
    "a second filter": Attack("import ctypes\nassert ctypes.CDLL(None).prctl(22, 2, 0, 0, 0) == 0\n{right}", "AssertionError"),
    "exit in a cell": Attack("import os\nos._exit(0)\n# %%\n{right}", "ended itself, with exit code 0", share=1.0),
    "exit in the call": Attack("import os\ndef effective_window(beta):\n    os._exit(0)\n", "ended itself"),
    "exit in the second call": Attack(
        "import os\nmemo = []\ndef effective_window(beta):\n    memo.append(1)\n    if len(memo) > 1:\n        os._exit(7)\n    return 1 / (1 - beta)\n",
        "with exit code 7",
    ),
    "sys.exit in a cell": Attack("import sys\nsys.exit(1)\n# %%\n{right}", "SystemExit", share=1.0),
    "sys.exit in the call": Attack("import sys\ndef effective_window(beta):\n    sys.exit('bye')\n", "SystemExit: bye"),
    "atexit": Attack("import sys\nsys.modules['atexit'].register(lambda: 1 / 0)\n{right}", **HARMLESS),
    "interrupt": Attack("def effective_window(beta):\n    raise KeyboardInterrupt\n", "KeyboardInterrupt"),
    "generator exit": Attack("def effective_window(beta):\n    raise GeneratorExit\n", "GeneratorExit"),
    "segfault": Attack("import ctypes\nctypes.string_at(0)\n# %%\n{right}", "SIGSEGV", share=1.0),
    "segfault in the call": Attack("import ctypes\ndef effective_window(beta):\n    ctypes.string_at(0)\n", "SIGSEGV"),
    "stack overflow": Attack(
        "import sys\nsys.setrecursionlimit(10**9)\ndef effective_window(beta):\n    return effective_window(beta)\n"
    ),
    "dies in every cell": Attack("import os\nos._exit(1)\n# %%\n" * 30 + "{right}", "died too often"),
}  # fmt: skip
