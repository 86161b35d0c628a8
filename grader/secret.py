"""The instructor's secret, from which the hidden cases are drawn: the same for everybody, known to nobody."""

import hashlib
import hmac
import os
import secrets
import stat
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from helpers.language import Text

LENGTH = 32  # bytes
LINE = "descent-secret-1 "

MISSING = Text(
    "there is no secret yet in {path}: make one with `descent secret create`",
    "{path} 中还没有密钥：请用 `descent secret create` 创建",
)
THERE = Text(
    "{path} is there already and is never overwritten; a new secret takes its place with `descent secret rotate`",
    "{path} 已经存在，不会被覆盖；要换用新密钥，请用 `descent secret rotate`",
)
NOT_A_SECRET = Text(
    "{path} is not a secret of Descent; make one with `descent secret create`",
    "{path} 不是 Descent 的密钥；请用 `descent secret create` 创建",
)
OPEN_TO_OTHERS = Text(
    "others on this machine can read the secret {path}: chmod 600 {path}",
    "本机的其他用户可以读取密钥 {path}：请运行 chmod 600 {path}",
)
INSIDE = Text(
    "the secret {path} must lie outside {folder}: students may see what is in there",
    "密钥 {path} 必须放在 {folder} 之外：学生可能会看到那里的内容",
)
UNUSABLE = Text("the secret {path} cannot be used: {reason}", "无法使用密钥 {path}：{reason}")


class SecretError(ValueError):
    """There is no secret, or it must not be used."""


def default_path() -> Path:
    """Return where the secret is kept: DESCENT_SECRET, else in the user's folder for settings."""
    named = os.environ.get("DESCENT_SECRET")
    if named:
        return Path(named)
    if sys.platform == "win32":
        settings = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    else:
        settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return settings / "descent" / "secret"


def create(path: Path) -> None:
    """Make a new secret in a file that only its owner can read; one that is there stays as it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
            stream.write(f"{LINE}{secrets.token_hex(LENGTH)}\n")
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError:
        raise SecretError(THERE.format(path=path)) from None
    except OSError as error:
        raise SecretError(UNUSABLE.format(path=path, reason=error.strerror)) from error


def rotate(path: Path) -> Path:
    """Put a new secret in the place of the old one, which stays beside it; return where."""
    read(path)
    stamp = time.strftime("%Y-%m-%d-%H%M%S")
    kept = next(name for n in range(10_000) if not (name := path.with_name(f"{path.name}.{stamp}.{n}")).exists())
    new = path.with_name(f".{path.name}.{os.getpid()}")
    create(new)
    try:
        os.link(path, kept)
        os.replace(new, path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise SecretError(UNUSABLE.format(path=path, reason=error.strerror)) from error
    return kept


def read(path: Path, outside: Iterable[Path] = ()) -> bytes:
    """Read a secret.

    Parameters
    ----------
    path : Path
        Its file.
    outside : iterable of Path
        Folders in which it must not lie, because students or their reports come near them.

    Raises
    ------
    SecretError
        If there is none, it is damaged, others can read it, or it lies in one of these folders.
    """
    real = path.resolve()
    for folder in outside:
        if real == folder.resolve() or folder.resolve() in real.parents:
            raise SecretError(INSIDE.format(path=path, folder=folder))
    try:
        mode = os.stat(path).st_mode
        written = path.read_text(encoding="ascii").strip() if stat.S_ISREG(mode) else ""
    except FileNotFoundError:
        raise SecretError(MISSING.format(path=path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(UNUSABLE.format(path=path, reason=getattr(error, "strerror", None) or error)) from error
    try:
        secret = bytes.fromhex(written.removeprefix(LINE))
    except ValueError:
        secret = b""
    if not written.startswith(LINE) or len(secret) != LENGTH:
        raise SecretError(NOT_A_SECRET.format(path=path))
    if os.name == "posix" and mode & 0o077:
        raise SecretError(OPEN_TO_OTHERS.format(path=path))
    return secret


def hidden_seed(secret: bytes, exercise: str) -> int:
    """Draw the seed of an exercise's hidden cases: 128 bits, the same for every student.

    Example
    -------
    >>> hidden_seed(bytes(32), "ema") == hidden_seed(bytes(32), "ema") != hidden_seed(bytes(32), "bias_correct")
    True
    """
    return int.from_bytes(hmac.digest(secret, b"hidden cases of " + exercise.encode(), hashlib.sha256)[:16], "big")


def fingerprint(secret: bytes) -> str:
    """Name a secret without giving it away."""
    return hmac.digest(secret, b"the name of this secret", hashlib.sha256).hex()[:12]
