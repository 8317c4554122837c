"""One layer over the values of all before it: stated values, relative changes, and the ranges that move or end."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from sim.scenario.about import Stated, about_values, redrawn
from sim.scenario.change import CHANGES, Change, is_change, is_number
from sim.scenario.grammar import Node, Spec, tree
from sim.scenario.inherited import ENDED, INHERITED_RANGES, SCALED, changed_value, move_to
from sim.scenario.layers import ABOUT, Layer, matches
from sim.scenario.notes import Note
from sim.scenario.paths import child_of, leaf_paths, leaves_below
from sim.scenario.problems import MOST_PRINTED, Hint, Problem, bounds_text, meant, shown
from sim.scenario.removed import without_removed
from sim.scenario.schema import Root
from sim.scenario.wildcards import has_patterns, like_pattern, spread, spread_ranges


@dataclass
class Laying:
    """Lays one layer over earlier values; ``problems`` and ``notes`` are those of this layer."""

    layer: Layer
    root: type[Root]
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    _stated: Stated = field(default_factory=Stated)
    _scales: bool = False

    def over(self, earlier: dict[str, Any]) -> dict[str, Any]:
        """The values of the layer over the earlier ones, and what layers state about values, as far as it holds."""
        removed = without_removed(earlier, self.layer.data)
        earlier = removed.earlier
        for path in removed.missing:
            table = path.partition(".")[0]
            there = [f"{table}.{one}" for one in earlier.get(table) or ()]
            self._unmatched(path, there, what="is not there to be taken away")
        found = spread(removed.later, earlier, self.root)
        for pattern in found.unmatched:
            self._unmatched(pattern, leaf_paths(earlier, self.root))
        for path, first, second in found.twice:
            self._problem(path, f"'{first}' and '{second}' both state it: keep one of them")
        mode = found.data.get(INHERITED_RANGES, earlier.get(INHERITED_RANGES, ENDED))
        self._scales = mode == SCALED
        self._stated.uncertain = set(earlier.get("uncertainty") or ())
        for key in ABOUT:
            if isinstance(earlier.get(key), dict) and not _is_table(found.data.get(key, {})):
                self._no_table(key, found.data.pop(key))
        own = {key: value for key, value in found.data.items() if key not in ABOUT}
        values: dict[str, Any] = self._values(earlier, own, tree(self.root), (), is_new=False)
        paths = leaf_paths(values, self.root) if self._stated.takes_away else None
        about = self._about(found.data, values)
        if others := redrawn(values.get("uncertainty"), about.get("uncertainty"), self._stated):
            self._stated.changed |= others.intersection(leaf_paths(values, self.root))
        result = values | about_values(values, about, self._stated, paths)
        self._note_ended(earlier, result)
        return result

    def _about(self, later: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
        """The layer with its ranges at every path that their patterns match."""
        stated = later.get("uncertainty")
        if stated is None or not has_patterns(stated):
            return later
        known = leaf_paths(values, self.root)
        ranges, unmatched = spread_ranges(stated, known)
        for pattern in unmatched:
            self._unmatched(pattern, known, above="uncertainty.")
        return {**later, "uncertainty": ranges}

    def _values(self, before: Any, after: Any, node: Node | None, steps: tuple[str, ...], is_new: bool) -> Any:
        """A value, or a table key by key, over the earlier ones, in the form that the scenario has."""
        spec = None if node is None else node.spec
        is_new = is_new or (before is None and node is not None and node.is_optional)
        if isinstance(after, dict) and (spec is None or (node is not None and _is_table_here(node, before, after))):
            if node is not None and is_change(after) and _has_no_numbers(node):
                self._problem(".".join(steps), "is a table and no number: name one of its numbers")
                return before
            return self._table(before, after, node, steps, is_new)
        path, stated = ".".join(steps), self._stated
        if spec is not None and is_change(after):
            old = self._current(before, steps, is_new)
            value = self._changed(path, old, after, spec)
            moved = value != old
        else:
            if spec is not None and (lost := spec.lost(after)):
                self._problem(path, lost, got=shown(after))
                return before
            value = after if spec is None else spec.held(after)
            moved = before not in (None, value)
            self._state(path, self._current(before, steps, is_new), value, spec)
        if spec is not None and spec.numeric and (is_new or moved):
            stated.changed.add(path)
        return before | value if isinstance(before, dict) and isinstance(value, dict) else value

    def _table(
        self, before: Any, after: dict[str, Any], node: Node | None, steps: tuple[str, ...], is_new: bool
    ) -> Any:
        result = dict(before) if isinstance(before, dict) else {}
        for key, value in after.items():
            child, below = None if node is None else node.child(key), (*steps, key)
            taken = value is False and child is not None and child.may_be_taken_away
            if taken and child is not None and (child.is_optional or child.is_off_by_default or key in result):
                self._stated.take_away(leaves_below(below, child, result.pop(key, None)))
                result |= {key: None} if child.is_optional else {}
            elif child is not None and child.is_table and isinstance(result.get(key), dict) and not _is_table(value):
                self._no_table(".".join(below), value)
            else:
                result[key] = self._values(result.get(key), value, child, below, is_new)
        return result

    def _no_table(self, path: str, value: Any) -> None:
        """A value where earlier layers have a table, which stays: nothing of theirs is to blame."""
        several = isinstance(value, tuple) and any(isinstance(item, dict) for item in value)
        cure = f"must be a table: write [{path}] or its keys, not [[{path}]]" if several else "must be a table"
        self._problem(path, cure, got=shown(value))

    def _current(self, before: Any, steps: tuple[str, ...], is_new: bool) -> Any:
        """The earlier value, or the default where no layer states one; None if there is none."""
        if before is not None or is_new:
            return before
        node, value = tree(self.root), None
        for step in steps:
            child = node.child(step)
            if child is None:
                return None
            held = child_of(value, step)
            node, value = child, held if held is not None else child.default
        return value

    def _state(self, path: str, old: Any, new: Any, spec: Spec | None) -> None:
        """A value is stated: the range of its path ends, or moves along."""
        stated = self._stated
        if not self._scales or path not in stated.uncertain:
            stated.paths.add(path)
        elif spec is None or not (is_number(old) and is_number(new)):
            stated.end(path, "a range moves from a number to a number only")
        elif old == new:
            stated.moves[path] = None
        elif change := move_to(spec, old, new):
            stated.moves[path] = change
        else:
            stated.end(path, f"it cannot be moved from {shown(old)} to {shown(new)}")

    def _changed(self, path: str, old: Any, table: dict[str, Any], spec: Spec) -> Any:
        """The earlier value after a relative change, with its range; the value itself if that is not possible."""
        try:
            change = Change(**{name: float(value) if is_number(value) else value for name, value in table.items()})
        except (ValidationError, OverflowError) as error:
            first = error.errors()[0] if isinstance(error, ValidationError) else {"msg": "must be a smaller number"}
            self._problem(path, str(first["msg"]).removeprefix("Value error, "))
            return old
        if problem := _unfit(change, old, spec):
            self._problem(path, problem)
            return old
        exact, new = change.stated(old), changed_value(change, old, spec)
        said = f"{old:,.10g} {change} is {exact:,.10g}"
        if not spec.low <= new <= spec.high:
            self._problem(path, f"{said}, outside the field's bounds of {bounds_text(spec.low, spec.high)}")
            return old
        if lost := spec.lost(exact):
            self._problem(path, f"{said}, which {lost}")
            return old
        if spec.kind == "int" and new != exact:
            self._note("rounded", path, f"{said}, rounded to the whole number {new:,}")
        elif new == old and exact != old:
            self._note("rounded", path, f"{said}, rounded to {new:,.10g}: it changes nothing")
        self._stated.moves[path] = change
        return new

    def _problem(self, path: str, what: str, hint: Hint = "", got: str = "") -> None:
        self.problems.append(Problem(self.layer.place(path)[1], path, what, hint, got))

    def _note(self, kind: Any, path: str, what: str) -> None:
        self.notes.append(Note(kind, path, self.layer.place(path)[1], what))

    def _unmatched(
        self, pattern: str, known: list[str], above: str = "", what: str = "matches nothing in the scenario"
    ) -> None:
        """Patterns without a match: an error, but not in an overlay, which is made for many scenarios."""
        if not self.layer.is_overlay:
            self._problem(
                above + pattern, what, lambda: _misplaced(pattern, known) + meant(like_pattern(pattern, known))
            )
            return
        near = like_pattern(pattern, known) if len(self.notes) < MOST_PRINTED else ""
        self._note("unmatched", above + pattern, f"{what}{f' (there is {near})' if near else ''}")

    def _note_ended(self, earlier: dict[str, Any], result: dict[str, Any]) -> None:
        """Ranges that were there and are not any more, though their value is."""
        after = result.get("uncertainty")
        for path in earlier.get("uncertainty") or ():
            if isinstance(after, dict) and path not in after and path not in self._stated.taken:
                self._note("ended", path, self._stated.reasons.get(path, ""))


def _misplaced(pattern: str, known: list[str]) -> str:
    """The end of a sentence about a pattern that stands in a table and begins with the path of another."""
    inner = pattern.split(".")[1:]
    if any(matches(inner[start:], path.split(".")) for start in range(len(inner)) for path in known):
        return "; a key that is a path stands before the first [table] of a file"
    return ""


def _is_table_here(node: Node, before: Any, after: dict[str, Any]) -> bool:
    """Whether a table that is stated is one key by key: not a change of a number, nor a path over months."""
    return node.is_table_of(after) and (node.is_table or isinstance(before, dict) or not is_change(after))


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _has_no_numbers(node: Node) -> bool:
    """Whether a table can have no number under the names of relative changes."""
    return not set(node.keys) & set(CHANGES) and (node.item is None or node.item.is_table)


def _unfit(change: Change, old: Any, spec: Spec) -> str:
    """Why a value cannot be changed so, or an empty string."""
    if not spec.numeric:
        return f"is not a number: it cannot be changed by {change.name}; state it"
    if old is None or not isinstance(old, dict | int | float):
        return f"has no value in the layers below that {change.name} could change; state it"
    if not is_number(old):
        return f"is a path over months: it cannot be changed by {change.name}; state it"
    if change.odds_times is not None and not (spec.is_fraction and spec.low >= 0 and spec.high <= 1):
        return "odds_times is for probabilities and shares between 0 and 1; use times or plus"
    return ""
