"""Many at a time gives what one at a time gives, in processes and on a cluster, also when one of them is killed."""

import os
import signal
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from grader.cells import Cell
from grader.cluster import on_cluster
from grader.intake import take_in
from grader.marks import write_result
from grader.running import ClusterError, Settings, grade_timed, in_processes
from grader.sources import open_source
from testcases.course import LESSONS
from tests.grader.classroom import make_class


@pytest.fixture(scope="module")
def submissions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    make_class(folder, 8, seed=2, lessons=("02_ema", "04_momentum"))
    source = open_source(folder)
    return [item for student in source.students() for item in take_in(source, student, LESSONS)]


@pytest.fixture(scope="module")
def expected(submissions, server, settings):
    return {one.student: write_result(grade_timed(one, server, settings).result) for one in submissions}


def found(graded):
    return {one.submission.student: write_result(one.result) for one in graded if one.result is not None}


def test_processes_give_what_one_gives(submissions, expected, settings):
    assert len(expected) == 8
    assert found(in_processes(2, settings)(submissions)) == expected


@dataclass(frozen=True)
class Fragile(Settings):
    """Workers that fall dead, or fail, over what some cells say."""

    @contextmanager
    def server(self):
        with super().server() as real:
            yield _FragileServer(real)


class _FragileServer:
    def __init__(self, real):
        self.real = real

    def run(self, cells):
        if any("KILL THE GRADER" in cell.source for cell in cells):
            os.kill(os.getpid(), signal.SIGKILL)
        if any("CONFUSE THE GRADER" in cell.source for cell in cells):
            raise RuntimeError("confused")
        return self.real.run(cells)


def test_a_worker_that_dies_or_fails_costs_no_other_submission(submissions, expected, settings):
    fragile = Fragile(settings.hidden_seeds, settings.limits)
    bad = {
        submissions[i].student: type(submissions[i])(
            **{**vars(submissions[i]), "cells": (Cell("bad", text), *submissions[i].cells)}
        )
        for i, text in ((1, "KILL THE GRADER"), (4, "CONFUSE THE GRADER"))
    }
    graded = list(in_processes(2, fragile)([bad.get(one.student, one) for one in submissions]))
    assert len(graded) == len(submissions)
    assert found(graded) == {student: result for student, result in expected.items() if student not in bad}
    failures = {one.submission.student: one.failure.en for one in graded if one.result is None}
    assert failures.keys() == bad.keys()
    assert "died 2 times" in failures[submissions[1].student]
    assert "RuntimeError: confused" in failures[submissions[4].student]


def test_processes_end_when_nobody_asks_for_more(submissions, settings):
    graded = in_processes(1, settings)(submissions)
    next(graded)
    graded.close()


def test_a_cluster_gives_what_one_gives(submissions, expected, settings):
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
        assert found(on_cluster(cluster.scheduler_address, settings)(submissions)) == expected


def test_no_cluster_is_said(settings):
    for address in ("nonsense", "tcp://", "tcp://host", "http://host:1"):
        with pytest.raises(ClusterError, match="--scheduler must be an address such as"):
            on_cluster(address, settings)
