"""All raw messages of our own, one per class of defect."""

from tests.mail.understand.bodies_broken import BODIES
from tests.mail.understand.charsets_broken import CHARSETS
from tests.mail.understand.headers_broken import HEADERS
from tests.mail.understand.machines_broken import MACHINES
from tests.mail.understand.making import Defect
from tests.mail.understand.parts_broken import PARTS

ALL: tuple[Defect, ...] = (*CHARSETS, *HEADERS, *BODIES, *PARTS, *MACHINES)
