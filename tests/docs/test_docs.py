"""The words around the program name what is there: settings, commands, packages, and links that lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.md")])
LINK = re.compile(r"(?<!`)\]\(([^)\s]+)\)")


def setting_rows() -> list[str]:
    """Write the rows of the README's table of settings."""
    rows: list[str] = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default in {None, ""} else f" `{field.default}`"
        rows.append(f"| `SIGNAAL_{name.upper()}` |{default} | {field.description} |")
    return rows


def commands(command: Any, name: str = "signaal") -> Iterator[str]:
    """List the full names of the commands below a command of Typer (which has a click of its own)."""
    children: dict[str, Any] | None = getattr(command, "commands", None)
    if children is None:
        yield name
        return
    for called, child in children.items():
        yield from commands(child, f"{name} {called}")


def packages() -> list[str]:
    """List the top-level modules and packages of the program, and those of core."""
    inside = sorted(path.parent.name for path in ROOT.glob("core/*/__init__.py"))
    rooms = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
    return [*(f"{name}/" for name in rooms), *(path.name for path in ROOT.glob("*.py")), *(f"core/{n}" for n in inside)]


def test_readme_names_every_setting_as_it_is() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [row for row in setting_rows() if row not in readme] == []
    assert set(re.findall(r"SIGNAAL_[A-Z_]+", readme)) - {"SIGNAAL_ENV_FILE"} == {
        f"SIGNAAL_{name.upper()}" for name in Settings.model_fields
    }


def test_readme_names_every_command_and_no_other() -> None:
    from signaal import app

    readme = (ROOT / "README.md").read_text("utf-8")
    rows = [line.split("|")[1].strip().strip("`") for line in readme.splitlines() if line.startswith("| `signaal ")]
    known = set(commands(typer.main.get_command(app)))
    named = {name for name in known for row in rows if row == name or row.startswith(f"{name} ")}
    assert sorted(known - named) == []
    assert [row for row in rows if not any(row == name or row.startswith(f"{name} ") for name in known)] == []


def test_architecture_names_every_package() -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert [name for name in packages() if f"`{name}`" not in architecture] == []


def test_architecture_names_every_module_that_stands_in_core_itself() -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    modules = [f"core/{path.stem}" for path in ROOT.glob("core/*.py") if path.stem != "__init__"]
    assert [name for name in modules if f"`{name}`" not in architecture] == []


def test_architecture_names_every_table_and_role() -> None:
    from core.store import engine
    from core.store.tables import Base

    architecture = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert [name for name in Base.metadata.tables if f"`{name}`" not in architecture] == []
    roles = (engine.DOOR, engine.TENANT, engine.CLOCK, engine.PUBLIC)
    assert [role for role in roles if f"`{role}`" not in architecture] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_to_files(page: Path) -> None:
    missing: list[str] = []
    for target in LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:|#", target):
            continue
        file = (page.parent / target.partition("#")[0]).resolve()
        pictures = ROOT / "docs" / "pictures"
        if not file.exists() and (pictures.exists() or pictures not in file.parents):
            missing.append(target)
    assert missing == []


def test_pages_name_files_that_are_there() -> None:
    named = re.compile(r"`((?:core|bot|web|admin|tests|deploy|bench|docs)/[\w./-]*\.(?:py|toml|sql|po|html|md|json))`")
    missing = [
        (page.name, target)
        for page in PAGES
        for target in named.findall(page.read_text("utf-8"))
        if not (ROOT / target).exists()
    ]
    assert missing == []


def test_unit_and_containers_use_settings_that_exist() -> None:
    known = {f"SIGNAAL_{name.upper()}" for name in Settings.model_fields} | {"SIGNAAL_ENV_FILE"}
    for name in ("signaal.service", "compose.yaml", "Dockerfile", "Caddyfile", "nginx.conf", "README.md"):
        used = set(re.findall(r"SIGNAAL_[A-Z_]+", (ROOT / "deploy" / name).read_text("utf-8")))
        assert used - known == set(), name
