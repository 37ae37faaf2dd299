"""Whatever a service writes leaves an event, found by reading the code: whoever adds a service and forgets it is told."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("people", "plans", "actions", "surveys", "campaigns", "reports", "imports")
RECORDS = {("people.audit", name) for name in ("record", "record_all", "write")}
Function = tuple[str, str]


def modules():
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                parts = path.relative_to(ROOT).with_suffix("").parts
                yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), ast.parse(path.read_text())


CODE = dict(modules())


def imported(tree):
    """{name in the module: (module, name there)}; the second is empty where a module was imported."""
    names = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                names[alias.asname or alias.name] = (whole, "") if whole in CODE else (node.module, alias.name)
    return names


IMPORTED = {module: imported(tree) for module, tree in CODE.items()}
FUNCTIONS = {
    (module, node.name): node
    for module, tree in CODE.items()
    for node in tree.body
    if isinstance(node, ast.FunctionDef)
}


def defined(module, name):
    """Where a function is written that a module knows by that name, through packages that pass it on."""
    while (module, name) not in FUNCTIONS and name in IMPORTED.get(module, {}):
        module, name = IMPORTED[module][name]
    return module, name


def called(function):
    """The functions that a function of ours names, in a call or to have them called."""
    module = function[0]
    for node in ast.walk(FUNCTIONS[function]):
        if isinstance(node, ast.Name):
            yield defined(module, node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            there, name = IMPORTED[module].get(node.value.id, ("", ""))
            if there and not name:
                yield defined(there, node.attr)


CALLS = {function: set(called(function)) for function in FUNCTIONS}


def recording():
    """Every function that records an event, or calls one that does."""
    found = set(RECORDS)
    while more := {function for function, calls in CALLS.items() if calls & found} - found:
        found |= more
    return found


def services():
    """The public functions of services that write: those that are one transaction."""
    return {
        (module, name)
        for (module, name), node in FUNCTIONS.items()
        if "services" in module.split(".") and any("atomic" in ast.unparse(one) for one in node.decorator_list)
    }


READING = "how an upload is to be read: nothing of the register before it is taken over, which is recorded"
FROZEN = "a snapshot: a row that nobody changes, with who made it, and what asks for one is recorded"
SILENT: dict[Function, str] = {
    ("actions.services.occurrences", "lay_out_occurrences"): "the due dates that follow from an action or a meeting",
    ("imports.services.replies", "say_of_replies"): READING,
    **{
        ("imports.services.rows", name): READING
        for name in ("accept_all", "decide_row", "take_all", "take_difference", "tell_apart")
    },
    ("reports.services.papers", "plan_snapshot"): FROZEN,
    ("reports.services.papers", "standing_snapshot"): FROZEN,
}


def test_every_service_that_writes_leaves_an_event():
    silent = services() - recording()
    assert sorted(silent - SILENT.keys()) == []
    assert sorted(SILENT.keys() - silent) == []  # those that do so by now are struck off the list


def test_that_test_reads_the_code():
    """Negative control."""
    assert len(services()) > 100
    assert ("people.services", "add_officer") in recording() and (
        "plans.services.plan",
        "check_open",
    ) not in recording()
