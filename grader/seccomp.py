"""A list of the system calls that a learner's process may make; the kernel refuses all others with EPERM.

Written by hand with ctypes: the filter is a table of numbers and four kinds of instruction, which is less to trust than
a binding and the system library that it needs (libseccomp is not on every machine, and pip does not bring it).
Source: Linux, Documentation/userspace-api/seccomp_filter.rst and networking/filter.rst.
"""

import ctypes
import platform
import struct
import sys

# What Python and NumPy need to compute, to sleep, to take memory, to talk over file descriptors that are open, to end.
# Not here, and that is the point: open, socket, connect, bind, clone, fork, execve, kill, ptrace, chmod, mount, unlink,
# prlimit, prctl, setuid, sendmsg, process_vm_readv, io_uring_setup, and what future kernels will add.
_X86_64 = {
    "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11,
    "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "select": 23, "sched_yield": 24,
    "mremap": 25, "madvise": 28, "nanosleep": 35, "getpid": 39, "exit": 60, "uname": 63, "gettimeofday": 96,
    "getrusage": 98, "sysinfo": 99, "times": 100, "getuid": 102, "getgid": 104, "geteuid": 107, "getegid": 108,
    "getppid": 110, "sigaltstack": 131, "gettid": 186, "time": 201, "futex": 202, "sched_getaffinity": 204,
    "restart_syscall": 219, "clock_gettime": 228, "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231,
    "getrandom": 318,
}  # fmt: skip
_AARCH64 = {
    "lseek": 62, "read": 63, "write": 64, "pselect6": 72, "ppoll": 73, "fstat": 80, "close": 57, "exit": 93,
    "exit_group": 94, "futex": 98, "nanosleep": 101, "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115,
    "sched_getaffinity": 123, "sched_yield": 124, "restart_syscall": 128, "sigaltstack": 132, "rt_sigaction": 134,
    "rt_sigprocmask": 135, "rt_sigreturn": 139, "times": 153, "uname": 160, "getrusage": 165, "gettimeofday": 169,
    "getpid": 172, "getppid": 173, "getuid": 174, "geteuid": 175, "getgid": 176, "getegid": 177, "gettid": 178,
    "sysinfo": 179, "brk": 214, "munmap": 215, "mremap": 216, "mmap": 222, "mprotect": 226, "madvise": 233,
    "getrandom": 278,
}  # fmt: skip
# machine -> (the kernel's number for the architecture, its system calls)
MACHINES = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}

_LOAD, _EQUALS, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_RET|K
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 1, 0x80000000  # 1 is EPERM
_NUMBER, _ARCHITECTURE = 0, 4  # where struct seccomp_data has them
_OTHER_ABI = 0x40000000  # x86_64: from here on, the same calls once more, for 32-bit pointers
_SET_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2


def program(machine: str) -> bytes:
    """Return the filter for a machine ("x86_64", "aarch64") as the kernel reads it: instructions of eight bytes."""
    architecture, calls = MACHINES[machine]
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUALS, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),  # another instruction set has other numbers
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _OTHER_ABI),
        (_RETURN, 0, 0, _KILL),
    ]
    for number in sorted(calls.values()):
        lines += [(_EQUALS, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    lines.append((_RETURN, 0, 0, _REFUSE))
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def available() -> bool:
    """Whether this module knows this machine's system calls."""
    return sys.platform == "linux" and platform.machine() in MACHINES


def forbid_new_privileges() -> None:
    """Make sure that nothing this process starts can ever gain rights; the kernel asks for it before a filter."""
    _prctl(_SET_NO_NEW_PRIVS, 1)


def allow_only_computing() -> None:
    """Put this process under the filter, for good."""
    code = program(platform.machine())
    instructions = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))

    filter_ = Program(len(code) // 8, ctypes.addressof(instructions))
    _prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.addressof(filter_))


def _prctl(option: int, *arguments: int) -> None:
    padded = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    if ctypes.CDLL(None, use_errno=True).prctl(option, *padded) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl({option})")
