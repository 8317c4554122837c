"""Exports of a made-up company, as its systems may write them: 60 partners, their customers and deals, 26 months.

``python -m tests.exports.made FOLDER [SEED]`` writes them. Nothing here uses the product.
"""

import csv
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random

AS_OF = date(2025, 12, 31)
PARTNERS = 60
MONTHS = 26
KINDS = ("referral", "referral", "reseller", "reseller", "technology")
Rows = list[dict[str, str]]


def made(seed: int = 1) -> dict[str, Rows]:
    """The rows of each export; amounts are whole, except those of months."""
    random = Random(seed)
    partners, customers, deals = list[dict[str, str]](), list[dict[str, str]](), list[dict[str, str]]()
    for number in range(PARTNERS):
        name = f"{random.choice(('North', 'Harbour', 'Blue', 'Summit'))} {number:02} Ltd"
        signed = AS_OF - timedelta(days=random.randrange(20, 960))
        qualified = sorted(_days(random, signed + timedelta(days=40), random.randrange(0, 9)))
        won = [day for day in qualified if random.random() < 0.4]
        live = [day + timedelta(days=60) for day in won]
        left = random.random() < 0.2 and not [day for day in qualified if (AS_OF - day).days < 90]
        for day in live:
            if day <= AS_OF:
                customers.append(_customer(len(customers), name, day, random))
        for day, after in zip(won, live, strict=True):
            if after > AS_OF:
                deals.append(_deal(len(deals), name, day, min(day + timedelta(days=25), AS_OF)))
        deals += [
            _deal(len(deals) + place, name, day, None)
            for place, day in enumerate(day for day in qualified if day not in won and (AS_OF - day).days < 120)
            if not left
        ]
        wins = [min(day + timedelta(days=25), AS_OF) for day in won]
        partners.append({
            "Partner name": name, "Type": random.choice(KINDS), "Agreement date": f"{signed}",
            "Onboarded": f"{signed + timedelta(days=35)}" if (AS_OF - signed).days > 35 else "",
            "Left": f"{AS_OF - timedelta(days=20)}" if left and (AS_OF - signed).days > 60 else "",
            "Committed": "yes" if qualified else random.choice(("", "no")),
            "First qualified": f"{qualified[0]}" if qualified else "",
            "Last qualified": f"{qualified[-1]}" if qualified else "", "Last won": f"{wins[-1]}" if wins else "",
            "Qualified so far": f"{len(qualified)}",
        })  # fmt: skip
    own = [("D", "direct", 12_400_000), ("I", "inbound", 9_100_000)]
    customers += [_own(name, channel, arr) for name, channel, arr in own]
    return {"partners": partners, "customers": customers, "opportunities": deals, "months": _months(customers)}


def _days(random: Random, first: date, number: int) -> set[date]:
    span = (AS_OF - first).days
    return {first + timedelta(days=random.randrange(span)) for _ in range(number)} if span > 0 else set()


def _customer(number: int, partner: str, live: date, random: Random) -> dict[str, str]:
    return {
        "Customer": f"C-{number:04}", "Partner": partner, "ARR (USD)": f"{random.randrange(8, 60) * 500}",
        "Go-live": f"{live}",
    }  # fmt: skip


def _own(name: str, channel: str, arr: int) -> dict[str, str]:
    return {"Customer": f"{name}-all", "Partner": channel, "ARR (USD)": f"{arr}", "Go-live": "2019-05-01"}


def _deal(number: int, partner: str, qualified: date, won: date | None) -> dict[str, str]:
    return {"Deal": f"O-{number:04}", "Partner": partner, "Qualified on": f"{qualified}", "Closed won": f"{won or ''}"}


def _months(customers: Rows) -> Rows:
    """Of each channel 1.5% growth a month; of partners nine tenths of what their customers bring."""
    rows = []
    for back in reversed(range(MONTHS)):
        number = AS_OF.year * 12 + AS_OF.month - 1 - back
        own = {row["Partner"]: float(row["ARR (USD)"]) for row in customers[-2:]}
        live = [row for row in customers[:-2] if row["Go-live"] <= f"{number // 12}-{number % 12 + 1:02}-31"]
        rows.append({
            "Month": f"{number // 12}-{number % 12 + 1:02}",
            "Direct": f"{own['direct'] / 12 / 1.015**back:.2f}", "Inbound": f"{own['inbound'] / 12 / 1.015**back:.2f}",
            "Roster": "0", "Partners": f"{sum(float(row['ARR (USD)']) for row in live) / 12 * 0.9:.2f}",
            "Fees owed": "1200",
        })  # fmt: skip
    return rows


def write(folder: Path, seed: int = 1) -> dict[str, Path]:
    """Writes the exports into a folder, and gives their files by table."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for table, rows in made(seed).items():
        files[table] = folder / f"{table}.csv"
        with files[table].open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return files


if __name__ == "__main__":
    write(Path(sys.argv[1]), *map(int, sys.argv[2:]))
