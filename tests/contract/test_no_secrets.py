"""No secret is among the files that git keeps: no private key, no token of a bot or a service, no password."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_SECRETS = {
    "private key": re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{40,}"),
    "bot token": re.compile(rb"(?<![\w-])[0-9]{8,10}:[A-Za-z0-9_-]{35}(?![\w-])"),
    "service token": re.compile(rb"(?<!\w)(?:AKIA[A-Z0-9]{16}|gh[pousr]_\w{30,}|glpat-[\w-]{20,}|xox[abp]-[\w-]{20,})"),
    "setting": re.compile(
        rb"SIGNAAL_\w*(?:TOKEN|KEY|PASSWORD|SECRET)[\"']?\s*[:=]\s*[\"']?(?!/|\$)[A-Za-z0-9+/_:-]{24,}"
    ),
    "password": re.compile(
        rb"(?i)(?<!\w)(?:password|wachtwoord|secret|api_?key|access_token)[\"']?\s*[:=]\s*[\"'](?=[^\"']*[0-9])(?=[^\"']*[A-Z])"
        rb"[A-Za-z0-9+/=_-]{20,}[\"']"
    ),
}  # fmt: skip


def find_secrets(path: Path) -> list[str]:
    """Name what looks like a secret in a file."""
    content = path.read_bytes()
    return [name for name, pattern in _SECRETS.items() if pattern.search(content)]


def kept_files() -> list[Path]:
    """List the files that git keeps; without git (an unpacked archive) there is nothing to look at."""
    if not (ROOT / ".git").exists():
        pytest.skip("no git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    named = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in named if path.is_file()]


def test_git_keeps_no_secret() -> None:
    files = kept_files()
    assert len(files) > 200
    found = {str(path.relative_to(ROOT)): names for path in files if (names := find_secrets(path))}
    assert found == {}


def test_git_keeps_no_file_that_holds_secrets() -> None:
    kept = {path.name for path in kept_files()}
    assert not [
        name for name in kept if name.endswith((".pem", ".key", ".p12", ".pfx")) or name in {".env", "keys.json"}
    ]


@pytest.mark.parametrize(
    ("name", "planted"),
    [
        ("private key", "-----BEGIN PRIVATE " + "KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" * 3),
        ("private key", "-----BEGIN RSA PRIVATE " + "KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" * 3),
        ("bot token", "token = '" + "123456789" + ":" + "A" * 35 + "'"),
        ("service token", "gh" + "p_" + "a1B2" * 9),
        ("setting", "SIGNAAL_SECRET" + "_KEY=" + "k7" * 16),
        ("password", "pass" + "word = '" + "Xk39" * 6 + "'"),
    ],
)
def test_a_planted_secret_is_found(tmp_path: Path, name: str, planted: str) -> None:
    (tmp_path / "file").write_text(f"x\n{planted}\n")
    assert name in find_secrets(tmp_path / "file")
