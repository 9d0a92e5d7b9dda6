"""What README, CHANGELOG and --help say is so.

`python tests/test_docs.py` writes the examples and the columns in README anew.
"""

import io
import re
import shlex
import subprocess
import sys
import tomllib
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from rich.console import Console

import quotes
from quotes import cli, commands
from quotes.analysis.pipeline import Analyser
from quotes.commands import show
from quotes.ledger import reading
from quotes.ledger.rules import CHANGED, RULES
from quotes.ledger.schema import COLUMNS
from quotes.reading import articles
from quotes.records import Article
from quotes.reports import view

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
EXAMPLE = ROOT / "corpus" / "kompascom-dbd-kupang.json"
WIDTH = 100  # columns of the terminal whose screen README shows

_EXAMPLES = re.compile(r"<!-- example: (?P<call>.*?) -->\n```console\n(?P<shown>.*?)```", re.DOTALL)
_COLUMNS = re.compile(r"<!-- columns -->\n(?P<shown>.*?)\n*(?=Offsets)", re.DOTALL)


def screen(call: str) -> str:
    """What a terminal shows for `quotes extract` of the example article and a `quotes show` of its ledger."""
    (article,) = (found for found in articles([str(EXAMPLE)]) if isinstance(found, Article))
    rows = list(enumerate(Analyser(indirect=True).quotes(article), 1))
    args = cli.parser().parse_args(shlex.split(call))
    lines = [f"$ quotes extract {EXAMPLE.relative_to(ROOT)} --indirect -o ledger.parquet", f"$ quotes {call}"]
    if args.why:
        lines += view.plain_explanation(view.explanation(int(args.why[0]), rows))
        lines = lines[1:]
    else:
        console = Console(width=WIDTH, color_system=None, force_terminal=False, file=io.StringIO())
        console.print(view.table(rows[: args.limit], WIDTH))
        lines += console.file.getvalue().splitlines()[1:-1]  # type: ignore[attr-defined]
        lines.append(show.total(len(rows[: args.limit]), len(rows)))
    return "".join(f"{line.rstrip()}\n" for line in lines)


def column_table() -> str:
    rows = ["| column | type | meaning |", "|---|---|---|"]
    rows += [f"| `{column.name}` | {column.type} | {column.meaning} |" for column in COLUMNS]
    return "\n".join(rows)


def refreshed(text: str) -> str:
    """README with examples and columns as they are today."""
    text = _EXAMPLES.sub(lambda m: f"<!-- example: {m['call']} -->\n```console\n{screen(m['call'])}```", text)
    return _COLUMNS.sub(lambda _: f"<!-- columns -->\n{column_table()}\n\n", text)


def test_readme_shows_what_the_program_prints():
    text = README.read_text(encoding="utf-8")
    assert len(_EXAMPLES.findall(text)) == 2
    for example in _EXAMPLES.finditer(text):
        assert example["shown"] == screen(example["call"]), "run `python tests/test_docs.py`, and read the difference"


def test_readme_lists_the_columns():
    found = _COLUMNS.search(README.read_text(encoding="utf-8"))
    assert found is not None
    assert found["shown"] == column_table(), "run `python tests/test_docs.py`"


def test_readme_s_python_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    said = []
    for block in blocks:
        with redirect_stdout(io.StringIO()) as out:
            exec(block, {})
        said += out.getvalue().splitlines()
    assert said == [
        "2022-01-11 Ratna Wulandari Air sudah surut,",
        "2022-01-11 Ratna Wulandari Besok sekolah buka,",
        "Ratna Wulandari 2022-01-11 kata Air sudah surut,",
    ]


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_is_documented(command):
    assert re.search(f"`quotes {command}[ `]", README.read_text(encoding="utf-8"))
    assert (ROOT / "quotes" / "commands" / f"{command}.py").exists()


