"""Seeded faults: small slips in the compiled flow, each of which ``verify`` must find.

A fault is an edit of a copy of the package. The copy runs as plain Python, so that nothing is compiled; without an
edit the same scenarios are equal in the same way.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).parent / "plain_verify.py"
SCENARIO = ROOT / "tests" / "fields" / "fields.toml"
REPLICATIONS = 2
SHORT = "months=18"
LONG = ("months=26",)
"""Long enough for customers to come up for renewal."""
BY_WINS = (
    "phases.launch.earliest_month=2",
    "phases.launch.entry_active_partners=0",
    "phases.launch.entry_partners_won=5",
)
SUNSET = ("sunset.month=9", "sunset.sourced_share=0.9")
PILOT_FIRST = ('program.journey=["pilot", "onboarding"]',)
UNPAID = ("departure.pay_after_departure=false",)
RESTLESS = tuple(
    f"archetypes.{name}.departure_{age}_per_year=0.9" for name in ("referrer", "reseller") for age in ("new", "settled")
)
FEW_SLOTS = ("program.onboarding_slots=1.0",)
CASES = ((), LONG, BY_WINS, SUNSET, PILOT_FIRST, LONG + UNPAID + RESTLESS, RESTLESS + FEW_SLOTS)


class Fault(NamedTuple):
    """An edit of one place, and the scenario's changes under which it shows."""

    name: str
    module: str
    old: str
    new: str
    overrides: tuple[str, ...] = ()


