"""The backtest on published partner shares: its table, its scores and what the engine makes of its scenarios (20)."""

import math
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from sim.experiment.run import simulate
from sim.scenario.load import load_scenario
from tests.benchmarks import backtest
from tests.benchmarks.backtest import Case, cases_of, crps, read, settings, simulated

TABLE = Path(backtest.__file__).parent / "partner_shares.csv"
REVENUE = {2020: 3274.3, 2021: 3790.4, 2022: 4386.4, 2023: 5005, 2024: 5497, 2025: 6131}
INDIRECT = {2020: 2282.2, 2021: 2600.0, 2022: 2849.4, 2023: 3250, 2024: 3444, 2025: 3568}
YEARS = {
    "Autodesk": range(2020, 2026), "Bentley Systems": range(2023, 2026), "Eleco plc": range(2024, 2026),
    "Tenable": range(2019, 2022),
}  # fmt: skip
HEAD = "company,year,share,growth,revenue_usd_m,source\n"
ONE_YEAR = Case("One", 2024, 0.1, 0.2, None, None, "10-50")
TWO_YEARS = Case("Two", 2024, 0.1, 0.3, 0.25, 0.3, "50-200")
RUNS = 1000


def change_of(share: float, before: float) -> float:
    return math.log(share) - math.log(1 - share) - math.log(before) + math.log(1 - before)


def test_the_table_has_every_published_year_with_its_source():
    rows = read(TABLE)
    assert [(row.company, row.year) for row in rows] == [
        (name, year) for name, years in YEARS.items() for year in years
    ]
    lines = TABLE.read_text().splitlines()
    assert lines[0].split(",") == list(backtest.COLUMNS)
    assert all(line.split(",")[-1].startswith("https://") for line in lines[1:])
    for row in rows[:6]:
        assert row.share == pytest.approx(INDIRECT[row.year] / REVENUE[row.year], abs=5e-5)
        if row.growth is not None:
            assert row.growth == pytest.approx(REVENUE[row.year] / REVENUE[row.year - 1] - 1, abs=5e-5)
    assert [row.growth for row in rows if row.growth is None] == [None] * 6, "first years, and Tenable's"


def test_what_was_known_is_of_the_years_before():
    cases = cases_of(read(TABLE))
    assert len(cases) == 10
    assert cases[0] == Case("Autodesk", 2021, 0.6859, 0.697, None, None, "200+")
    assert cases[1] == Case("Autodesk", 2022, 0.6496, 0.6859, 0.697, 0.1576, "200+")
    assert cases[6] == Case("Bentley Systems", 2025, 0.06, 0.07, 0.08, 0.1015, "200+")
    assert [case.year for case in cases if case.earlier_share is None] == [2021, 2024, 2025, 2020]


def test_a_gap_between_years_is_not_forecast(tmp_path):
    path = tmp_path / "gap.csv"
    rows = "".join(f"A,{year},0.{year % 100},0.1,10-50,s\n" for year in (2015, 2017, 2018, 2020, 2021, 2022))
    path.write_text(HEAD + rows)
    found = [(case.year, case.share, case.earlier_share) for case in cases_of(read(path))]
    assert found == [(2018, 0.17, None), (2021, 0.2, None), (2022, 0.21, 0.2)]


def test_growth_of_partners_is_by_the_usual_change_or_most_of_the_last():
    assert ONE_YEAR.growth_beyond() == pytest.approx([math.expm1(change) for change in (-0.17, 0.07, 0.25)], abs=1e-6)
    middle = 0.7 * change_of(0.3, 0.25)
    expected = [math.expm1(middle + apart) for apart in (-0.14, 0, 0.14)]
    assert TWO_YEARS.growth_beyond() == pytest.approx(expected, abs=1e-6)


def test_growth_is_that_of_the_size_class():
    assert backtest.CLASSES["10-50"].next_year(None) == pytest.approx((math.log(1.10), math.sqrt(0.115**2 + 0.2**2)))
    for size, growth, low, middle, high in (
        ("10-50", 0.3, -0.12, 0.16, 0.54), ("50-200", 0.3, 0.05, 0.24, 0.47), ("200+", 0.3, 0.08, 0.23, 0.41),
    ):  # fmt: skip
        mean, sd = backtest.CLASSES[size].next_year(growth)
        found = [math.exp(mean + z * sd) - 1 for z in (-1.28155, 0, 1.28155)]
        assert found == pytest.approx([low, middle, high], abs=0.011), "as E-31 tells of a year of 30%"


