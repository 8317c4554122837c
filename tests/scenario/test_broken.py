"""Files that are wrong: each says in its first lines what the message must contain."""

from pathlib import Path

import pytest

from sim.scenario.load import ScenarioError, load_scenario

FOLDER = Path(__file__).parent / "broken"
SMALL = Path(__file__).parent / "small.toml"
MARK = "# expect: "


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_message_has_the_words(file: Path) -> None:
    expected = [line.removeprefix(MARK) for line in file.read_text("utf-8").splitlines() if line.startswith(MARK)]
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    message = str(caught.value)
    assert expected
    for words in expected:
        assert words in message
    assert all(file.parent.name in line for line in message.splitlines())
    assert "pydantic" not in message


def test_all_problems_come_at_once_in_order_of_lines() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(FOLDER / "several.toml")
    assert [problem.path for problem in caught.value.problems] == [
        "gate.threshold",
        "gate.mesure",
        "phases.pilot.managers",
        "uncertainty.readiness.positionin",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'title = "caf\xe9"', "1: is not UTF-8 text"),
        (b"a = 1\n\xff", "2: is not UTF-8 text"),
        (b"", "is empty"),
        (b"\n# nothing\n", "is empty"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, "is nested too deeply"),
        (b"a = 1\x00", "is not valid TOML"),
    ],
)
def test_bytes_that_are_no_scenario(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(content)
    with pytest.raises(ScenarioError, match=words):
        load_scenario(file)


def test_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "windows.toml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.read_bytes().replace(b"\n", b"\r\n"))
    assert load_scenario(file).name == "windows"


def test_folder_and_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="is a folder, not a scenario file"):
        load_scenario(tmp_path)
    with pytest.raises(ScenarioError, match="there is no such file"):
        load_scenario(tmp_path / "nothing.toml")


def test_unknown_name_lists_the_ready_made() -> None:
    with pytest.raises(ScenarioError, match=r"no ready-made scenario 'coahc'.*Did you mean 'coach'.*There are: coach"):
        load_scenario("coahc")


def test_unknown_overlay_and_overlay_that_extends() -> None:
    with pytest.raises(ScenarioError, match="no overlay 'wrong-xyz'"):
        load_scenario(SMALL, overlays=["wrong-xyz"])
    with pytest.raises(ScenarioError, match="an overlay is applied to a scenario and cannot extend one"):
        load_scenario(SMALL, overlays=[FOLDER / "mix_not_one.toml"])


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("gate.threshold=", "--set gate.threshold: the value is empty"),
        ("gate.threshold=  ", "--set gate.threshold: the value is empty"),
        ("gate.threshold", "--set gate.threshold: needs a value"),
        ("gate threshold=1", "--set gate threshold: is not a path"),
        ("=1", "--set : is not a path"),
        ("gate.treshold=0.1", "--set gate.treshold: unknown key 'treshold'. Did you mean 'gate.threshold'?"),
        (
            "archetypes.resellr.win_probability=0.2",
            "unknown key 'resellr'. Did you mean 'archetypes.reseller.win_probability'?",
        ),
        (
            "phases.new.managers=3",
            "--set phases.new.managers: unknown key 'new': there are pilot, scale; a new one must be complete, as in "
            "--set phases.new={ … }",
        ),
        ("benchmarks.x.month=3", "unknown key 'x': a new one must be complete, as in --set benchmarks.x={ … }"),
        ("win_probability=0.2", "--set win_probability: unknown key 'win_probability'"),
        ("gate.threshold.share=0.2", "--set gate.threshold.share: gate.threshold is a value and has no keys"),
        ("gate=0.2", "--set gate: is a table"),
        ("gate.threshold=15", "--set gate.threshold: is a fraction: write 0.15 for 15%"),
        ("gate.threshold=.1", "--set gate.threshold: must be a number, not text: write 0.1"),
        ("gate.threshold=nan", "--set gate.threshold: must be a finite number"),
        ("gate.month=24.0", "--set gate.month: must be a whole number: write 24 without a point"),
        ("gate.month=36", "--set gate.month: 36 lies past the horizon of 24 months"),
        ("months=12", "gate.month: 24 lies past the horizon of 12 months"),
        ("extends=coach", "--set extends: is a key of a file"),
        ("mix.alliance=0.0", "mix.alliance: there is no archetype 'alliance'"),
        ("archetypes.reseler={win_probability=0.2}", "Did you mean 'reseller'?"),
        ("uncertainty.gate.treshold={low=0, high=1}", "there is no field 'gate.treshold'"),
        ("vendor.resale_booking=net\nx=1", "--set vendor.resale_booking: must be one of 'net', 'gross'"),
    ],
)
def test_override_that_is_wrong(override: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, [override])
    assert words in str(caught.value)


def test_overrides_are_all_checked() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, ["gate.treshold=1", "gate.month=", "finance.discount_rate=-1"])
    assert len(caught.value.problems) == 3
