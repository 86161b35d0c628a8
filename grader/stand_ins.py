"""What a learner's process finds in the place of the course's packages: data, test cases, things that do nothing.

No exercise's function is in that process. Where a lesson's own text hands out a function of an earlier lesson, calling
it asks the grader, while that exercise is judged.
"""

import importlib
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any

# The real ones: they hold no exercise's function and import none that does.
REAL = (
    "helpers.language",
    "helpers.arguments",
    "helpers.shapes",
    "helpers.network",
    "helpers.objectives",
    "helpers.data",
)
REPLACED = ("helpers", "testcases", "IPython", "ipywidgets", "tqdm")

# Loaded before the process loses sight of all files, so this is also the list of what a learner may import.
ALLOWED = (
    "numpy", "numpy.exceptions", "numpy.fft", "numpy.lib.stride_tricks", "numpy.linalg", "numpy.ma", "numpy.polynomial",
    "numpy.random", "numpy.testing", "numpy.typing", "matplotlib", "matplotlib.pyplot", "mpl_toolkits.mplot3d",
    "abc", "array", "ast", "bisect", "builtins", "calendar", "cmath", "collections", "collections.abc", "contextlib",
    "copy", "csv", "dataclasses", "datetime", "decimal", "doctest", "enum", "fractions", "functools", "gc", "glob",
    "hashlib", "heapq", "inspect", "io", "itertools", "json", "logging", "math", "numbers", "operator", "os", "os.path",
    "pathlib", "pickle", "platform", "pprint", "random", "re", "reprlib", "secrets", "shutil", "statistics", "string",
    "struct", "sys", "tempfile", "textwrap", "threading", "time", "timeit", "traceback", "types", "typing",
    "unicodedata", "unittest", "warnings", "weakref",
)  # fmt: skip

# What these import only when it is first needed.
LATE = ("_strptime", "encodings.ascii", "encodings.latin_1", "encodings.unicode_escape", "encodings.utf_8_sig")

IMPORT_REFUSED = "{name} cannot be imported while grading. These can: {allowed}"
OURS = (
    "{name} is the course's own and is not here while your notebook is graded. Write it yourself, or define what you "
    "need in a cell of this notebook."
)


class Judging:
    """What the stand-ins know of the call that is being judged, if there is one."""

    active = False
    library: Mapping[str, Callable[..., Any]] = {}
    used: list[str]


JUDGING = Judging()
JUDGING.used = []


class StandIn:
    """Does nothing, whatever a lesson does with it: called, indexed, unpacked, computed with, printed."""

    def __init__(self, name: str, exercises: frozenset[str]) -> None:
        self.__dict__.update(_name=name, _exercises=exercises)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Return itself, or what the grader answers; refuse to be an exercise's answer."""
        if JUDGING.active and self._name.startswith(("helpers.", "testcases.")):
            if self._name in JUDGING.library:
                return JUDGING.library[self._name](*arguments, **named)
            JUDGING.used.append(self._name)
            if self._name.rpartition(".")[2] in self._exercises:
                raise RuntimeError(OURS.format(name=self._name))
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self._name}.{name}", self._exercises)

    def __iter__(self) -> Iterator[Any]:
        # To be unpacked into n names is to be asked for n items; a loop is over at once.
        frame = sys._getframe(1)
        code, at = frame.f_code.co_code, frame.f_lasti
        return iter(
            [self] * (code[at + 1] if code[at] == _UNPACK else code[at + 1] if code[at] == _UNPACK_STARRED else 0)
        )

    def __repr__(self) -> str:
        return f"<{self._name}: does nothing while grading>"

    def __setattr__(self, name: str, value: object) -> None: ...
    def __setitem__(self, key: object, value: object) -> None: ...
    def __delitem__(self, key: object) -> None: ...
    def __getitem__(self, key: object) -> "StandIn":
        return self

    def __next__(self) -> "StandIn":
        return self

    def __enter__(self) -> "StandIn":
        return self

    def __exit__(self, *error: object) -> None: ...

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __contains__(self, item: object) -> bool:
        return False

    def __int__(self) -> int:
        return 0

    __index__ = __int__

    def __float__(self) -> float:
        return 0.0

    def __format__(self, specification: str) -> str:
        return ""

    def __hash__(self) -> int:
        return hash(self._name)


