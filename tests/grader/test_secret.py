import os
import stat

import pytest

from descent.cli import main
from grader.rubric import rubric_version
from grader.secret import SecretError, create, default_path, fingerprint, hidden_seed, read, rotate


def test_it_is_made_for_its_owner_alone_and_never_overwritten(tmp_path):
    file = tmp_path / "new" / "secret"
    create(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    first = read(file)
    with pytest.raises(SecretError, match="never overwritten"):
        create(file)
    assert read(file) == first
    other = tmp_path / "other"
    create(other)
    assert read(other) != first


def test_rotation_keeps_the_old_one(tmp_path):
    file = tmp_path / "secret"
    create(file)
    old = read(file)
    kept = rotate(file)
    assert read(kept) == old
    assert read(file) != old
    assert {path.name for path in tmp_path.iterdir()} == {"secret", kept.name}
    assert rubric_version(old) != rubric_version(read(file))
    assert rotate(file) != kept


@pytest.mark.parametrize("content", ["", "hello", "descent-secret-1 12", "descent-secret-1 xyz"])
def test_what_is_no_secret_is_refused(tmp_path, content):
    file = tmp_path / "secret"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(SecretError, match="is not a secret of Descent"):
        read(file)


def test_it_is_refused_where_others_can_see_it(tmp_path):
    folder = tmp_path / "results"
    folder.mkdir()
    create(folder / "secret")
    (tmp_path / "link").symlink_to(folder / "secret")
    for path in (folder / "secret", tmp_path / "link", tmp_path / "results" / ".." / "results" / "secret"):
        with pytest.raises(SecretError, match="must lie outside"):
            read(path, outside=[folder])
    assert read(folder / "secret", outside=[tmp_path / "submissions"])
    os.chmod(folder / "secret", 0o644)
    with pytest.raises(SecretError, match="others on this machine can read"):
        read(folder / "secret")


def test_hidden_seeds_differ_by_exercise_and_secret_and_are_never_the_public_one():
    seeds = {hidden_seed(secret, name) for secret in (bytes(32), bytes(31) + b"1") for name in ("ema", "bias_correct")}
    assert len(seeds) == 4
    assert 0 not in seeds
    assert fingerprint(bytes(32)) not in str(seeds)


def test_the_command(tmp_path, monkeypatch, capsys):
    file = tmp_path / "secret"
    monkeypatch.setenv("DESCENT_SECRET", str(file))
    assert default_path() == file
    assert main(["secret", "show-path"]) == 2
    assert "make one with `descent secret create`" in capsys.readouterr().err
    assert main(["secret", "create"]) == 0
    assert main(["secret", "create"]) == 2
    assert "never overwritten" in capsys.readouterr().err
    assert main(["secret", "show-path"]) == 0
    assert capsys.readouterr().out == f"{file}\n"
    assert main(["secret", "rotate"]) == 0
    assert read(file).hex() not in capsys.readouterr().out
