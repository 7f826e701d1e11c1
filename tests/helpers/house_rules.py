"""Rules of this project that no linter knows: each takes a module's source and returns what breaks it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

#: The module, such as ``server/voice/clips.py``, and its source; what breaks the rule, as ``LINE: what``.
Rule: TypeAlias = Callable[[str, str], list[str]]

#: The most lines of a module.
MOST_LINES = 300
#: A bound up to this is a count that explains itself, not the limit of a text or of a list.
LARGEST_PLAIN_BOUND = 8

#: Calls by which a file appears or changes, by their last name.
_WRITES = frozenset(
    {"write_bytes", "write_text", "mkstemp", "NamedTemporaryFile", "hardlink_to", "symlink_to"}
)
#: The same, where the module is named with them.
_WRITES_OF_MODULE = frozenset(
    {"os.replace", "os.rename", "os.renames", "os.link", "os.symlink"}
    | {"shutil.move", "shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree"}
)
#: Modules whose functions a finding names in full.
_FILE_MODULES = frozenset({"os", "shutil", "tempfile"})
#: Methods of ``Path`` that text and values have as well: there, with other arguments.
_WRITES_WITH_ONE_ARGUMENT = frozenset({"replace", "rename"})
_WRITING_FLAGS = frozenset({"O_WRONLY", "O_RDWR", "O_CREAT", "O_APPEND", "O_TRUNC"})
#: The distributions that only the web layer knows.
_FLASK = frozenset({"flask", "flask_compress", "htmx_flask"})


@dataclass(frozen=True, slots=True)
class Tree:
    """The names of all packages and of all modules that are no packages."""

    packages: frozenset[str]
    modules: frozenset[str]

    @classmethod
    def of(cls, folder: Path) -> Tree:
        """Read the names from a package's folder."""
        files = {_dotted(str(path.relative_to(folder.parent))) for path in folder.rglob("*.py")}
        packages = {_dotted(str(path.relative_to(folder.parent))) for path in folder.rglob("__init__.py")}
        return cls(frozenset(packages), frozenset(files - packages))


def file_writes(module: str, source: str) -> list[str]:
    """Find what creates, changes or moves a file by itself; ``write_atomically`` does that."""
    return [
        f"{call.lineno}: {name}"
        for call in _calls(source)
        if (name := _name(call.func)) and _writes(call, name)
    ]


def imports_of_insides(module: str, source: str, tree: Tree) -> list[str]:
    """Find imports of a module from outside of its package; what a package exports is free for all."""
    return [
        f"{line}: {name}"
        for line, name in _imports(module, source)
        if name in tree.modules
        and (package := name.rpartition(".")[0]).count(".") > 0  # modules at the top are for everybody
        and not f"{_dotted(module)}.".startswith(f"{package}.")
    ]


def unnamed_limits(module: str, source: str) -> list[str]:
    """Find texts and lists that are cut, or bounded, at a bare number: a limit has a name, stated once."""
    found = []
    for node in _nodes_outside_constants(ast.parse(source)):
        if isinstance(node, ast.Slice) and _is_large(node.upper):
            found.append(f"{node.lineno}: [{ast.unparse(node)}]")
        if isinstance(node, ast.keyword) and node.arg == "max_length" and _is_large(node.value):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


def module_shape(module: str, source: str) -> list[str]:
    """Find a module without a docstring, or with more lines than one reads at a sitting."""
    lines = source.count("\n")
    found = [] if ast.get_docstring(ast.parse(source)) else ["1: no docstring"]
    return found + ([f"{lines}: more than {MOST_LINES} lines"] if lines > MOST_LINES else [])


def flask_imports(module: str, source: str) -> list[str]:
    """Find imports of Flask and of its extensions."""
    names = ((line, name.partition(".")[0]) for line, name in _imports(module, source))
    return list(dict.fromkeys(f"{line}: {name}" for line, name in names if name in _FLASK))


def _calls(source: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def _name(function: ast.expr) -> str:
    """Return ``os.replace`` for a function of those modules, ``.replace`` for a method of anything else."""
    if isinstance(function, ast.Name):
        return function.id
    if not isinstance(function, ast.Attribute):
        return ""
    owner = ast.unparse(function.value)
    return f"{owner if owner in _FILE_MODULES else ''}.{function.attr}"


def _writes(call: ast.Call, name: str) -> bool:
    last = name.rpartition(".")[2]
    if name == "os.open":
        return any(isinstance(node, ast.Attribute) and node.attr in _WRITING_FLAGS for node in ast.walk(call))
    if last in ("open", "fdopen"):
        return _opens_to_write(call)
    if last in _WRITES_WITH_ONE_ARGUMENT and "." in name:
        return name in _WRITES_OF_MODULE or (len(call.args) == 1 and not call.keywords)
    return last in _WRITES or name in _WRITES_OF_MODULE


def _opens_to_write(call: ast.Call) -> bool:
    """Tell whether a mode such as ``"wb"`` is among the first two arguments, or named."""
    modes = [*call.args[:2], *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    texts = [mode.value for mode in modes if isinstance(mode, ast.Constant) and isinstance(mode.value, str)]
    return any(set(text) <= set("rwxabt+") and set(text) & set("wxa+") for text in texts)


def _imports(module: str, source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the full name of all that is imported, of ``from a import b`` both names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            base = _base(module, node)
            yield node.lineno, base
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def _base(module: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    folder = Path(module).parts[: -node.level]
    return ".".join([*folder, *([node.module] if node.module else [])])


def _nodes_outside_constants(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all nodes but those of the value that a name in capitals is given."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if all(isinstance(target, ast.Name) and target.id.isupper() for target in targets):
            return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _nodes_outside_constants(child)


def _is_large(bound: ast.expr | None) -> bool:
    return (
        isinstance(bound, ast.Constant) and isinstance(bound.value, int) and bound.value > LARGEST_PLAIN_BOUND
    )


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
