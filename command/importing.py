"""The command that puts a spreadsheet in, shows what it would do, or undoes it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from command.opening import Slug, fail, installation, place_of, say
from core.importing.keeping import BACK, DONE, UNDONE, Hand, choose_columns, discard, keep_file
from core.importing.mapping import Chosen, apply_json, apply_pairs
from core.importing.packing import pack_file
from core.importing.proof import Proof, map_values, prove
from core.importing.reading import Import, count_refused, list_imports, read_file, read_import
from core.importing.running import begin_import, undo_import, work_off
from core.importing.sheet import MEGABYTE, MOST_BYTES, MOST_ROWS
from core.importing.undoing import list_stayed

_File = Annotated[Path | None, typer.Argument(help="A workbook (xlsx, ods) or a table of texts (csv, tsv)")]
_Pairs = Annotated[
    list[str] | None, typer.Option("--map", help="COLUMN=FIELD, by heading or #number; FIELD niet: not used")
]


def add_commands(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(put_in)


def put_in(  # noqa: PLR0913 # the options of a command
    slug: Slug,
    file: _File = None,
    *,
    mapping: Annotated[Path | None, typer.Option(help="JSON with columns, values and order (see the README)")] = None,
    pairs: _Pairs = None,
    sheet: Annotated[str, typer.Option(help="The name of the sheet to read; default: the one with most rows")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen, and put nothing in")] = False,
    lines: Annotated[bool, typer.Option("--json", help="The result as JSON")] = False,
    undo: Annotated[int | None, typer.Option(help="The number of an import to undo, whole")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the last imports")] = False,
) -> None:
    """Put a spreadsheet in: each row through the guard, once, however often the file comes."""
    with installation() as context:
        hand = Hand(context, place_of(context, slug))
        if listed:
            with context.store.tenant(hand.place.id) as session:
                for one in list_imports(session, hand):
                    print(json.dumps(_as_json(one)) if lines else _as_text(one))
            return
        if undo is not None:
            _undo(hand, undo, lines=lines)
            return
        if file is None:
            raise typer.BadParameter("name a file", param_hint="FILE")
        import_id = _keep(hand, file, sheet, mapping, pairs or [])
        if dry_run:
            _prove(hand, import_id, lines=lines)
            return
        with context.store.tenant(hand.place.id) as session:
            begin_import(session, hand, import_id)
        done = _work(hand, import_id)
        with context.store.tenant(hand.place.id) as session:
            reasons = dict(count_refused(session, hand, import_id))
        print(json.dumps({**_as_json(done), "reasons": reasons}) if lines else _as_text(done, reasons))
        if done.state != DONE:
            fail(f"import {done.id} is not done: {done.state} {done.why}")


def _keep(hand: Hand, file: Path, sheet: str, mapping: Path | None, pairs: list[str]) -> int:
    """Read a file, say what its columns become, and keep it, sealed, until it is put in."""
    try:
        if file.stat().st_size > MOST_BYTES:
            fail(f"{file.name}: larger than {MOST_BYTES // MEGABYTE} MB; put it in in parts")
        packed = pack_file(file.read_bytes(), hand.context.clock(), sheet)
        text = mapping.read_text("utf-8") if mapping else "{}"
    except (OSError, UnicodeDecodeError) as wrong:
        fail(f"{file}: {getattr(wrong, 'strerror', None) or type(wrong).__name__}")
    chosen = packed.chosen
    if mapping:
        chosen = apply_json(chosen, text)
    if pairs:
        chosen = apply_pairs(chosen, [(pair.rpartition("=")[0], pair.rpartition("=")[2]) for pair in pairs])
    for heading, field, found in zip(chosen.headings, chosen.fields, packed.columns, strict=True):
        why = {"name": " (a name or other details of a person)", "email": " (e-mail addresses)"}.get(found.why, "")
        why = why or (f": {found.filled} texts are not taken along" if found.telling else "")
        say(f"  {heading or '(no heading)'}: {field or f'not used{why}'}")
    if packed.above:
        say(f"  {packed.above} rows stand above the headings and are not read")
    if packed.others:
        say(f"  sheets that are not read: {', '.join(packed.others)}")
    with hand.context.store.tenant(hand.place.id) as session:
        import_id = keep_file(session, hand, packed)
        choose_columns(session, hand, import_id, chosen)
    return import_id


def _prove(hand: Hand, import_id: int, *, lines: bool) -> None:
    """Show what would happen, and throw the file away again."""
    with hand.context.store.tenant(hand.place.id) as session:
        run, content = read_file(session, hand, import_id)
        proof = prove(session, hand, run, content, MOST_ROWS)
        print(json.dumps(_proof_json(proof, content.chosen), ensure_ascii=False) if lines else _proof_text(proof))
        discard(session, hand, import_id)


def _work(hand: Hand, import_id: int) -> Import:
    """Work an import off, with a bar; a program that runs beside may do part of it."""
    console = Console(stderr=True)

    def look() -> Import:
        with hand.context.store.tenant(hand.place.id) as session:
            return read_import(session, hand, import_id)

    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("rows", total=look().rows)
        work_off(hand.context, hand.place, told=lambda: bar.update(task, completed=look().done))
    return look()


def _undo(hand: Hand, import_id: int, *, lines: bool) -> None:
    with hand.context.store.tenant(hand.place.id) as session:
        undo_import(session, hand, import_id)
    work_off(hand.context, hand.place)
    with hand.context.store.tenant(hand.place.id) as session:
        one, stayed = read_import(session, hand, import_id), list_stayed(session, import_id)
    if lines:
        print(json.dumps({**_as_json(one), "stayed": [signal.number for signal in stayed]}))
        return
    print(_as_text(one))
    if stayed:
        print(f"stayed, because somebody worked on them: {', '.join(str(signal.number) for signal in stayed)}")


def _as_json(one: Import) -> dict[str, Any]:
    kept = asdict(one)
    return {
        name: value.isoformat()
        if hasattr(value, "isoformat")
        else str(value)
        if name == "staff_id" and value
        else value
        for name, value in kept.items()
        if name != "by"
    }


def _as_text(one: Import, reasons: dict[str, int] | None = None) -> str:
    counts = f"{one.rows} rows: {one.kept} kept, {one.refused} refused, {one.repeats} put in before"
    counts += f", {one.gone} gone again" if one.state in (BACK, UNDONE) else ""
    why = "".join(f"\n  refused {count}: {reason}" for reason, count in (reasons or {}).items())
    masked = f"\n  in {one.hidden} kept rows personal data was hidden" if one.hidden else ""
    return f"import {one.id} {one.state} {one.made_at:%Y-%m-%d %H:%M}  {counts}{masked}{why}"


def _proof_json(proof: Proof, chosen: Chosen) -> dict[str, Any]:
    return {
        "rows": proof.looked, "kept": proof.kept, "repeats": proof.known, "undated": proof.undated,
        "refused": dict(proof.refused), "lines": proof.examples,
        "columns": dict(zip(chosen.headings, chosen.fields, strict=True)),
        "unknown": {name: dict(words) for name, words in proof.unknown.items()},
        "values": [[name, said, count, list(keys)] for name, said, count, keys, _ in map_values(proof, chosen.values)],
    }  # fmt: skip


def _proof_text(proof: Proof) -> str:
    counted = f"{proof.looked} rows: {proof.kept} would be kept, {proof.known} were put in before"
    refused = [
        f"  refused {count}: {why} (row {', '.join(map(str, proof.examples[why]))}{_more(proof.more(why))})"
        for why, count in proof.refused.items()
    ]
    unknown = [
        f"  not understood in {name}: {', '.join(f'{word} ({count})' for word, count in words.most_common(20))}"
        for name, words in proof.unknown.items()
    ]
    return "\n".join([counted, *refused, *unknown])


def _more(count: int) -> str:
    return f" and {count} more" if count else ""
