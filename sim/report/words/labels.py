"""Labels cut or broken to fit the available space."""


def cut(text: str, most: int) -> str:
    """A label with its middle left out, so that name and value both stay."""
    if len(text) <= most:
        return text
    first = (most - 1) // 3
    return f"{text[:first].rstrip('._')}…{text[len(text) - (most - 1 - first) :].lstrip('._')}"


def broken(label: str, most: int) -> list[str]:
    """A label on one line or two of at most ``most`` letters, broken after a mark where there is one."""
    if len(label) <= most:
        return [label]
    mark = 1 + max(label.rfind(letter, 0, most) for letter in ":,._ ")
    at = mark if mark > most // 2 else most
    return [label[:at].rstrip(), cut(label[at:].lstrip(), most)]


def ending(text: str, most: int) -> str:
    """The end of a text too long: its last step says most."""
    return text if len(text) <= most else f"…{text[1 - most :]}"
