"""Messages that programs send, and messages with nothing in them."""

from tests.mail.understand.making import DSN, HEAD, PLAIN, QUOTE, WORDS, Defect, mail, parts, plain

MACHINES = (
    Defect("bounce", parts("report", PLAIN, DSN, more="; report-type=delivery-status"), "bounce", ()),
    Defect(
        "bounce-old-style",
        mail(
            b"550 5.1.1 user unknown",
            subject="Mail delivery failed",
            head=b"From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\r\n",
        ),
        "bounce",
        (),
    ),
    Defect(
        "bounce-dutch",
        mail(
            b"Uw bericht kon niet worden bezorgd aan x@example.org.",
            subject="Onbestelbaar: signaal",
            head=b"From: postmaster@example.org\r\n",
        ),
        "bounce",
        (),
    ),
    Defect(
        "read-receipt",
        parts(
            "report",
            PLAIN,
            ("Content-Type: message/disposition-notification", b"x: y"),
            more="; report-type=disposition-notification",
        ),
        "report",
        (),
    ),
    Defect("auto-submitted", plain(WORDS, "Auto-Submitted: auto-replied"), "auto"),
    Defect("auto-submitted-no", plain(WORDS, "Auto-Submitted: no")),
    Defect("suppress-all", plain(WORDS, "X-Auto-Response-Suppress: All"), "auto"),
    Defect("autoreply-header", plain(WORDS, "X-Autoreply: yes"), "auto"),
    Defect("our-own-mark", plain(WORDS, "X-LS-Origin: 1"), "auto"),
    Defect("null-return-path", plain(WORDS, "Return-Path: <>"), "auto"),
    Defect("no-reply", plain().replace(b"an@ocmw", b"no-reply@ocmw"), "auto"),
    Defect("list-id", plain(WORDS, "List-Id: <lijst.example.org>"), "list"),
    Defect("list-unsubscribe", plain(WORDS, "List-Unsubscribe: <https://example.org>"), "list"),
    Defect("precedence-bulk", plain(WORDS, "Precedence: bulk"), "list"),
    Defect("precedence-junk", plain(WORDS, "Precedence: junk"), "spam"),
    Defect("spam-flag", plain(WORDS, "X-Spam-Flag: YES"), "spam"),
    Defect("spam-scl", plain(WORDS, "X-MS-Exchange-Organization-SCL: 6"), "spam"),
    Defect(
        "absent-without-headers",
        plain(
            "Ik ben met verlof tot en met 12 augustus. Uw mail wordt niet gelezen.",
            subject="Automatisch antwoord: Uw signaal",
        ),
        "auto",
        (),
    ),
    Defect("nothing-at-all", b"", "empty", ()),
    Defect("no-body", HEAD + b"\r\n", "empty", ()),
    Defect("only-a-quote", plain(QUOTE), "empty", ()),
    Defect("noise", bytes(range(256)) * 20, "", ()),
)
