"""Files, the network, and what the machine tells about itself."""

from tests.grader.hostile import EPERM, HARMLESS, Attack

ATTACKS = {
    "read a file": Attack("open('/etc/passwd').read()\n{right}", EPERM),
    "read by number": Attack("import ctypes\nassert ctypes.CDLL(None).syscall(2, b'/etc/passwd', 0) >= 0\n{right}", "AssertionError"),
    "openat2 by number": Attack(
        "import ctypes\nassert ctypes.CDLL(None).syscall(437, -100, b'/etc/passwd', bytes(24), 24) >= 0\n{right}", "AssertionError"
    ),
    "open by a 32-bit call": Attack("import ctypes\nctypes.CDLL(None).syscall(0x40000002, b'/etc/passwd', 0)\n{right}", "SIGSYS"),
    "write a file": Attack("open('canary', 'w').write('x')\n{right}", EPERM),
    "write in the call": Attack("def effective_window(beta):\n    open('/tmp/canary', 'w')\n    return 1 / (1 - beta)\n", EPERM),
    "pathlib": Attack("from pathlib import Path\nPath('/tmp/canary').write_text('x')\n{right}", EPERM),
    "numpy.save": Attack("import numpy as np\nnp.save('/tmp/canary', np.ones(3))\n{right}", EPERM),
    "numpy.memmap": Attack("import numpy as np\nnp.memmap('/tmp/canary', mode='w+', shape=(9,))\n{right}", "cannot be imported"),
    "numpy.load with pickles": Attack("import numpy as np\nnp.load('/etc/hostname', allow_pickle=True)\n{right}", EPERM),
    "list the root": Attack("import os\nos.listdir('/')\n{right}", EPERM),
    "walk": Attack("import os\nassert list(os.walk('/'))\n{right}", "AssertionError"),
    "stat": Attack("import os\nos.stat('/etc/passwd')\n{right}", EPERM),
    "chmod": Attack("import os\nos.chmod('/etc/passwd', 0o777)\n{right}", EPERM),
    "chown": Attack("import os\nos.chown('/tmp', 0, 0)\n{right}", EPERM),
    "unlink": Attack("import os\nos.unlink('/etc/passwd')\n{right}", EPERM),
    "rename": Attack("import os\nos.rename('/tmp', '/tmp2')\n{right}", EPERM),
    "symlink": Attack("import os\nos.symlink('/etc/passwd', 'canary')\n{right}", EPERM),
    "mkdir": Attack("import os\nos.mkdir('/tmp/canary')\n{right}", EPERM),
    "chroot": Attack("import os\nos.chroot('.')\n{right}", EPERM),
    "chdir": Attack("import os\nos.chdir('/')\n{right}", EPERM),
    "truncate a descriptor": Attack("import os\nos.ftruncate(1, 0)\n{right}", EPERM),
    "memory file": Attack("import os\nos.memfd_create('x')\n{right}", EPERM),
    "pipe": Attack("import os\nos.pipe()\n{right}", EPERM),
    "mount": Attack("import ctypes\nassert ctypes.CDLL(None).mount(b'none', b'/', b'tmpfs', 0, 0) == 0\n{right}", "AssertionError"),
    "socket": Attack("import _socket\n_socket.socket()\n{right}", EPERM),
    "socket of the channel": Attack("import _socket\n_socket.socket(fileno=3)\n{right}", EPERM),
    "urllib": Attack("import urllib.request\nurllib.request.urlopen('http://127.0.0.1')\n{right}", "cannot be imported"),
    "io_uring": Attack("import ctypes\nassert ctypes.CDLL(None).syscall(425, 1, bytes(120)) >= 0\n{right}", "AssertionError"),
    "bpf": Attack("import ctypes\nassert ctypes.CDLL(None).syscall(321, 0, bytes(120), 120) >= 0\n{right}", "AssertionError"),
    "keyring": Attack("import ctypes\nassert ctypes.CDLL(None).syscall(250, 0, -3, 0) >= 0\n{right}", "AssertionError"),
    "its own memory as a file": Attack("open('/proc/self/mem', 'r+b')\n{right}", EPERM),
    "its environment as a file": Attack("open('/proc/self/environ').read()\n{right}", EPERM),
    "another's descriptors": Attack("import os\nos.listdir('/proc/1/fd')\n{right}", EPERM),
    "environment": Attack("import os\nassert set(os.environ), 'empty'\n{right}", "empty"),
    "descriptors": Attack(
        "import os\nfound = []\nfor number in range(4, 1024):\n    try:\n        os.fstat(number)\n        os.read(number, 1)\n"
        "        found.append(number)\n    except OSError:\n        pass\nassert found, 'none'\n{right}",
        "none",
    ),
    "standard input": Attack("import os\nassert os.read(0, 10), 'nothing'\n{right}", "nothing"),
    "input": Attack("input('?')\n{right}", "EOFError"),
    "shell lines": Attack("!touch /tmp/canary\n%cd /\nfiles = !ls /\n{right}", **HARMLESS),
    "a shell cell": Attack("%%bash\ntouch /tmp/canary\n# %%\n{right}", **HARMLESS),
    "import from the notebook's folder": Attack("import sys\nsys.path.insert(0, '/tmp')\nimport evil\n{right}", "cannot be imported"),
    "its own importer": Attack(
        "import sys\nsys.meta_path.clear()\nsys.path[:] = ['/usr/lib/python3.11']\nimport this\n{right}", "ModuleNotFoundError"
    ),
}  # fmt: skip
