"""What runs in a learner's process: cells and calls, as the grader asks for them. Holds no answers.

A learner's code shares this process and can change anything in it. It can so spoil its own answers, and no more: all
that leaves this process is data, and the grader compares.
"""

import ast
import builtins
import contextlib
import io
import linecache
import sys
import traceback
import types
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader import stand_ins
from grader.cells import plain_python
from grader.channel import Channel, ClosedError
from grader.protocol import encode
from grader.wire import MAX_DEPTH, MAX_INT, SHOWN
from helpers.random_state import RandomState

NAMES = 2_000
REFUSED = (OSError, ImportError, EOFError)  # files, sockets and processes; modules; input
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


class Printed(io.TextIOBase):
    """Counts what is printed and forgets it."""

    characters = 0

    def write(self, text: str) -> int:
        """Count a text."""
        self.characters += len(text)
        return len(text)

    def writable(self) -> bool:
        """Say yes."""
        return True


class Harness:
    """Serves one submission over a channel."""

    def __init__(self, channel: Channel, defined: Mapping[str, Any] | None = None) -> None:
        self.channel = channel
        main = types.ModuleType("__main__")
        sys.modules["__main__"] = main
        self.names = main.__dict__
        self.names.update(defined or {}, __builtins__=builtins)
        self.results: dict[int, tuple[Any, bytes]] = {}  # of calls whose results the grader still looks at
        self.random_state: RandomState | None = None
        self.printed = Printed()

    def serve(self) -> None:
        """Answer the grader until it closes the connection."""
        sys.stdout = sys.stderr = self.printed
        warnings.simplefilter("ignore")
        answers: dict[str, Callable[..., tuple[Any, ...]]] = {
            "cell": self.run_cell,
            "functions": self.functions,
            "call": self.call,
        }
        try:
            while True:
                kind, *details = self.channel.receive()
                self.channel.send(answers[kind](*details))
        except ClosedError:
            return

    def run_cell(self, name: str, source: str) -> tuple[Any, ...]:
        """Run a cell; reply with the error that ended it, if any, the lines that were skipped, how much was printed."""
        before = self.printed.characters
        error = None
        source, skipped = plain_python(source)
        filename = f"<cell {name}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        try:
            exec(compile(source, filename, "exec", dont_inherit=True), self.names)
        except BaseException as raised:  # whatever a learner's cell raises, the next cell is run
            error = (*_described(raised), _own_line(raised, {filename}))
            self._define_the_rest(source, filename, raised)
        return "cell", error, skipped, self.printed.characters - before

    def _define_the_rest(self, source: str, filename: str, error: BaseException) -> None:
        """Make the definitions below what only these walls refuse: on the learner's machine the cell went on."""
        trace = error.__traceback__ and error.__traceback__.tb_next
        if not isinstance(error, REFUSED) or trace is None or trace.tb_frame.f_code.co_filename != filename:
            return
        for statement in ast.parse(source).body:
            if statement.lineno > trace.tb_lineno and isinstance(statement, DEFINITIONS):
                with contextlib.suppress(BaseException):
                    exec(compile(ast.Module([statement], []), filename, "exec", dont_inherit=True), self.names)

    def functions(self) -> tuple[str, list[str]]:
        """Reply with the names of what can be called, other than modules' own."""
        self.random_state = RandomState()
        names = [name for name, value in self.names.items() if type(name) is str and callable(value)]
        return "functions", [name for name in names if name.isidentifier() and len(name) <= 80][:NAMES]

    def call(
        self,
        number: int,
        name: str,
        arguments: tuple[Any, ...],
        handles: dict[int, tuple[str, tuple[str, ...]]],
        library: list[str],
        watched: list[int],
    ) -> tuple[Any, ...]:
        """Call a function of the learner's; reply with what it returned or raised, and what it changed on the side."""
        given = [self._handle(i, *handles[i]) if i in handles else value for i, value in enumerate(arguments)]
        before = [None if i in handles else encode(value) for i, value in enumerate(arguments)]
        stand_ins.JUDGING.library = {path: self._asking(-1, path) for path in library}
        stand_ins.JUDGING.used = []
        stand_ins.JUDGING.active = True
        result, error = None, None
        try:
            function = self.names[name]
            with np.errstate(all="ignore"):
                result = function(*given)
        except BaseException as raised:
            error = raised
        stand_ins.JUDGING.active = False
        if self.random_state is None:
            raise RuntimeError("functions are asked for before they are called")
        touched = self.random_state.touched()
        side_effects = (
            self._changed(given, before),
            self._changed_later(watched),
            touched,
            stand_ins.JUDGING.used[:10],
        )
        if error is not None:
            return "raised", *_described(error), _own_line(error, None), *side_effects
        plain, data = _sendable(result)
        if isinstance(plain, list | tuple | dict | np.ndarray):
            self.results[number] = (result, data)
        return "returned", plain, *side_effects

    def _changed(self, given: list[Any], before: list[bytes | None]) -> list[tuple[int, Any]]:
        """Arguments that are no longer what they were."""
        now = ((i, *_sendable(value)) for i, value in enumerate(given) if before[i] is not None)
        return [(i, plain) for i, plain, data in now if data != before[i]]

    def _changed_later(self, watched: list[int]) -> list[tuple[int, Any]]:
        """Results of earlier calls that are no longer what they were."""
        self.results = {number: self.results[number] for number in watched if number in self.results}
        changed = []
        for number, (result, before) in self.results.items():
            plain, data = _sendable(result)
            if data != before:
                changed.append((number, plain))
                self.results[number] = (result, data)
        return changed

    def _handle(self, argument: int, label: str, methods: tuple[str, ...]) -> Any:
        """Return an object in the place of an argument that stays with the grader."""
        if "" in methods:
            return self._asking(argument, "")
        names = {method: staticmethod(self._asking(argument, method)) for method in methods}
        return type(label, (), {**names, "name": label, "__repr__": lambda self: label})()

    def _asking(self, argument: int, method: str) -> Callable[..., Any]:
        def ask(*arguments: Any, **named: Any) -> Any:
            self.channel.send(("callback", argument, method, _plain(arguments, 0), _plain(named, 0)))
            kind, *details = self.channel.receive()
            if kind == "error":
                name, message = details
                raise getattr(builtins, name)(message)
            return details[0]

        return ask


