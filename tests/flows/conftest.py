"""The option that says how many rounds the proofs take."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--rounds` where this folder is named on the command line; elsewhere the default holds."""
    parser.addoption("--rounds", type=int, help="times the whole program is killed in the kill loop")


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> int:
    """How many times the whole program is killed."""
    given: int | None = request.config.getoption("--rounds", default=None)
    return 3 if given is None else given