FAULTS = (
    # The order of a day, of a queue, of customers
    Fault(
        "tied partners go the other way",
        "agenda",
        "| partner << _PARTNER_SHIFT |",
        "| (0xFFFFFF - partner) << _PARTNER_SHIFT |",
    ),
    Fault(
        "tied deals of a partner go the other way",
        "agenda",
        "_PARTNER_SHIFT | deal\n",
        "_PARTNER_SHIFT | 0xFFFF - deal\n",
    ),
    Fault(
        "the onboarding queue serves the last to come",
        "partners",
        "        slot = m[m[s.WAITING_AT] + m[s.WAIT_HEAD]]\n        m[s.WAIT_HEAD] += 1\n",
        "        m[s.WAIT_TAIL] -= 1\n        slot = m[m[s.WAITING_AT] + m[s.WAIT_TAIL]]\n",
        FEW_SLOTS,
    ),
    Fault("new customers and partners stand in the order of their coming", "agenda", "    put_in_order(m, new)\n", ""),
    Fault(
        "a partner whose pilot fails stays until it departs",
        "partners",
        "    m[partner_row(m, slot) + s.GONE] = 1\n",
        "",
    ),
    # Slots and agreements
    Fault(
        "a partner that left keeps its slot for ever",
        "partners",
        "    m[s.BUSY] -= 1\n",
        "    m[s.BUSY] -= 1 - m[partner + s.GONE]\n",
        RESTLESS + FEW_SLOTS,
    ),
    Fault(
        "a partner that left while it waited takes a slot",
        "partners",
        "            m[s.BUSY] += 1\n",
        "        m[s.BUSY] += 1\n",
        RESTLESS + FEW_SLOTS,
    ),
    Fault("sunset does not dismiss", "program", "    m[s.FORCE] = 0\n", "", SUNSET),
    Fault(
        "the program costs on after its sunset",
        "books",
        "    if phase >= 0 and m[s.IS_SUNSET] == 0:\n",
        "    if phase >= 0:\n",
        SUNSET,
    ),
    # Reading state at the wrong time
    Fault(
        "opportunities read last month's load",
        "program",
        "    _read_capacity(m, x, key, month)\n    phase = m[s.PHASE_NOW]\n    if phase >= 0 and m[s.IS_SUNSET] == 0:\n"
        "        _contact_candidates(m, x, key, month, phase)\n    _bring_opportunities(m, x, key, month)\n",
        "    phase = m[s.PHASE_NOW]\n    if phase >= 0 and m[s.IS_SUNSET] == 0:\n"
        "        _contact_candidates(m, x, key, month, phase)\n    _bring_opportunities(m, x, key, month)\n"
        "    _read_capacity(m, x, key, month)\n",
    ),
    Fault(
        "contacts read last month's phase",
        "program",
        "    _enter_phase(m, month)\n    _list_candidates(m, x, key, month)\n    _read_capacity(m, x, key, month)\n"
        "    phase = m[s.PHASE_NOW]\n",
        "    phase = m[s.PHASE_NOW]\n    _enter_phase(m, month)\n    _list_candidates(m, x, key, month)\n"
        "    _read_capacity(m, x, key, month)\n",
    ),
    Fault(
        "active partners are counted before the departures",
        "program",
        "    _departures(m, x, key, month)\n    if month % 3 == 0:\n        _review(m)\n    _count_active(m)\n",
        "    _count_active(m)\n    _departures(m, x, key, month)\n    if month % 3 == 0:\n        _review(m)\n",
    ),
    Fault("the review comes a month early", "program", "    if month % 3 == 0:\n", "    if month % 3 == 2:\n"),
    Fault(
        "won deals count instead of partners that won",
        "deals",
        "    if m[partner + s.LAST_WON] < 0:\n        m[s.PARTNERS_WON] += 1\n",
        "    m[s.PARTNERS_WON] += 1\n",
        BY_WINS,
    ),
    # Recruiting and pilots
    Fault("the fraction of a contact is lost", "program", "+ kind] -= contacts * MILLION\n", "+ kind] = 0\n"),
    Fault(
        "a returning candidate draws its old numbers",
        "partners",
        "month, dense, m[partner + s.VISIT] + 1)\n",
        "month, dense, m[partner + s.VISIT])\n",
    ),
    Fault(
        "a candidate not ready rests a month too long",
        "program",
        "month + m[p.REVISIT_MONTHS], dense",
        "month + m[p.REVISIT_MONTHS] + 1, dense",
    ),
    Fault(
        "a pilot is judged before its extension", "partners", "s.PILOT_IS_EXTENDED] == 0,", "s.PILOT_IS_EXTENDED] == 1,"
    ),
    Fault(
        "an extended pilot counts from its extension",
        "partners",
        "m[partner + s.PILOT_START] + m[p.PILOT_EXTENDED_DAYS]\n",
        "m[s.TODAY] + m[p.PILOT_EXTENDED_DAYS]\n",
    ),
    Fault(
        "a pilot that comes first counts no opportunities before onboarding",
        "partners",
        "        _expect_first_opportunity(m, x, key, slot)\n        _begin_pilot(m, slot)\n",
        "        _begin_pilot(m, slot)\n",
        PILOT_FIRST,
    ),
    # Deals and customers
    Fault(
        "a first opportunity meets the discovery gate",
        "partners",
        "new_deal(m, slot, month, 0, day, 1)\n",
        "new_deal(m, slot, month, 0, day, 0)\n",
    ),
    Fault(
        "a displaced deal comes a month late",
        "deals",
        "DIRECT_DELAY_DAYS]) // 30 + 1,",
        "DIRECT_DELAY_DAYS]) // 30 + 2,",
    ),
    Fault(
        "a renewal does not change the ARR of the term",
        "deals",
        "        _count_arr(m, deal, m[row + s.ARR] - before)\n",
        "        _count_arr(m, deal, m[row + s.ARR] - before)\n        m[row + s.ARR] = before\n",
        LONG,
    ),
    Fault(
        "a renewal's fee is that of the year before",
        "deals",
        "    m[row + s.CONTRACT_YEAR] += 1\n    m[row + s.TERM_MONTH] = today // 30 + 1\n    _accrue(m, deal, today)\n",
        "    _accrue(m, deal, today)\n    m[row + s.CONTRACT_YEAR] += 1\n    m[row + s.TERM_MONTH] = today // 30 + 1\n",
        LONG,
    ),
    Fault(
        "a renewal draws the ordinal of the next",
        "deals",
        "m[row + s.CONTRACT_YEAR] - 1\n",
        "m[row + s.CONTRACT_YEAR]\n",
        LONG,
    ),
    Fault(
        "a customer that leaves pays one month more",
        "deals",
        "kind_reals(m, kind) + p.CHURN], orphan_odds):\n        m[row + s.LAST_MONTH] = today // 30\n",
        "kind_reals(m, kind) + p.CHURN], orphan_odds):\n        m[row + s.LAST_MONTH] = today // 30 + 1\n",
        LONG,
    ),
    Fault(
        "the last month of a contract is not recognised",
        "books",
        "if month <= m[deal_row(m, deal) + s.LAST_MONTH]:",
        "if month < m[deal_row(m, deal) + s.LAST_MONTH]:",
    ),
    Fault(
        "orphans are those that have a partner",
        "deals",
        "x[p.ORPHAN_ODDS] if m[partner + s.GONE] == 1",
        "x[p.ORPHAN_ODDS] if m[partner + s.GONE] == 0",
        LONG,
    ),
    # Money
    Fault(
        "a payout loses the fees that wait",
        "books",
        "            kept += 1\n    m[s.FEES] = kept\n",
        "            kept += 0\n    m[s.FEES] = kept\n",
    ),
    Fault(
        "a fee payable on the day of the cutoff is paid",
        "books",
        "s.FEE_PAYABLE] < cutoff:",
        "s.FEE_PAYABLE] < cutoff + 1:",
        ('payout.trigger="signature"', "payout.every_months=1"),
    ),
    Fault(
        "later fees go to partners that left",
        "deals",
        "or (m[partner + s.GONE] == 1 and m[p.PAY_AFTER_DEPARTURE] == 0):",
        "or False:",
        LONG + UNPAID + RESTLESS,
    ),
    Fault("the month's onboardings are paid again", "books", "    m[s.BEGUN] = 0\n", ""),
    Fault(
        "influence touches what was taken away",
        "books",
        "new = _take_away(m, month, new, overload)",
        "_take_away(m, month, new, overload)",
    ),
    # The twin, and what has no row
    Fault(
        "the twin's team is overloaded",
        "kernel",
        "close_vendor(m, x, key, month, 0.0, 0.0)",
        "close_vendor(m, x, key, month, 0.1, 0.0)",
    ),
    Fault("the twin begins where the run ends", "kernel", "    _reset_vendor(m)\n    for month", "    for month"),
    Fault("nobody waits in the tallies", "program", "waiting += m[partner + s.WAITS]", "waiting += 0", FEW_SLOTS),
    Fault(
        "the tallies miss what is lost",
        "books",
        "    m[at + AMOUNTS] += amount\n",
        "    m[at + AMOUNTS] += max(0, amount)\n",
    ),
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package without a fault, in which every scenario of this file is equal."""
    folder = tmp_path_factory.mktemp("package")
    shutil.copytree(ROOT / "sim", folder / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    for overrides in CASES:
        result = verified(folder, overrides)
        assert result.returncode == 0, result.stdout + result.stderr
    return folder


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "_"))
def test_verify_finds_a_fault(fault: Fault, package: Path, tmp_path: Path) -> None:
    shutil.copytree(package, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "sim" / "engine" / "compiled" / f"{fault.module}.py"
    source = file.read_text("utf-8")
    assert source.count(fault.old) == 1, "the place of the fault is not there, or not alone"
    file.write_text(source.replace(fault.old, fault.new), "utf-8")
    for stale in file.parent.glob(f"__pycache__/{fault.module}.*"):
        stale.unlink()
    result = verified(tmp_path, fault.overrides)
    assert result.returncode == 1, result.stdout + result.stderr
    assert result.stdout.startswith("NOT EQUAL"), result.stdout + result.stderr
    assert "engine failed" not in result.stdout, result.stdout


def test_there_are_enough_faults() -> None:
    assert len({fault.name for fault in FAULTS}) == len({fault[1:] for fault in FAULTS}) == len(FAULTS) >= 20
    assert {fault.overrides for fault in FAULTS} >= set(CASES)


def verified(folder: Path, overrides: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """``verify`` of the package in ``folder``, in plain Python."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "NUMBA_DISABLE_JIT": "1",
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    command = [sys.executable, str(PROGRAM), str(SCENARIO), str(REPLICATIONS), SHORT, *overrides]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