def _described(error: BaseException) -> tuple[str, bool, tuple[Any, ...], str]:
    """The error's class, whether it is Python's or NumPy's own, its arguments if they are plain, and its text."""
    kind = type(error)
    own = kind is getattr(builtins, kind.__name__, None) or kind.__module__.partition(".")[0] == "numpy"
    try:
        plain = all(type(item) in (str, int, float, bool, type(None)) for item in error.args) and len(error.args) <= 5
        arguments = tuple(item[:SHOWN] if type(item) is str else item for item in error.args) if plain else ()
        encode(arguments)
        text = str(error)[:SHOWN]
    except BaseException:  # a class that plays tricks
        plain, arguments, text = False, (), ""
    return kind.__name__[:80], own, arguments if plain else (text,), text


def _own_line(error: BaseException, files: set[str] | None) -> tuple[int, str] | None:
    """The learner's line that an error came from: the last one in the file of the frame after ours."""
    try:
        if isinstance(error, SyntaxError) and files and error.filename in files:
            return error.lineno or 0, (error.text or "").strip()[:SHOWN]
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
        own = [frame for frame in frames if frame.filename == frames[0].filename]
        return (own[-1].lineno or 0, (own[-1].line or "").strip()[:SHOWN]) if own else None
    except Exception:
        return None


def _sendable(value: Any) -> tuple[Any, bytes]:
    """Return a value as the judge would copy it, what cannot be read as its type, and its encoding."""
    plain = _plain(value, 0)
    try:
        return plain, encode(plain)
    except Exception:  # too large, or too deep
        return type(value), encode(type(value))


def _plain(value: Any, depth: int) -> Any:
    kind = type(value)
    if kind in _ATOMS or (kind is np.ndarray and value.dtype.kind in "fiubc"):
        return value
    try:
        if depth > MAX_DEPTH:
            return kind
        if isinstance(value, np.ndarray):
            return np.asarray(value) if value.dtype.kind in "fiubc" else kind
        if isinstance(value, str):
            return str.__str__(value) if len(value) <= SHOWN else kind
        if isinstance(value, np.generic):
            return value if value.dtype.kind in "fiubc" else kind
        if isinstance(value, int):
            return int(value) if value.bit_length() < 8 * MAX_INT else kind
        if isinstance(value, float | type):
            return value
        if isinstance(value, Mapping):
            return {key: _plain(item, depth + 1) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return (list if isinstance(value, list) else tuple)(_plain(item, depth + 1) for item in value)
        numbers = np.asarray(value)
        return numbers.tolist() if numbers.dtype.kind in "fiub" else kind
    except BaseException:  # a class that plays tricks
        return kind


_ATOMS = frozenset({type(None), bool, float, type(...)})
