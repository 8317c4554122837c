"""Layouts of the exports, with a few rows of a made-up company that can be read as they are."""

from sim.scenario.start.columns import TABLES

AS_OF = "2026-09-30"
_ROWS = {
    "partners": """\
Alder Consulting,referral,2025-03-10,2025-05-02,,yes,2025-06-18,2026-08-27,2026-07-15,9,1.4
Birch Resale,reseller,2025-04-22,2025-06-30,,yes,2025-08-04,2026-09-11,2026-09-22,14,
Cedar Systems,reseller,2025-06-05,2025-08-12,2026-04-30,yes,2025-10-09,2026-01-20,2026-02-27,3,0.6
Dogwood Tech,technology,2026-02-17,2026-04-15,,,,,,0,
Elm Advisers,referral,2026-08-24,,,,,,,0,
""",
    "customers": """\
C-1001,Alder Consulting,,24000.00,2025-10-15,2025-10-15,
C-1002,Alder Consulting,,31000.00,2026-03-02,2026-03-02,
C-1003,Birch Resale,,36500.00,2025-12-08,2025-12-08,
C-1004,Birch Resale,,28000.00,2026-06-19,2026-06-19,
C-1005,Cedar Systems,,19500.00,2026-03-30,2026-03-30,
D-0001,,direct,5400000.00,2019-05-01,2026-05-01,
D-0002,,direct,3000000.00,2021-01-20,2026-01-20,
I-0001,,inbound,2700000.00,2022-11-05,2025-11-05,
""",
    "opportunities": """\
O-2001,Alder Consulting,2026-08-27,
O-2002,Birch Resale,2026-06-10,2026-09-22
O-2003,Birch Resale,2026-09-11,
""",
    "candidates": """\
Fir Partners,reseller,24,2026-08-18,pitch
Gum Group,referral,,,
""",
    "months": """\
2025-10,580000.00,180000.00,0.00,2000.00,0.00
2025-11,589000.00,184000.00,0.00,2000.00,0.00
2025-12,598000.00,187000.00,0.00,4300.00,0.00
2026-01,608000.00,190000.00,0.00,4300.00,0.00
2026-02,618000.00,194000.00,0.00,4300.00,0.00
2026-03,628000.00,198000.00,0.00,8200.00,3000.00
2026-04,640000.00,203000.00,0.00,8200.00,3000.00
2026-05,652000.00,207000.00,0.00,8200.00,0.00
2026-06,664000.00,212000.00,0.00,9900.00,0.00
2026-07,676000.00,216000.00,0.00,9900.00,3100.00
2026-08,688000.00,221000.00,0.00,9900.00,3100.00
2026-09,700000.00,225000.00,0.00,9900.00,3100.00
""",
}


def example_files() -> dict[str, str]:
    """The text of each layout by its file."""
    return {
        f"{table}.csv": ",".join(column.name for column in columns) + "\n" + _ROWS[table]
        for table, columns in TABLES.items()
    }
