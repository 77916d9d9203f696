"""The command that sends digests, or shows what would be sent."""

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer

from command.opening import Slug, installation, place_of
from core.feedback.digest_finding import last_run
from core.feedback.digest_posting import say_digest
from core.feedback.preview import Previewed, coming_slot, preview_run
from core.feedback.runs import send_digests
from core.feedback.schedule import BRUSSELS, due_slot, extra_slot
from core.feedback.schedules import read_schedule
from core.feedback.writing import Post
from core.words import Words


def add_commands(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(digest)


def digest(
    slug: Slug,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent, and send nothing")] = False,
    extra: Annotated[bool, typer.Option("--extra", help="Now, as if it were everybody's turn")] = False,
    lines: Annotated[bool, typer.Option("--json", help="A line of JSON for each digest")] = False,
) -> None:
    """Send the digests that are due now in a municipality; with --dry-run, show those of the next slot instead."""
    from wiring import close_rooms, make_rooms

    with installation() as context:
        place, now = place_of(context, slug), context.clock()
        with context.store.tenant(place.id) as session:
            slot = due_slot(read_schedule(session), now, last_run(session))
            coming = coming_slot(session, now)
        slot = extra_slot(now) if extra else slot
        if dry_run:
            with context.store.tenant(place.id) as session:
                for one in preview_run(session, place, now, slot or coming):
                    print(json.dumps(_as_json(one), ensure_ascii=False) if lines else _as_text(context.words, one))
            return
        rooms = make_rooms(context)
        try:
            queued = send_digests(Post(context, place, rooms), slot)
        finally:
            close_rooms(rooms)
        following = coming.astimezone(BRUSSELS).isoformat(timespec="minutes")
        print(json.dumps({"letters": queued, "next": following}) if lines else f"{queued} letters; next: {following}")


def _as_json(one: Previewed) -> dict[str, Any]:
    return {"reporter": one.handle, "way": one.way, **asdict(one.digest), "told": sorted(one.digest.told)}


def _as_text(words: Words, one: Previewed) -> str:
    said = "\n".join(f"    {words.say(notice.key, **notice.values)}" for notice in say_digest(one.digest))
    return f"{one.handle} {one.way} {one.digest.kind}\n{said}"
