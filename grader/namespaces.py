"""What takes the machine out of a process's sight: uid, namespaces, an empty root. Each layer is tried, none is needed.

The order is not free. Modules are loaded before, as nothing can be opened after. A uid map can be written only before
the uid is dropped. A process that dies with its parent says so after its last change of uid, which would undo it.
"""

import contextlib
import ctypes
import os
import resource
import signal
from collections.abc import Callable
from functools import partial

_NEW_NAMESPACES = {"mount": 0x00020000, "ipc": 0x08000000, "pid": 0x20000000, "net": 0x40000000}
_NEW_USER = 0x10000000
_RECURSIVE_PRIVATE, _READ_ONLY_REMOUNT, _DETACH = 0x4000 | 0x40000, 0x1 | 0x20 | 0x2 | 0x4 | 0x8, 2
_DIE_WITH_PARENT, _DUMPABLE, _DROP_BOUND = 1, 4, 24
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_LAST_CAPABILITY = 63

_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _prctl(option: int, value: int) -> None:
    _call("prctl", option, *(ctypes.c_ulong(number) for number in (value, 0, 0, 0)))


def die_with_parent(parent: int) -> None:
    """Be killed when the process that started this one ends; at once if it has ended."""
    _prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def hide_from_peers() -> None:
    """Keep other processes of the same uid from looking into this one."""
    _prctl(_DUMPABLE, 0)


def separate() -> list[str]:
    """Leave the machine's namespaces as far as the kernel lets us; the pid namespace holds for children only.

    Returns
    -------
    list of str
        Of "user", "mount", "ipc", "pid", "net": those that are now our own.
    """
    user, group = os.getuid(), os.getgid()
    if user != 0 and _tried(lambda: _call("unshare", _NEW_USER | sum(_NEW_NAMESPACES.values()))):
        # Without this map we would be nobody in there, and could mount nothing.
        for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with contextlib.suppress(OSError), open(f"/proc/self/{name}", "w", encoding="ascii") as stream:
                stream.write(line)
        return ["user", *_NEW_NAMESPACES]
    if user != 0:
        return []
    return [name for name, flag in _NEW_NAMESPACES.items() if _tried(partial(_call, "unshare", flag))]


def empty_root(machine: str) -> bool:
    """Put an empty, read-only folder in the place of all files; whether that worked. Needs a mount namespace.

    The empty folder is mounted over /proc, which is there on every machine and which nothing needs any more.
    """

    def pivot() -> None:
        _call("mount", None, b"/", None, _RECURSIVE_PRIVATE, None)
        _call("mount", b"none", b"/proc", b"tmpfs", 0, b"size=4k,mode=555")
        os.chdir("/proc")
        _call("syscall", ctypes.c_long(_PIVOT_ROOT[machine]), b".", b".")
        _call("umount2", b".", _DETACH)
        os.chdir("/")
        _call("mount", None, b"/", None, _READ_ONLY_REMOUNT, None)

    return _tried(pivot)


def drop_user() -> int | None:
    """As root, become a user that nobody else is, for good; return its uid. None where that is not possible.

    One for each fork server: processes of one uid can signal each other, and one server's end must not be another's.
    """
    if os.getuid() != 0:
        return None
    for uid in (0x70000000 + os.getpid(), 50_000 + os.getpid() % 10_000):  # some containers know 65,536 users only
        with contextlib.suppress(OSError, ValueError):
            os.setgroups([])
            for capability in range(_LAST_CAPABILITY + 1):
                with contextlib.suppress(OSError):
                    _prctl(_DROP_BOUND, capability)
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            return uid
    return None


def enter_own_user_namespace() -> bool:
    """Give up what being this user may mean to the machine; whether the kernel lets us."""
    return _tried(lambda: _call("unshare", _NEW_USER))


def drop_capabilities() -> bool:
    """Give up every right over our namespaces, for good."""

    def drop() -> None:
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)
        _call("capset", header, (ctypes.c_uint32 * 6)())

    return _tried(drop)


def close_other_files(kept: set[int]) -> None:
    """Close every file descriptor but these."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    previous = -1
    for number in [*sorted(kept), most if 0 < most < 2**31 else 2**31 - 1]:
        if previous + 1 < number:  # closerange(0, 0) closes everything
            os.closerange(previous + 1, number)
        previous = number


def _tried(step: Callable[[], None]) -> bool:
    try:
        step()
    except OSError:
        return False
    return True