@pytest.mark.parametrize("case", [ONE_YEAR, TWO_YEARS], ids=["one year", "two years"])
def test_the_simulated_company_is_the_stated_one(case):
    found = simulate(
        load_scenario(backtest.SCENARIO, [*settings(case), "vendor.noise_sigma=0"]), runs=RUNS, workers=1
    )  # fmt: skip
    share = found.values("roster_share")[:, -1]
    changes = np.array([change_of(after, case.share) for after in share])
    mean, sd = backtest.CLASSES[case.size].next_year(case.growth)
    roster_level = np.log1p(found.parameters["vendor.roster.arr_growth_per_year"])
    np.testing.assert_allclose(changes, roster_level, atol=2e-6)
    for probability, point in zip((0.1, 0.5, 0.9), np.log1p(case.growth_beyond()), strict=True):
        error = math.sqrt(probability * (1 - probability) / RUNS)
        assert abs(np.mean(changes < point) - probability) < 4 * error
    growth = np.log(found.values("direct_arr")[:, -1] / (1e8 * (1 - case.share)))
    assert abs(growth.mean() - mean) < 4 * sd / math.sqrt(RUNS)
    assert abs(growth.std() / sd - 1) < 4 / math.sqrt(2 * RUNS)


def test_with_growth_of_its_own_the_band_is_wider():
    """20.5: without a shock of its own, a share's change is as narrow as it was measured."""
    relative = simulated(ONE_YEAR, 400)
    own = [one for one in settings(ONE_YEAR) if "growth_basis" not in one] + ["vendor.growth.common_share=0"]
    absolute = simulate(load_scenario(backtest.SCENARIO, own), runs=400, seed=1, workers=1).values("roster_share")[
        :, -1
    ]
    assert absolute.std() > 1.5 * relative.std()


def test_crps_is_that_of_its_definition():
    draws = np.array([0.31, 0.12, 0.55, 0.12, 0.9])
    for actual in (-0.2, 0.12, 0.4, 1.3):
        apart = sum(abs(a - b) for a in draws for b in draws) / len(draws) ** 2
        assert crps(draws, actual) == pytest.approx(sum(abs(draws - actual)) / len(draws) - apart / 2)
    assert crps(np.array([0.4]), 0.55) == pytest.approx(0.15)
    normal = NormalDist()
    many = np.array([normal.inv_cdf((rank + 0.5) / 20_000) for rank in range(20_000)])
    for actual in (-1.5, 0.0, 0.7):
        closed = actual * (2 * normal.cdf(actual) - 1) + 2 * normal.pdf(actual) - 1 / math.sqrt(math.pi)
        assert crps(many, actual) == pytest.approx(closed, abs=2e-4)


def test_usual_change_is_normal_in_the_logit():
    found = backtest.score(backtest.usual(ONE_YEAR), 0.2)
    expected = [1 / (1 + 4 * math.exp(-(0.07 + z * 0.18))) for z in (-1.28155, 0, 1.28155)]
    assert (found.low, found.middle, found.high) == pytest.approx(expected, abs=1e-4)


def test_companies_of_the_model_lie_in_eight_of_ten_bands():
    cases = [
        Case("A", 2024, 0.5, share, earlier, growth, size)
        for share, earlier, growth, size in (
            (0.05, None, None, "10-50"), (0.4, 0.35, 0.6, "10-50"), (0.7, 0.75, -0.2, "50-200"),
            (0.9, None, 0.1, "200+"),
        )
    ]  # fmt: skip
    forecast, companies = 1000, 400
    inside = half = 0
    for number, case in enumerate(cases):
        sample = simulated(case, forecast)
        for actual in simulated(case, companies, seed=100 + number):
            found = backtest.score(sample, float(actual))
            inside += found.inside
            half += abs(actual - found.middle) <= min(found.high - found.middle, found.middle - found.low) / 2
    count = len(cases) * companies
    # chance of the companies, and of the bands themselves, each of `forecast` futures
    error = math.sqrt(0.16 / count + 0.16 / forecast / len(cases))
    assert abs(inside / count - 0.8) < 4 * error
    assert abs(half / count - 0.8) > 4 * error, "a band half as wide would be told"


