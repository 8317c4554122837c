"""Labels in the space that there is: broken, never cut."""

import re


def at_marks(text: str, most: int) -> list[str]:
    """A name in lines of at most ``most`` letters, broken after a mark, or anywhere where it has none."""
    lines = [""]
    for part in re.findall(rf"[^ ._,:=]{{0,{most}}}[ ._,:=]?", text):
        if lines[-1] and len(lines[-1]) + len(part.rstrip()) > most:
            lines.append("")
        lines[-1] += part
    return [line.rstrip() for line in lines if line.strip()]
