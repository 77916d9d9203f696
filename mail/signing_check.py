"""The doctor's look at signing: the record to publish, and whether it stands in DNS as it must."""

import re
from collections.abc import Iterator

from core.doctor import Finding
from core.settings import Settings
from mail.names import Names, NoAnswerYet
from mail.signing import read_signer

_CHECK = "dkim"


def check_signing(settings: Settings) -> Iterator[Finding]:
    """Check the DKIM key, and say what to publish. Raises SettingsError for a key that cannot be used."""
    signer = read_signer(settings)
    if signer is None:
        yield Finding(_CHECK, "note", "no key of our own: the relay is to sign", "or set SIGNAAL_DKIM_KEY")
        return
    publish = f'publish in DNS: {signer.name} TXT "{signer.record}"'
    try:
        found = Names(settings.dns).begin().texts(signer.name)
    except NoAnswerYet:
        yield Finding(_CHECK, "note", f"no answer from DNS about {signer.name}", publish)
        return
    keys = [re.sub(rb"\s", b"", text) for text in found]
    if any(signer.public.encode() in key for key in keys):
        yield Finding(_CHECK, "good", signer.name)
    else:
        yield Finding(_CHECK, "bad", f"{signer.name}: {'another key' if found else 'not'} in DNS", publish)
