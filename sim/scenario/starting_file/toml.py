"""Values of a scenario as one line of TOML, long numbers with _ between thousands."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel


def toml_text(value: Any) -> str:
    """A value as TOML that reads back as an equal value. TypeError for what TOML has no value for."""
    if isinstance(value, BaseModel):
        return toml_text(value.model_dump(mode="json", exclude_none=True))
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {toml_text(item)}' for key, item in value.items())} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml_text, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{int(value):_}" if value == int(value) else f"{value:_}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(f"no TOML for {value!r}")
