"""The doctor's look at signing: the record to publish, and whether it stands in DNS as it must."""

import re
from collections.abc import Iterator

from core.doctor import Finding
from core.settings import Settings
from mail.names import Names, NoAnswerYet
from mail.signing import read_signer
from mail.trouble import find

_CHECK = "dkim"


def check_signing(settings: Settings) -> Iterator[Finding]:
    """Check the DKIM key, and say what to publish. Raises SettingsError for a key that cannot be used."""
    signer = read_signer(settings)
    if signer is None:
        yield find(_CHECK, "signing-none")
        return
    try:
        found = Names(settings.dns).begin().texts(signer.name)
    except NoAnswerYet:
        yield find(_CHECK, "signing-away", domain=signer.name, record=signer.record)
        return
    keys = [re.sub(rb"\s", b"", text) for text in found]
    if any(signer.public.encode() in key for key in keys):
        yield find(_CHECK, "good-signing", domain=signer.name)
    else:
        code = "signing-other" if found else "signing-missing"
        yield find(_CHECK, code, domain=signer.name, record=signer.record)
