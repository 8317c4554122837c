"""Characters that cannot be seen, at every door at which text comes in and wherever it goes out (19.31)."""

import csv
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

import sim
from sim.letters import REPLACEMENT, unseen, visible
from sim.scenario.load import ScenarioError, load_scenario
from sim.scenario.schema import Scenario

from .conftest import Run

HOSTILE = {
    "NUL": "\x00", "ESC": "\x1b", "CR": "\r", "DEL": "\x7f", "CSI": "\x9b", "zero width": "\u200b", "joiner": "\u200d",
    "right-to-left mark": "\u200f", "override": "\u202e", "isolate": "\u2066", "isolate's end": "\u2069",
    "line separator": "\u2028", "byte order mark": "\ufeff", "U+FFFE": "\ufffe", "U+FFFF": "\uffff",
    "another plane": "\U0001fffe", "surrogate": "\udc9b",
}  # fmt: skip
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
"""As the issue lists them; line breaks and tabs are none."""
MILD = (
    "Plan\tB\nnext line", "Größe: 10 µm — “ok”", "日本のパートナー", "می‌خواهم", "👩‍💻 ❤️‍🔥", "مرحبا", "\u00a0",
)  # fmt: skip
"""Texts that people write."""
SIZE = ("--runs", "3", "--futures", "1", "--months", "24", "--workers", "1", "--out", "o")


def escaped(text: str) -> str:
    """A text in quotes as TOML has it."""
    return '"' + "".join(one if one.isascii() and one.isprintable() else f"\\U{ord(one):08x}" for one in text) + '"'


