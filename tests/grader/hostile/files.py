"""Files, the network, and what the machine tells about itself."""

from tests.grader.hostile import EPERM, Attack

ATTACKS = {
    "read a file": Attack(
        """
        open('/etc/passwd').read()
        {right}
        """,
        says=EPERM,
    ),
    "read by number": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).syscall(2, b'/etc/passwd', 0) >= 0
        {right}
        """,
        says="AssertionError",
    ),
    "openat2 by number": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).syscall(437, -100, b'/etc/passwd', bytes(24), 24) >= 0
        {right}
        """,
        says="AssertionError",
    ),
    "open by a 32-bit call": Attack(
        """
        import ctypes
        ctypes.CDLL(None).syscall(0x40000002, b'/etc/passwd', 0)
        {right}
        """,
        says="SIGSYS",
    ),
    "write a file": Attack(
        """
        open('canary', 'w').write('x')
        {right}
        """,
        says=EPERM,
    ),
    "write in the call": Attack(
        """
        def effective_window(beta):
            open('/tmp/canary', 'w')
            return 1 / (1 - beta)
        """,
        says=EPERM,
    ),
    "pathlib": Attack(
        """
        from pathlib import Path
        Path('/tmp/canary').write_text('x')
        {right}
        """,
        says=EPERM,
    ),
    "numpy.save": Attack(
        """
        import numpy as np
        np.save('/tmp/canary', np.ones(3))
        {right}
        """,
        says=EPERM,
    ),
    "numpy.memmap": Attack(
        """
        import numpy as np
        np.memmap('/tmp/canary', mode='w+', shape=(9,))
        {right}
        """,
        says="cannot be imported",
    ),
    "numpy.load with pickles": Attack(
        """
        import numpy as np
        np.load('/etc/hostname', allow_pickle=True)
        {right}
        """,
        says=EPERM,
    ),
    "list the root": Attack(
        """
        import os
        os.listdir('/')
        {right}
        """,
        says=EPERM,
    ),
    "walk": Attack(
        """
        import os
        assert list(os.walk('/'))
        {right}
        """,
        says="AssertionError",
    ),
    "stat": Attack(
        """
        import os
        os.stat('/etc/passwd')
        {right}
        """,
        says=EPERM,
    ),
    "chmod": Attack(
        """
        import os
        os.chmod('/etc/passwd', 0o777)
        {right}
        """,
        says=EPERM,
    ),
    "chown": Attack(
        """
        import os
        os.chown('/tmp', 0, 0)
        {right}
        """,
        says=EPERM,
    ),
    "unlink": Attack(
        """
        import os
        os.unlink('/etc/passwd')
        {right}
        """,
        says=EPERM,
    ),
    "rename": Attack(
        """
        import os
        os.rename('/tmp', '/tmp2')
        {right}
        """,
        says=EPERM,
    ),
    "symlink": Attack(
        """
        import os
        os.symlink('/etc/passwd', 'canary')
        {right}
        """,
        says=EPERM,
    ),
    "mkdir": Attack(
        """
        import os
        os.mkdir('/tmp/canary')
        {right}
        """,
        says=EPERM,
    ),
    "chroot": Attack(
        """
        import os
        os.chroot('.')
        {right}
        """,
        says=EPERM,
    ),
    "chdir": Attack(
        """
        import os
        os.chdir('/')
        {right}
        """,
        says=EPERM,
    ),
    "truncate a descriptor": Attack(
        """
        import os
        os.ftruncate(1, 0)
        {right}
        """,
        says=EPERM,
    ),
    "memory file": Attack(
        """
        import os
        os.memfd_create('x')
        {right}
        """,
        says=EPERM,
    ),
    "pipe": Attack(
        """
        import os
        os.pipe()
        {right}
        """,
        says=EPERM,
    ),
    "mount": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).mount(b'none', b'/', b'tmpfs', 0, 0) == 0
        {right}
        """,
        says="AssertionError",
    ),
    "socket": Attack(
        """
        import _socket
        _socket.socket()
        {right}
        """,
        says=EPERM,
    ),
    "socket of the channel": Attack(
        """
        import _socket
        _socket.socket(fileno=3)
        {right}
        """,
        says=EPERM,
    ),
    "urllib": Attack(
        """
        import urllib.request
        urllib.request.urlopen('http://127.0.0.1')
        {right}
        """,
        says="cannot be imported",
    ),
    "io_uring": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).syscall(425, 1, bytes(120)) >= 0
        {right}
        """,
        says="AssertionError",
    ),
    "bpf": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).syscall(321, 0, bytes(120), 120) >= 0
        {right}
        """,
        says="AssertionError",
    ),
    "keyring": Attack(
        """
        import ctypes
        assert ctypes.CDLL(None).syscall(250, 0, -3, 0) >= 0
        {right}
        """,
        says="AssertionError",
    ),
    "its own memory as a file": Attack(
        """
        open('/proc/self/mem', 'r+b')
        {right}
        """,
        says=EPERM,
    ),
    "its environment as a file": Attack(
        """
        open('/proc/self/environ').read()
        {right}
        """,
        says=EPERM,
    ),
    "another's descriptors": Attack(
        """
        import os
        os.listdir('/proc/1/fd')
        {right}
        """,
        says=EPERM,
    ),
    "environment": Attack(
        """
        import os
        assert set(os.environ), 'empty'
        {right}
        """,
        says="empty",
    ),
    "descriptors": Attack(
        """
        import os
        found = []
        for number in range(4, 1024):
            try:
                os.fstat(number)
                os.read(number, 1)
                found.append(number)
            except OSError:
                pass
        assert found, 'none'
        {right}
        """,
        says="none",
    ),
    "standard input": Attack(
        """
        import os
        assert os.read(0, 10), 'nothing'
        {right}
        """,
        says="nothing",
    ),
    "input": Attack(
        """
        input('?')
        {right}
        """,
        says="EOFError",
    ),
    "shell lines": Attack(
        """
        !touch /tmp/canary
        %cd /
        files = !ls /
        {right}
        """,
        share=1.0,
    ),
    "a shell cell": Attack(
        """
        %%bash
        touch /tmp/canary
        # %%
        {right}
        """,
        share=1.0,
    ),
    "import from the notebook's folder": Attack(
        """
        import sys
        sys.path.insert(0, '/tmp')
        import evil
        {right}
        """,
        says="cannot be imported",
    ),
    "its own importer": Attack(
        """
        import sys
        sys.meta_path.clear()
        sys.path[:] = ['/usr/lib/python3.11']
        import this
        {right}
        """,
        says="ModuleNotFoundError",
    ),
}
