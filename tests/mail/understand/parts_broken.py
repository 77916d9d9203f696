"""Messages of several parts: broken boundaries, files, seals and calendars."""

from base64 import b64encode

from tests.mail.understand.making import HTML, ICS, INNER, PDF, PLAIN, WORDS, Defect, mail, parts, plain

PARTS = (
    Defect(
        "alternative",
        parts("alternative", PLAIN, ("Content-Type: text/html; charset=utf-8", b"<p>iets anders dat lang is</p>")),
        lacks=("iets anders",),
    ),
    Defect(
        "empty-plain-beside-html",
        parts("alternative", ("Content-Type: text/plain", b"  "), ("Content-Type: text/html; charset=utf-8", HTML)),
    ),
    Defect(
        "plain-that-excuses-itself",
        parts(
            "alternative",
            ("Content-Type: text/plain", b"Your mail program does not support HTML."),
            ("Content-Type: text/html; charset=utf-8", HTML),
        ),
        lacks=("support",),
    ),
    Defect("no-boundary-parameter", mail(WORDS.encode(), "Content-Type: multipart/mixed"), flags=("no-boundary",)),
    Defect(
        "boundary-never-used",
        mail(WORDS.encode(), "Content-Type: multipart/mixed; boundary=zzz"),
        flags=("no-boundary",),
    ),
    Defect(
        "boundary-never-closed",
        parts("mixed", PLAIN, PDF).replace(b"--b1--", b""),
        flags=("CloseBoundaryNotFoundDefect",),
    ),
    Defect("boundaries-alike", parts("mixed", PLAIN, PDF, boundary="b").replace(b"%PDF", b"--bb")),
    Defect("attachment", parts("mixed", PLAIN, PDF), lacks=("%PDF", "JVBER")),
    Defect("only-an-attachment", parts("mixed", PDF), kind="empty", holds=()),
    Defect("mail-in-a-mail", parts("mixed", PLAIN, ("Content-Type: message/rfc822", INNER))),
    Defect(
        "only-a-mail-in-a-mail", parts("mixed", ("Content-Type: message/rfc822", INNER)), holds=("Geen warm water.",)
    ),
    Defect(
        "signed-smime",
        parts("signed", PLAIN, ("Content-Type: application/pkcs7-signature", b"x"), more="; protocol=x"),
        flags=("signed",),
    ),
    Defect(
        "opaque-smime",
        mail(
            b64encode(b"0\x82abc" * 30),
            "Content-Type: application/pkcs7-mime; smime-type=enveloped-data",
            "Content-Transfer-Encoding: base64",
        ),
        holds=(),
        flags=("encrypted",),
    ),
    Defect(
        "pgp-mime",
        parts(
            "encrypted",
            ("Content-Type: application/pgp-encrypted", b"Version: 1"),
            ("Content-Type: application/octet-stream", b"-----BEGIN PGP MESSAGE-----"),
        ),
        holds=(),
        flags=("encrypted",),
    ),
    Defect(
        "pgp-inline-signed",
        plain(
            f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{WORDS}\n-----BEGIN PGP SIGNATURE-----"
            "\n\nabc\n-----END PGP SIGNATURE-----\n"
        ),
        lacks=("BEGIN PGP", "SHA256", "abc"),
        flags=("signed",),
    ),
    Defect(
        "pgp-inline-encrypted",
        plain("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"),
        holds=(),
        lacks=("hQEMA",),
        flags=("encrypted",),
    ),
    Defect(
        "winmail",
        parts("mixed", PLAIN, ("Content-Type: application/ms-tnef; name=winmail.dat", b"\x78\x9f\x3e\x22")),
        flags=("tnef",),
    ),
    Defect(
        "invitation",
        parts("alternative", PLAIN, ("Content-Type: text/calendar; method=REQUEST", ICS.format("REQUEST").encode())),
        kind="calendar",
        holds=(),
    ),
    Defect(
        "invitation-accepted",
        mail(ICS.format("REPLY").encode(), "Content-Type: text/calendar; method=REPLY"),
        kind="calendar",
        holds=(),
    ),
    Defect(
        "calendar-file",
        parts(
            "mixed",
            PLAIN,
            (
                "Content-Type: text/calendar\r\nContent-Disposition: attachment; filename=a.ics",
                ICS.format("PUBLISH").encode(),
            ),
        ),
    ),
)
