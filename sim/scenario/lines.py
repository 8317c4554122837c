"""Line numbers of tables and keys in a TOML text, which ``tomllib`` does not provide.

``tomllib`` has read the text before, so it is valid and the scan can be lenient.
"""

import tomllib

Steps = tuple[str, ...]


def locate(text: str) -> dict[Steps, int]:
    """The 1-based line of every table header and key by its full path, at its first occurrence."""
    scan = _Scan(text)
    scan.document()
    return scan.lines


def table_at(text: str) -> Steps:
    """The table in which the line after ``text`` is; ``text`` is valid TOML."""
    return _Scan(text).document()


class _Scan:
    """One pass over the characters of a document."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.position = 0
        self.line = 1
        self.lines: dict[Steps, int] = {}

    def document(self) -> Steps:
        """Headers and key-value lines until the end; the last header."""
        table: Steps = ()
        self._skip_blank()
        while self.position < len(self.text):
            if self._peek() == "[":
                self._advance(self.text.find("[", self.position) - self.position + 1)
                if self._peek() == "[":
                    self._advance()
                table = self._key("]")
                self._record((), table)
                while self._peek() == "]":
                    self._advance()
            else:
                self._pair(table)
            self._skip_blank()
        return table

    def _peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def _advance(self, count: int = 1) -> None:
        self.line += self.text.count("\n", self.position, self.position + count)
        self.position += count

    def _skip_blank(self) -> None:
        """Over white space, commas and comments."""
        while self._peek() and self._peek() in " \t\n\r,#":
            if self._peek() == "#":
                end = self.text.find("\n", self.position)
                self._advance((len(self.text) if end < 0 else end) - self.position)
            else:
                self._advance()

    def _record(self, table: Steps, key: Steps) -> None:
        for length in range(1, len(key) + 1):
            self.lines.setdefault(table + key[:length], self.line)

    def _pair(self, table: Steps) -> None:
        key = self._key("=")
        self._record(table, key)
        self._advance()
        self._value(table + key)

    def _key(self, end: str) -> Steps:
        """A dotted key, up to but without ``end``."""
        start = self.position
        while self._peek() and self._peek() != end:
            if self._peek() in "\"'":
                self._string()
            else:
                self._advance()
        return key_steps(self.text[start : self.position])

    def _string(self) -> None:
        quote = self._peek()
        mark = quote * 3 if self.text.startswith(quote * 3, self.position) else quote
        self._advance(len(mark))
        while self.position < len(self.text) and not self.text.startswith(mark, self.position):
            self._advance(2 if quote == '"' and self._peek() == "\\" else 1)
        self._advance(len(mark))
        while len(mark) == 3 and self._peek() == quote:
            self._advance()

    def _value(self, path: Steps) -> None:
        """Over one value, with the keys of inline tables on the way."""
        self._skip_blank()
        first = self._peek()
        if first in ('"', "'"):
            self._string()
        elif first in ("[", "{"):
            self._advance()
            self._skip_blank()
            while self._peek() and self._peek() not in "]}":
                if first == "[":
                    self._value(path)
                else:
                    self._pair(path)
                self._skip_blank()
            self._advance()
        else:
            while self._peek() and self._peek() not in ",]}#\n":
                self._advance()


def key_steps(text: str) -> Steps:
    """The steps of a TOML key such as ``uncertainty."gate.threshold"``; empty if it is not one."""
    if "\n" in text.strip():
        return ()
    try:
        table = tomllib.loads(f"{text.strip()} = 0")
    except ValueError:
        return ()
    steps: list[str] = []
    while isinstance(table, dict):
        ((key, table),) = table.items()
        steps.append(key)
    return tuple(steps)
