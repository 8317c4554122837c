"""Wrong edits as they stand in the lists of this folder, ``<area>.toml``.

An edit is a table ``[[edit]]`` of five strings: ``name``; ``file``, from the root of the project; ``before``, text
that occurs exactly once in it; ``after``, what replaces it; ``caught_by``, the test that must fail then, as pytest
names it (with or without the parameters of one case).
"""

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent
KEYS = frozenset({"name", "file", "before", "after", "caught_by"})


@dataclass(frozen=True, slots=True)
class Edit:
    """A wrong edit of one file and the test that notices it."""

    area: str
    name: str
    file: str
    before: str
    after: str
    caught_by: str

    def applied_to(self, source: str) -> str:
        """The source with the edit. Raises ValueError unless ``before`` occurs exactly once."""
        if (found := source.count(self.before)) != 1:
            raise ValueError(f"its text before occurs {found} times in {self.file}")
        return source.replace(self.before, self.after)


def areas() -> list[str]:
    """Names of the lists."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def edits_of(area: str) -> list[Edit]:
    """The edits of one list. Raises ValueError for an entry with other keys, or values that are no text."""
    content = tomllib.loads((FOLDER / f"{area}.toml").read_text(encoding="utf-8"))
    if not set(content) <= {"edit"}:
        raise ValueError(f"{area}.toml: has tables other than [[edit]]: {', '.join(sorted(content))}")
    for number, entry in enumerate(content.get("edit", []), start=1):
        if set(entry) != KEYS or not all(isinstance(value, str) and value for value in entry.values()):
            raise ValueError(f"{area}.toml: entry {number}: needs {', '.join(sorted(KEYS))}, each a text")
    return [Edit(area=area, **entry) for entry in content.get("edit", [])]


def problem_of(edit: Edit, root: Path = ROOT) -> str | None:
    """Why an edit cannot be tried on the sources below ``root``, or None."""
    if not (root / edit.file).is_file():
        return f"there is no file {edit.file}"
    if edit.before == edit.after:
        return "it changes nothing"
    try:
        edited = edit.applied_to((root / edit.file).read_text(encoding="utf-8"))
        if edit.file.endswith(".py"):
            ast.parse(edited)
    except SyntaxError:
        return f"{edit.file} would be no Python"
    except ValueError as error:
        return str(error)
    return None if has_test(edit.caught_by, root) else f"there is no test {edit.caught_by}"


def has_test(name: str, root: Path = ROOT) -> bool:
    """Whether a file defines the test of this pytest name, ``file::[class::]function[[case]]``."""
    file, *parts = name.partition("[")[0].split("::")
    if not parts or not (root / file).is_file():
        return False
    body = ast.parse((root / file).read_text(encoding="utf-8")).body
    for part in parts:
        found = [node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == part]
        if not found:
            return False
        body = found[-1].body
    return isinstance(found[-1], ast.FunctionDef)
