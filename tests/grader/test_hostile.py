"""Nothing that a notebook does earns what it does not know, reaches anything, stays, or touches the next one."""

import os

import pytest

from grader.cells import Cell
from grader.limits import Limits
from grader.sandbox import ForkServer, SubmissionDied
from testcases import EXERCISES, judge
from tests.grader.hostile import RIGHT, amounts, answers, files, frames, processes
from tests.grader.processes_below import processes_below

FAMILIES = (processes, files, answers, frames, amounts)
ATTACKS = [
    pytest.param(attack, id=f"{family.__name__.rpartition('.')[2]}: {name}")
    for family in FAMILIES
    for name, attack in family.ATTACKS.items()
]
LIMITS = Limits(
    call_seconds=2.0, cell_seconds=2.0, submission_seconds=12.0, cpu_seconds=8, memory=64 * 2**20, callbacks=500
)
HIDDEN = 77


@pytest.fixture(scope="module")
def server():
    with ForkServer(LIMITS) as server:
        yield server


def grade(server, sources):
    """Grade one notebook's effective_window; return the share that it earned and all that was said."""
    said = []
    try:
        with server.run([Cell(str(i), source) for i, source in enumerate(sources)]) as answer:
            for cell in answer.report:
                said += [str(cell.error), str(cell.died)]
            if "effective_window" not in answer.functions:
                return 0.0, "\n".join([*said, str(answer.died)])
            verdict = judge(EXERCISES["effective_window"], answer.function("effective_window"), HIDDEN)
            return float(verdict.share), "\n".join([*said, verdict.message("en"), verdict.message("zh")])
    except SubmissionDied as died:
        return 0.0, "\n".join([*said, str(died.reason)])


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_leads_nowhere(attack, server, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = processes_below(server.pid)
    share, said = grade(server, attack.cells)
    assert share == attack.share, said
    assert attack.says in said
    assert len(said) < 20_000
    assert processes_below(server.pid) == before
    assert os.listdir(tmp_path) == []
    assert not {"canary", "canary.npy"} & set(os.listdir("/tmp"))
    assert grade(server, [RIGHT])[0] == 1.0
    assert processes_below(server.pid) == before


def test_there_are_enough_attacks():
    assert len(ATTACKS) >= 60
