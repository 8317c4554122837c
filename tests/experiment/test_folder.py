"""What a folder of results replaces, keeps and refuses."""

import json
import os
from dataclasses import replace

import pytest

from sim.experiment.folder import OutputError, ResultsFolder
from sim.experiment.manifest import read_manifest

CONTENTS = ["run", "compare", "sweep"]


class StopHereError(Exception):
    pass


@pytest.fixture(params=CONTENTS)
def folder(request, tmp_path):
    return ResultsFolder(tmp_path / "out", request.param, "coach", "a" * 64, 10, frozenset({"manifest.json", "1.csv"}))


def written(folder, *names, **about):
    """Writes files of these names, each with its name in it, as a command does."""

    def fill(staging):
        for name in names:
            (staging / name).write_text(f"{name} {about}")
        return about

    with folder.held():
        folder.write(fill)


def names_in(folder):
    return sorted(path.name for path in folder.place.iterdir())


def test_the_manifest_lists_the_files_and_a_new_folder_stands_alone(folder, tmp_path):
    written(folder, "1.csv", "a.svg", engine="any")
    assert names_in(folder) == ["1.csv", "a.svg", "manifest.json"]
    assert read_manifest(folder.place) == {
        "program": "partnersim", "content": folder.content, "scenario": "coach", "input_digest": "a" * 64, "runs": 10,
        "engine": "any", "files": ["1.csv", "a.svg", "manifest.json"],
    }  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_only_files_of_the_manifest_are_replaced(folder, tmp_path):
    """19.24: notes, slides and another run's folder beside the results stay."""
    written(folder, "1.csv", "old.svg", number=1)
    (folder.place / "notes.txt").write_text("mine")
    (folder.place / "slides").mkdir()
    (folder.place / "slides" / "1.csv").write_text("mine")
    identity = folder.place.stat().st_ino
    written(folder, "1.csv", "new.svg", number=2)
    assert names_in(folder) == ["1.csv", "manifest.json", "new.svg", "notes.txt", "slides"]
    assert (folder.place / "1.csv").read_text() == "1.csv {'number': 2}"
    assert (folder.place / "slides" / "1.csv").read_text() == "mine"
    assert folder.place.stat().st_ino == identity, "who stands in the folder still does"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_what_is_in_the_way_is_named_before_any_work(folder, kind):
    """19.24"""
    written(replace(folder, files=frozenset()), "0.csv")
    path = folder.place / "1.csv"
    if kind == "file":
        path.write_text("mine")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("nowhere")
    for forced in (False, True):
        with pytest.raises(OutputError, match=r"out/1\.csv: .*in the way"), replace(folder, force=forced).held():
            pass
    assert names_in(folder) == ["0.csv", "1.csv", "manifest.json"]


def test_a_name_in_a_manifest_is_a_name_and_no_path(folder, tmp_path):
    (tmp_path / "victim").write_text("mine")
    written(folder, "1.csv")
    manifest = json.loads((folder.place / "manifest.json").read_text())
    files = [*manifest["files"], "../victim", str(tmp_path / "victim"), 7]
    (folder.place / "manifest.json").write_text(json.dumps({**manifest, "files": files}))
    written(folder, "1.csv")
    assert (tmp_path / "victim").read_text() == "mine"


@pytest.mark.parametrize(
    ("found", "asked", "said"),
    [
        ({"scenario": "acme"}, {}, r"results of another scenario \(acme, not coach\): --force"),
        ({"runs": 60}, {}, "60 finished runs, more than 10: --runs 60 keeps them, --force"),
        ({"runs": 60}, {"input_digest": "b" * 64}, None),
        ({"content": "other"}, {}, r"results of another command \(other, not \w+\): --force"),
        ({"runs": 10}, {}, None),
        ({"runs": 60, "unfinished": True}, {}, None),
        ({"files": None, "version": "0.1"}, {}, r"earlier version \(0.1\): --force"),
    ],
)
def test_results_worth_keeping_are_replaced_by_force_alone(folder, found, asked, said):
    """18.19 and 19.25: nothing is written otherwise."""
    written(replace(folder, runs=10), "1.csv")
    manifest = json.loads((folder.place / "manifest.json").read_text())
    (folder.place / "manifest.json").write_text(json.dumps({**manifest, **found}))
    second = replace(folder, **asked)
    if said is not None:
        with pytest.raises(OutputError, match=said):
            written(second, "1.csv", number=2)
        assert "number" not in read_manifest(folder.place)
    written(replace(second, force=said is not None), "1.csv", number=2)
    assert read_manifest(folder.place)["number"] == 2


def test_a_failure_of_the_filling_leaves_what_was_there(folder, tmp_path):
    def fill(staging):
        (staging / "1.csv").write_text("half")
        raise StopHereError

    for is_first in (True, False):
        with folder.held(), pytest.raises(StopHereError):
            folder.write(fill)
        assert [path.name for path in tmp_path.iterdir()] == ([] if is_first else ["out"])
        if not is_first:
            assert names_in(folder) == ["1.csv", "manifest.json"]
            assert (folder.place / "1.csv").read_text() == "1.csv {}"
        written(folder, "1.csv")


def test_a_replacement_that_stops_half_way_says_so_and_is_taken_up(folder, monkeypatch):
    """The manifest lists old and new files, and is that of no finished results, until the last file is in place."""
    written(folder, "1.csv", "2.csv", "old.svg")
    moved = []

    def stops(source, target, replace=os.replace):
        if source.parent != target.parent and len(moved) == 1:
            raise StopHereError
        moved.append(target) if source.parent != target.parent else None
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", stops)
        with pytest.raises(StopHereError):
            written(folder, "1.csv", "2.csv", "new.svg", number=2)
    manifest = read_manifest(folder.place)
    assert manifest["unfinished"]
    assert manifest["files"] == ["1.csv", "2.csv", "manifest.json", "new.svg", "old.svg"]
    written(folder, "1.csv", "new.svg", number=3)
    assert names_in(folder) == ["1.csv", "manifest.json", "new.svg"]
    assert "unfinished" not in read_manifest(folder.place)


@pytest.mark.parametrize("exists", [False, True])
def test_what_a_killed_process_left_is_removed_and_nothing_else(folder, tmp_path, exists):
    """19.32: the folder in which results are assembled is of a known name, and says whose it is."""
    if exists:
        written(folder, "1.csv")
    staging = folder.place / ".partnersim-staging" if exists else tmp_path / ".out.staging"
    staging.mkdir()
    (staging / "letter.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"staging: is in the way"):
        written(folder, "1.csv")
    assert (staging / "letter.txt").read_text() == "mine"
    (staging / "manifest.json").write_text('{"program": "partnersim", "content": "staging"}')
    written(folder, "1.csv")
    assert not staging.exists()
    assert names_in(folder) == ["1.csv", "manifest.json"]
