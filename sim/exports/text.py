"""The text of an export, whatever program wrote it."""

import codecs

WINDOWS = "cp1252"
MOST_BYTES = 64_000_000
_MARKS = (
    (codecs.BOM_UTF32_LE, ""), (codecs.BOM_UTF32_BE, ""), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
"""Byte order marks and their encodings; longer ones first, without one for an encoding that is not read."""
_SAMPLE = 4000
_MOSTLY = 0.4


class UnreadableError(Exception):
    """A file cannot be read as text: why, what helps, and on which line."""

    def __init__(self, what: str, cure: str, line: int = 0) -> None:
        super().__init__(f"{what}: {cure}")
        self.what, self.cure, self.line = what, cure, line


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file's bytes, without byte order mark, and its encoding. Raises UnreadableError."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableError("is a workbook", "save its sheet as CSV")
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding), encoding
    if encoding := _without_mark(content):
        return _decoded(content, encoding), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _has_utf8(content):
            line = content.count(b"\n", 0, error.start) + 1
            raise UnreadableError("is UTF-8 text but for this line", "save it as UTF-8", line) from None
        return _decoded(content, WINDOWS), WINDOWS


def _has_utf8(content: bytes) -> bool:
    """Whether a part of the text beyond ASCII is UTF-8: as Windows text it would be another text, such as Ã¼ for ü."""
    return any(ord(one) > 127 and one != "\ufffd" for one in content.decode("utf-8", "replace"))


def _without_mark(content: bytes) -> str:
    """UTF-16 without its mark: every other byte of plain text is 0."""
    sample = content[:_SAMPLE]
    if len(sample) < 2:
        return ""
    shares = [sample[start::2].count(0) / len(sample[start::2]) for start in (0, 1)]
    if max(shares) < _MOSTLY:
        return ""
    return "utf-16-be" if shares[0] > shares[1] else "utf-16-le"


def _decoded(content: bytes, encoding: str) -> str:
    if not encoding:
        raise UnreadableError("is UTF-32 text", "save it as UTF-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError("is neither UTF-8, UTF-16 nor Windows text", "save it as UTF-8", line) from None