def refused(invoke: Run, *arguments: str) -> str:
    """The one line of a command that refuses its input."""
    result = invoke(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = (line for line in result.stderr.splitlines() if not line.startswith("preparing "))
    return line


def by_title(invoke: Run, text: str) -> tuple[str, str]:
    Path("mine.toml").write_text(f'extends = "coach"\ntitle = {escaped(text)}\n', "utf-8")
    return "mine.toml:2: title: ", refused(invoke, "validate", "mine.toml")


def by_description(invoke: Run, text: str) -> tuple[str, str]:
    Path("mine.toml").write_text(f'extends = "coach"\ndescription = {escaped(text)}\n', "utf-8")
    return "mine.toml:2: description: ", refused(invoke, "run", "mine.toml", "--out", "o")


def by_source(invoke: Run, text: str) -> tuple[str, str]:
    Path("mine.toml").write_text(f'extends = "coach"\n[sources]\n"gate.threshold" = {escaped(text)}\n', "utf-8")
    return "mine.toml:3: sources.gate.threshold", refused(invoke, "explain", "mine.toml")


def by_name(invoke: Run, text: str) -> tuple[str, str]:
    Path("mine.toml").write_text(f'extends = "coach"\nname = {escaped(text)}\n', "utf-8")
    return "mine.toml:2: name: ", refused(invoke, "trace", "mine.toml", "--replication", "0")


def by_extends(invoke: Run, text: str) -> tuple[str, str]:
    Path("parent.toml").write_text(f'extends = "coach"\ntitle = {escaped(text)}\n', "utf-8")
    Path("mine.toml").write_text('extends = "./parent.toml"\n', "utf-8")
    return "parent.toml:2: title: ", refused(invoke, "sweep", "mine.toml", "--over", "gate.month=12:24:2")


def by_overlay(invoke: Run, text: str) -> tuple[str, str]:
    Path("over.toml").write_text(f"title = {escaped(text)}\n", "utf-8")
    return "over.toml:1: title: ", refused(invoke, "run", "coach", "--with", "over.toml", "--out", "o")


def by_set(invoke: Run, text: str) -> tuple[str, str]:
    return "--set title: ", refused(invoke, "validate", "coach", "--set", f"title={text}")


def by_variant(invoke: Run, text: str) -> tuple[str, str]:
    return f"coach:title={visible(text, keep='')}: ", refused(invoke, "compare", "coach", f"coach:title={text}")


def by_python(_: Run, text: str) -> tuple[str, str]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario("coach", [f"title={text}"])
    return "--set title: ", str(caught.value)


def by_model(_: Run, text: str) -> tuple[str, str]:
    with pytest.raises(ValueError, match="cannot be seen: take it away") as caught:
        Scenario.model_validate({**load_scenario("coach").model_dump(), "title": text})
    return "", re.sub(r"input_value=.*|For further.*", "", str(caught.value))


FILES = (by_title, by_description, by_source, by_name, by_extends, by_overlay)
REFUSING = (*FILES, by_set, by_variant, by_python, by_model)


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("door", REFUSING)
def test_text_of_a_scenario_is_refused(door: Callable[[Run, str], tuple[str, str]], kind: str, invoke: Run) -> None:
    """19.31: place, number of the character, cure; and the message has none of it."""
    character = HOSTILE[kind]
    if kind == "surrogate" and door in FILES:
        pytest.skip("no TOML file has half of a character")
    place, line = door(invoke, f"Our{character}plan")
    assert line.startswith(place)
    assert f"its character 4 is U+{ord(character):04X}" in line
    assert "which cannot be seen: take it away" in line
    assert character not in line
    assert FORBIDDEN.search(line) is None


@pytest.mark.parametrize("text", MILD)
def test_text_that_people_write_is_not_refused(text: str) -> None:
    """19.31: tabs, line breaks, any script, and the joiners of those that need them."""
    scenario = Scenario.model_validate({**load_scenario("coach").model_dump(), "title": text, "description": text})
    assert scenario.title == text == visible(text)
    assert unseen(text) is None


@pytest.mark.parametrize("character", ["\x1b", "\x00", "\x7f"])
def test_controls_that_toml_itself_refuses_are_named(character: str, invoke: Run) -> None:
    """19.31: as they are, not as an escape."""
    Path("mine.toml").write_bytes(f'extends = "coach"\ntitle = "a{character}b"\n'.encode())
    line = refused(invoke, "validate", "mine.toml")
    assert line.startswith(f"mine.toml:2: title: has U+{ord(character):04X} (a control character)")
    assert line.endswith("take it away")


NAMED: dict[str, Callable[[str], tuple[str, ...]]] = {
    "scenario": lambda text: ("validate", text),
    "file": lambda text: ("run", f"./{text}.toml"),
    "overlay": lambda text: ("run", "coach", "--with", text),
    "setting's path": lambda text: ("run", "coach", "--set", f"{text}=1"),
    "setting's number": lambda text: ("run", "coach", "--set", f"gate.month={text}"),
    "variant": lambda text: ("compare", "coach", f"coach:{text}=1"),
    "variant's overlay": lambda text: ("compare", "coach", f"coach+{text}"),
    "lever": lambda text: ("sweep", "coach", "--over", f"{text}=1:2:2"),
    "command": lambda text: (text,),
    "option": lambda text: ("run", "coach", f"--{text}"),
    "option's value": lambda text: ("run", "coach", "--engine", text),
    "query": lambda text: ("explain", "coach", text),
    "folder": lambda text: ("run", "coach", "--out", text),
    "new file": lambda text: ("scenarios", "new", text),
    "shown file": lambda text: ("scenarios", "show", text),
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("door", NAMED)
def test_messages_show_what_was_typed_without_it(door: str, kind: str, invoke: Run) -> None:
    """19.31: all that is refused, in both streams."""
    result = invoke(*NAMED[door](f"xqz{HOSTILE[kind]}zqx"))
    assert result.exit_code == 2
    assert HOSTILE[kind] not in result.output.replace("\r\n", "\n")
    assert FORBIDDEN.search(result.output) is None


@pytest.mark.parametrize("kind", [kind for kind in HOSTILE if kind != "NUL"])
def test_a_file_whose_name_has_one_is_read(kind: str, invoke: Run) -> None:
    """19.31: a path cannot be refused; it is shown with U+FFFD, valid or not."""
    file = Path(f"ou{HOSTILE[kind]}r.toml")
    file.write_text('extends = "coach"\n', "utf-8")
    valid = invoke("validate", f"./{file}")
    assert (valid.exit_code, valid.stdout.split(":")[0]) == (0, f"./ou{REPLACEMENT}r.toml")
    file.write_text('extends = "coach"\nnothing = 1\n', "utf-8")
    assert refused(invoke, "validate", f"./{file}").startswith(f"ou{REPLACEMENT}r.toml:2: nothing: unknown key")
    file.write_text("nothing = 1\n", "utf-8")
    assert refused(invoke, "validate", "coach", "--with", f"./{file}").startswith(f"ou{REPLACEMENT}r.toml:1: nothing: ")


EVIL = "=1+1\x1b[31m\u202e\u200b\ufffe\udc9b"


def evil_file() -> str:
    """A scenario whose file has a hostile name, which a spreadsheet would read as a formula besides."""
    Path(f"{EVIL}.toml").write_text('extends = "coach"\ntitle = "日本 @ coach"\n', "utf-8")
    return f"./{EVIL}.toml"


COMMANDS = {
    "run": lambda file: ("run", file, *SIZE),
    "compare": lambda file: ("compare", "coach", file, *SIZE),
    "sweep": lambda file: ("sweep", file, "--over", "archetypes.reseller.terms.rate=0.1:0.3:2", *SIZE),
}


@pytest.mark.painted
@pytest.mark.parametrize("command", COMMANDS)
def test_every_output_is_clean_and_readable(command: str, invoke: Run, tmp_path: Path) -> None:
    """19.31: both streams and every file; SVG is XML, JSON is strict, no cell of a table is a formula."""
    result = invoke(*COMMANDS[command](evil_file()))
    assert result.exit_code == 0, result.output
    assert FORBIDDEN.search(result.output) is None
    warned = [line for line in result.stderr.splitlines() if line.startswith("warning")]
    expected = "no installed font has the letters 日本 (U+65E5, U+672C): PNG charts show boxes in their place"
    assert warned == ([] if command == "compare" else [f"warning: {expected}"])
    written = [path for path in (tmp_path / "o").iterdir() if path.suffix not in (".parquet", ".png", ".jsonl")]
    assert {path.suffix for path in written} >= {".svg", ".json", ".csv", ".toml"}
    for path in written:
        text = path.read_text("utf-8-sig")
        assert FORBIDDEN.search(text) is None, path.name
        if path.suffix == ".svg":
            assert "".join(ET.fromstring(text).itertext()).strip()
        elif path.suffix == ".json":
            json.loads(text)
        elif path.suffix == ".csv":
            cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
            assert cells
            assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@")) and not is_number(cell)] == []
    if command == "compare":
        label = f"=1+1{REPLACEMENT}[31m{REPLACEMENT * 4}"
        assert f"'{label}" in (tmp_path / "o" / "comparison.csv").read_text("utf-8-sig")
        assert label in json.loads((tmp_path / "o" / "comparison.json").read_text("utf-8"))["scenarios"][1]["label"]
        assert label in result.stdout
        assert label in (tmp_path / "o" / "compare.svg").read_text("utf-8")


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("name", ["=1+1", "+1", "-2+3", "@SUM(1)", "＝1+1", "＠SUM(1)"])
def test_names_that_a_spreadsheet_reads_as_formulas_are_quoted(name: str, invoke: Run, tmp_path: Path) -> None:
    """19.31: a label is the name of a file."""
    Path(f"{name}.toml").write_text('extends = "coach"\n', "utf-8")
    assert invoke("compare", "coach", f"./{name}.toml", *SIZE).exit_code == 0
    with (tmp_path / "o" / "comparison.csv").open(encoding="utf-8-sig", newline="") as file:
        labels = {row["label"] for row in csv.DictReader(file)}
    assert labels == {"coach", f"'{name}"}


def test_notebooks_show_labels_and_titles_without_them() -> None:
    """19.31: HTML, text, and the legend of a chart, of labels and a title that came by Python."""
    coach = load_scenario("coach", ["months=24"])
    odd = coach.model_copy(update={"title": "a\x1b\u202eb<i>"})
    found = sim.compare([coach, odd], labels=["one\x00", "two\u2066\ufffe"], runs=2, futures=1)
    for text in (found._repr_html_(), repr(found), found.ensemble("two\u2066\ufffe")._repr_html_()):
        assert FORBIDDEN.search(text) is None
    assert f"A = one{REPLACEMENT}" in found._repr_html_()
    assert f"a{REPLACEMENT}{REPLACEMENT}b&lt;i&gt;" in found.ensemble("two\u2066\ufffe")._repr_html_()
    axes = found.fan()
    legend = axes.get_legend()
    assert legend is not None
    assert legend.get_texts()[0].get_text() == f"A  one{REPLACEMENT}"
    plt.close("all")