def test_the_command_prints_what_it_found(capsys):
    assert backtest.main([str(TABLE), "--runs", "400"]) == 0
    lines = capsys.readouterr().out.splitlines()
    company_years = [line.split() for line in lines[1:11]]
    inside = 0
    rows = {(row.company, row.year): row.share for row in read(TABLE)}
    for words in company_years:
        verdict, numbers = words[-1], [float(word) for word in words[-6:-1]]
        last, actual, low, middle, high = numbers
        year = int(words[-8])
        name = " ".join(words[:-8])
        assert actual == pytest.approx(100 * rows[name, year], abs=0.0051)
        assert last == pytest.approx(100 * rows[name, year - 1], abs=0.0051)
        assert low < middle < high
        assert verdict == ("inside" if low <= actual <= high else "outside")
        inside += verdict == "inside"
    model, usual, same = (line.split() for line in lines[13:16])
    assert model[:3] == ["model", str(inside), f"{10 * inside}%"]
    assert float(model[-1]) == pytest.approx(np.mean([float(w[-2]) - float(w[-4]) for w in company_years]), abs=0.02)
    apart = [abs(float(words[-6]) - float(words[-5])) for words in company_years]
    assert same == ["same", "share", "-", "-", f"{np.mean(apart):.2f}", "0.00"]
    bands = [
        [share / (share + (1 - share) * math.exp(-0.07 - z * 0.18)) for z in (-1.28155, 1.28155)]
        for share in (float(words[-6]) / 100 for words in company_years)
    ]
    actual_shares = [float(words[-5]) / 100 for words in company_years]
    hits = sum(low <= actual <= high for (low, high), actual in zip(bands, actual_shares, strict=True))
    assert usual[4:6] == [str(hits), f"{10 * hits}%"]
    assert float(usual[-1]) == pytest.approx(100 * np.mean([high - low for low, high in bands]), abs=0.02)
    assert lines[17].startswith("shares below 85%: 8 ")
    assert float(lines[20].split()[-2]) == pytest.approx(np.mean(apart[:8]), abs=0.006)


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("company,year,share,source\n", [":1: no column growth, no column revenue_usd_m: the columns are company, "]),
        (HEAD.replace("source", "src"), [":1: no column source, unknown column src: "]),
        (
            HEAD + "A,2020,69.7,,200+,s\nA,FY2021,0.6,,200+,s\nA,2022,0.6,57%,200+,s\nA,2023,0.6,57,200+,s\n",
            [":2: share: 69.7 is not between 0 and 1: write 0.25 for 25%", ":3: year: 'FY2021' is no year",
             ":4: growth: '57%' is no number: write 0.25 for 25%", ":5: growth: 57 is not between -0.9 and 5"],
        ),
        (
            HEAD + "A,2020,0.5,,3000,s\n,2021,0.5,,200+,s\nA,2021,nan,,200+,s\nA,2021,0.5,,200+,\nA,2022,0.5\n",
            [":2: revenue_usd_m: '3000' is none of 10-50, 50-200, 200+", ":3: company: is empty",
             ":4: share: nan is not between 0 and 1", ":5: source: is empty", ":6: needs 6 values"],
        ),
        (HEAD + "A,2020,0.5,,200+,s\nA,2020,0.6,,200+,s\n", [":3: A 2020 is there twice: keep one"]),
        (HEAD + "A,2020,0.5,,200+,s\nA,2022,0.6,,200+,s\n", [": no company has two years in a row"]),
        (HEAD, [": no company has two years in a row"]),
    ],
)  # fmt: skip
def test_errors_in_the_table_are_told_together(tmp_path, capsys, text, messages):
    path = tmp_path / "shares.csv"
    path.write_text(text)
    assert backtest.main([str(path)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert len(output.err.splitlines()) == len(messages)
    for line, message in zip(output.err.splitlines(), messages, strict=True):
        assert line.startswith(f"{path}{message}")


def test_a_table_that_is_not_there_is_told(tmp_path, capsys):
    assert backtest.main([str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err
