"""What the tables of a scenario file have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

MONEY_LIMIT = 1e9
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Table(BaseModel):
    """A table of a scenario file: frozen, no unknown keys, no numbers in strings."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
