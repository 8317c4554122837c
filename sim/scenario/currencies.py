"""Sizes of currencies: enough to see an amount that was meant in another one, not to convert money.

The rates are rough on purpose (2024, one or two digits): an amount is questioned where it is wrong by a factor of
several, never by a few per cent.
"""

UNITS_PER_USD = {
    "AED": 3.7, "ARS": 1000.0, "AUD": 1.5, "BRL": 5.5, "CAD": 1.4, "CHF": 0.9, "CLP": 950.0, "CNY": 7.0, "COP": 4000.0,
    "CZK": 23.0, "DKK": 7.0, "EGP": 50.0, "EUR": 0.9, "GBP": 0.8, "HKD": 8.0, "HUF": 370.0, "IDR": 16_000.0,
    "ILS": 3.7, "INR": 85.0, "JPY": 150.0, "KES": 130.0, "KRW": 1400.0, "MXN": 18.0, "MYR": 4.5, "NGN": 1600.0,
    "NOK": 11.0, "NZD": 1.7, "PEN": 3.7, "PHP": 57.0, "PKR": 280.0, "PLN": 4.0, "RON": 4.6, "SAR": 3.75, "SEK": 10.5,
    "SGD": 1.35, "THB": 35.0, "TRY": 35.0, "TWD": 32.0, "UAH": 41.0, "USD": 1.0, "VND": 25_000.0, "ZAR": 18.0,
}  # fmt: skip


SIGNS = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "¥", "KRW": "₩", "INR": "₹", "BRL": "R$", "AUD": "A$",
    "CAD": "C$", "NZD": "NZ$", "HKD": "HK$", "SGD": "S$", "ILS": "₪", "TRY": "₺", "UAH": "₴", "VND": "₫", "PHP": "₱",
}  # fmt: skip
"""How people write a currency before an amount, where they have a sign for it."""


def in_usd(amount: float, currency: str) -> float | None:
    """About what an amount is in USD; None where the size of the currency is not known."""
    units = UNITS_PER_USD.get(currency)
    return None if units is None else amount / units
