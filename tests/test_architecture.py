"""The one direction of imports, held by reading the code."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "people": {"people"},
    "plans": {"people", "plans"},
    "actions": {"people", "plans", "actions"},
    "surveys": {"people", "plans", "surveys"},
    "campaigns": {"people", "plans", "actions", "surveys", "campaigns"},
    "reports": {"people", "plans", "actions", "surveys", "campaigns", "reports"},
    "imports": {"people", "plans", "actions", "surveys", "campaigns", "imports"},
}
APPS = {*MAY_IMPORT, "commsplan"}
PURE = [
    "reports/monthly.py", "reports/monthly_sheet.py", "campaigns/clashes.py", "campaigns/dating.py", "campaigns/planner.py", "campaigns/drawing.py", "campaigns/flow.py", "campaigns/judged.py", "campaigns/guard.py", "campaigns/spans.py", "reports/guidance.py", "campaigns/meter.py", "campaigns/parts.py", "campaigns/press.py", "reports/comparison.py", "reports/backplan.py", "reports/front/words.py", "reports/front/mentions.py", "reports/front/checks.py", "reports/front/cover.py", "people/changelog.py", "plans/periods.py", "plans/workdays.py", "plans/rag.py", "plans/svg.py", "actions/event_words.py", "actions/mentions.py", "actions/timing.py", "actions/timing_forms.py", "actions/timing_grammar.py",
    "actions/timing_value.py", "actions/recurrence.py", "actions/rag.py", "actions/ladder.py", "surveys/readings.py", "surveys/statistics.py", "surveys/suppression.py", "imports/calendar_file.py",
    "imports/replies/words.py", "imports/replies/likeness.py", "imports/replies/columns.py", "imports/replies/tallies.py",
]  # fmt: skip
CLOCK = {"today", "now", "localdate", "localtime"}


def modules(app: str) -> list[Path]:
    return [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("app", sorted(MAY_IMPORT))
def test_an_app_imports_only_what_stands_below_it(app):
    wrong = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(app)
        for name in imported(ast.parse(path.read_text()))
        if name.split(".")[0] in APPS - MAY_IMPORT[app]
    }
    assert wrong == set()


def test_only_the_process_that_prints_imports_weasyprint():
    users = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in modules(app)
        if any(name.split(".")[0] == "weasyprint" for name in imported(ast.parse(path.read_text())))
    }
    assert users == {"reports/pdf.py"}


def test_only_one_room_writes_word_documents():
    users = {
        str(path.relative_to(ROOT).parent)
        for app in APPS
        for path in modules(app)
        if any(name.split(".")[0] == "docx" for name in imported(ast.parse(path.read_text())))
    }
    assert users == {"reports/word"}


# What each kind of module may not reach back to, within an app: pure < models < permissions < tasks < services < views.
LAYERS = ["models", "permissions", "emails", "tasks", "services", "forms", "tables", "views", "urls"]


@pytest.mark.parametrize("app", sorted(MAY_IMPORT))
def test_inside_an_app_imports_run_one_way(app):
    wrong = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(app)
        for name in imported(ast.parse(path.read_text()))
        if name.split(".")[0] == app
        and (here := layer(path.relative_to(ROOT / app).with_suffix("").parts)) is not None
        and (there := layer(tuple(name.split(".")[1:]))) is not None
        and LAYERS.index(there) > LAYERS.index(here)
    }
    assert wrong == set()


def layer(parts):
    return parts[0] if parts and parts[0] in LAYERS else None


def test_no_template_or_module_turns_escaping_off():
    """Whatever people type is text, in pages, papers and HTML e-mails; a plain-text e-mail has nothing to escape."""
    templates = [path for path in (ROOT / "templates").rglob("*.html")]
    assert [str(path) for path in templates if re.search(r"\|safe|autoescape off", path.read_text())] == []
    code = [path for app in APPS for path in modules(app)]
    assert [str(path) for path in code if re.search(r"mark_safe|SafeString|html_safe", path.read_text())] == []


def test_functions_that_write_name_who_does_it():
    """Every public function of a service that changes something takes its arguments by name, and the person as `by` (or
    the link that stands for them)."""
    wrong = []
    for app in MAY_IMPORT:
        for path in modules(app):
            if "services" not in path.relative_to(ROOT / app).with_suffix("").parts:
                continue
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and any(
                    "atomic" in ast.unparse(one) for one in node.decorator_list
                ):
                    names = {argument.arg for argument in node.args.kwonlyargs}
                    if node.args.args or not names & {"by", "action", "link"}:
                        wrong.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert wrong == []


@pytest.mark.parametrize("path", PURE)
def test_a_pure_module_reads_no_clock(path):
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert calls & CLOCK == set()


def test_nothing_is_imported_inside_a_function():
    wrong = {
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for app in APPS
        for path in modules(app)
        if path.name != "apps.py"  # an app is made ready by importing
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }
    assert wrong == set()
