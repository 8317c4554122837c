"""Labels in the space that there is: broken, never cut."""

import re


def at_marks(text: str, most: int) -> list[str]:
    """A name in lines of at most ``most`` letters, broken between its settings where that is enough.

    Else after any mark, or anywhere where it has none.
    """
    parts = [
        part
        for setting in re.findall(r"[^ ,:]*[ ,:]?", text)
        for part in ([setting] if len(setting.rstrip()) <= most else _finer(setting, most))
    ]
    lines = [""]
    for part in parts:
        if lines[-1] and len(lines[-1]) + len(part.rstrip()) > most:
            lines.append("")
        lines[-1] += part
    return [line.rstrip() for line in lines if line.strip()]


def _finer(text: str, most: int) -> list[str]:
    return re.findall(rf"[^ ._,:=]{{0,{most}}}[ ._,:=]?", text)
