"""What a notebook shows of a result: a few sentences and a table, readable on light and on dark."""

from collections.abc import Sequence
from html import escape

from sim.letters import visible

_RULE = "border:0;border-bottom:1px solid rgba(128,128,128,0.35)"
_CELL = f"padding:0.15em 0.8em 0.15em 0;background:transparent;color:inherit;white-space:nowrap;{_RULE}"
_MUTED = "opacity:0.7"


def result_html(
    title: str, sentences: Sequence[str], head: Sequence[str], rows: Sequence[Sequence[str]], note: str = ""
) -> str:
    """A title, sentences of which the first is the answer, a table and a note; every text is escaped.

    No colour is set but that of the lines between rows, so that it follows the notebook's theme.
    """
    answer, *rest = sentences or ("",)
    parts = [
        f'<p style="margin:0 0 0.3em;{_MUTED}">{_text(title)}</p>',
        f'<p style="margin:0 0 0.3em"><b>{_text(answer)}</b></p>' if answer else "",
        *(f'<p style="margin:0 0 0.3em">{_text(sentence)}</p>' for sentence in rest),
        '<table style="border-collapse:collapse;margin:0.5em 0">',
        f"<thead>{_row(head, 'th')}</thead>",
        f"<tbody>{''.join(_row(row, 'td') for row in rows)}</tbody></table>",
        f'<p style="margin:0;{_MUTED}">{_text(note)}</p>' if note else "",
    ]
    return f'<div style="max-width:58em;color:inherit">{"".join(parts)}</div>'


def _row(cells: Sequence[str], tag: str) -> str:
    """A row whose first cell stands left and the others right; a second line of a cell is muted."""
    return (
        f"<tr>{''.join(_cell(text, tag, 'right' if position else 'left') for position, text in enumerate(cells))}</tr>"
    )


def _cell(text: str, tag: str, side: str) -> str:
    first, _, second = text.partition("\n")
    below = f'<br><span style="{_MUTED}">{_text(second)}</span>' if second else ""
    return f'<{tag} style="text-align:{side};{_CELL}">{_text(first)}{below}</{tag}>'


def _text(text: str) -> str:
    return escape(visible(text))