@pytest.mark.parametrize("command", ["extract", "people", "apply", "show", "eval"])
def test_every_flag_is_documented(command):
    """In README, and nothing in README that is no flag."""
    text = README.read_text(encoding="utf-8")
    flags = set(re.findall(r"(?<!\S)--[a-z]+", help_of(command))) - {"--help", "--output"}
    assert [flag for flag in sorted(flags) if flag not in text] == []


def test_readme_names_no_flag_there_is_not():
    known = {flag for command in cli.COMMANDS for flag in re.findall(r"--[a-z][a-z-]*", help_of(command))}
    known |= set(re.findall(r"--[a-z][a-z-]*", cli.parser().format_help()))
    known |= {"--extra-index-url", "--pip-args", "--from"}  # of pip, pipx and uv
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", README.read_text(encoding="utf-8"))) - known == set()


def help_of(command: str) -> str:
    with redirect_stdout(io.StringIO()) as out:
        assert cli.main([command, "--help"]) == 0
    return out.getvalue()


def printed_commands() -> list[tuple[str, str]]:
    """Every call of `quotes` that a document or a --help prints: where, and the call."""
    documents = [README, ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in documents]
    texts += [("quotes", cli.parser().format_help()), *((command, help_of(command)) for command in cli.COMMANDS)]
    found = []
    for where, text in texts:
        calls = [line.strip().removeprefix("$ ") for line in text.splitlines()]
        calls += [" ".join(span.split()) for span in re.findall(r"(?<!`)`(quotes [^`]+)`(?!`)", text)]
        for call in calls:
            words = call.split(" # ")[0].split(" | ")[0].split(" > ")[0]
            if re.match(rf"quotes (?:{'|'.join(cli.COMMANDS)}) [^\s-]", words) and not words.endswith((".", ",")):
                found.append((where, words))
    return found


def test_extras_that_are_named_exist():
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    texts = [README, *(ROOT / "docs").glob("*.md"), *(ROOT / "quotes").rglob("*.py")]
    named = [call for path in texts for call in re.findall(r"'([\w.-]+)\[(\w+)\]'", path.read_text(encoding="utf-8"))]
    assert {extra for _, extra in named} <= set(known["optional-dependencies"]) and named
    assert {name for name, _ in named} <= {".", known["name"]}


@pytest.mark.parametrize(("where", "call"), printed_commands())
def test_every_command_that_is_printed_is_understood(where, call):
    arguments = shlex.split(call.replace("…", "X"))[1:]
    cli.parser().parse_args(arguments)


def test_readme_and_help_say_the_exit_codes():
    codes = [
        commands.DONE,
        commands.FAILED,
        commands.USAGE,
        commands.UNREADABLE,
        commands.SKIPPED,
        commands.INTERRUPTED,
    ]
    said = " ".join(README.read_text(encoding="utf-8").split())
    assert [int(code) for code in re.findall(r"(\d+) [a-z]", said.split("Exit codes: ")[1].split(". ")[0])] == codes
    assert [
        int(code) for code in re.findall(r"(?<=  )\d+(?= )", cli.parser().format_help().split("exit codes:")[1])
    ] == codes


def test_changelog_tells_of_this_version():
    assert f"\n## {quotes.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_rule_is_put_in_words():
    found = Analyser().ledger(a for a in articles([str(ROOT / "corpus")]) if isinstance(a, Article))["rule"]
    assert {rule.removesuffix(CHANGED) for rule in found.unique()} - set(RULES) == set()


def test_make_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split()
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^make ([a-z-]+)", told, re.MULTILINE)) == set(phony)
    assert set(re.findall(r"`make ([a-z]+)`", README.read_text(encoding="utf-8"))) <= set(phony)


def test_the_ledger_in_the_examples_is_written(tmp_path):
    """The commands of README's start, as they stand there."""
    assert cli.main(["extract", str(EXAMPLE), "--indirect", "-o", str(tmp_path / "ledger.parquet")]) == 0
    assert len(reading.read_ledger(tmp_path / "ledger.parquet")) > 5


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    README.write_text(refreshed(README.read_text(encoding="utf-8")), encoding="utf-8")
