"""The front door of Signaal: the command line."""

import typer

from command import classifying, digesting, importing, keeping, keys, kitting, modelling, running, seeding, texts
from command.opening import fail
from core.errors import SignaalError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
for family in (running, texts, classifying, modelling, keeping, importing, digesting, keys, kitting, seeding):
    family.add_commands(app)


def main() -> None:
    """Run the command line: exit 0 good, 1 failed, 2 usage."""
    try:
        app()
    except SignaalError as wrong:
        fail(str(wrong))


if __name__ == "__main__":
    main()