def _itself(self: StandIn, *arguments: Any, **named: Any) -> StandIn:
    return self


_OPERATIONS = """
    add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow matmul rmatmul neg pos abs round
    invert and rand or ror xor rxor lt le gt ge array_ufunc array_function
"""
for _operation in _OPERATIONS.split():
    setattr(StandIn, f"__{_operation}__", _itself)

_opcode = importlib.import_module("opcode")
_UNPACK, _UNPACK_STARRED = _opcode.opmap["UNPACK_SEQUENCE"], _opcode.opmap["UNPACK_EX"]


class _StandInModule(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self.__name__}.{name}", self.__dict__["__exercises__"])


class _Finder(MetaPathFinder, Loader):
    """Finds stand-ins, and says what can be imported to whoever asks for something else."""

    def __init__(self, exercises: frozenset[str]) -> None:
        self._exercises = exercises

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec:
        if name.partition(".")[0] in REPLACED:
            return ModuleSpec(name, self, is_package=True)
        allowed = sorted({one.partition(".")[0] for one in ALLOWED})
        raise ModuleNotFoundError(IMPORT_REFUSED.format(name=name, allowed=", ".join(allowed)), name=name)

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        module = _StandInModule(spec.name)
        module.__dict__["__exercises__"] = self._exercises
        if spec.name.partition(".")[0] == "tqdm":
            module.__dict__.update(tqdm=_unwrapped, trange=range)
        return module

    def exec_module(self, module: types.ModuleType) -> None: ...


def _unwrapped(iterable: Any = (), *arguments: Any, **named: Any) -> Any:
    return iterable


def preload() -> None:
    """Import all that a learner may import, for real; plots draw nothing."""
    import matplotlib

    matplotlib.use("template")  # matplotlib's own backend that does nothing
    for name in (*ALLOWED, *LATE, *REAL):
        importlib.import_module(name)
    # Drawing opens fonts, which will be out of sight. A plot that is not drawn is as good here.
    figure, canvas = sys.modules["matplotlib.figure"].Figure, sys.modules["matplotlib.backend_bases"].FigureCanvasBase
    for kind, names in ((figure, ("draw", "savefig", "tight_layout")), (canvas, ("print_figure",))):
        for name in names:
            setattr(kind, name, _nothing)
    pyplot = sys.modules["matplotlib.pyplot"]
    pyplot.figure().add_subplot().contour([[0, 1], [1, 2]])  # what is imported late is imported now
    pyplot.close("all")
    data = sys.modules["helpers.data"]
    for loader in ("load_digits", "load_temperatures"):  # the files will be out of sight
        setattr(data, loader, _returning(getattr(data, loader)()))


def _returning(value: Any) -> Callable[[], Any]:
    return lambda: value


def _nothing(*arguments: Any, **named: Any) -> None: ...


def install(test_cases: Mapping[str, Callable[[], Any]]) -> None:
    """From now on, imports find what was loaded, or stand-ins; `test_cases` are those of each exercise, by its name."""
    exercises = frozenset(test_cases)
    finder = _Finder(exercises)
    for name in REPLACED:
        sys.modules.pop(name, None)
    sys.path.clear()
    sys.path_hooks.clear()
    sys.path_importer_cache.clear()
    sys.meta_path[:] = [finder]
    helpers, testcases = importlib.import_module("helpers"), importlib.import_module("testcases")
    for name in REAL:
        setattr(helpers, name.removeprefix("helpers."), sys.modules[name])
    vars(testcases).update({f"{name}_test_case": test_case for name, test_case in test_cases.items()})
    vars(testcases).update(yours_or_ours=lambda function: function)
