"""Messages whose body is encoded, wrapped or marked up in odd ways."""

from base64 import b64encode

from tests.mail.understand.making import HTML, WORDS, Defect, mail

BODIES = (
    Defect(
        "quoted-printable",
        mail(
            b"Drie cli=C3=ABnten kregen een huur=\r\nverhoging.",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
        ),
    ),
    Defect(
        "quoted-printable-not-declared",
        mail(b"Drie cli=C3=ABnten =E2=80=93 cli=C3=ABnt en nog een lange =\r\nregel."),
        holds=("Drie cliënten – cliënt en nog een lange regel.",),
        flags=("transfer-encoding-missing",),
    ),
    Defect(
        "quoted-printable-broken",
        mail(b"Drie =ZZ gezinnen =", "Content-Transfer-Encoding: quoted-printable"),
        holds=("gezinnen",),
    ),
    Defect(
        "base64",
        mail(b64encode(WORDS.encode()), "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64"),
    ),
    Defect(
        "base64-without-padding",
        mail(
            b64encode(WORDS.encode()).rstrip(b"="),
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
        ),
    ),
    Defect(
        "base64-not-declared",
        mail(b64encode((WORDS * 2).encode()), "Content-Type: text/plain; charset=utf-8"),
        flags=("transfer-encoding-missing",),
    ),
    Defect(
        "base64-that-is-text",
        mail(WORDS.encode(), "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64"),
    ),
    Defect(
        "unknown-transfer-encoding",
        mail(WORDS.encode(), "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: spam"),
        flags=("transfer-encoding",),
    ),
    Defect(
        "format-flowed",
        mail(
            "Drie \r\ncliënten \r\nkregen een huurverhoging.\r\n".encode(),
            "Content-Type: text/plain; charset=utf-8; format=flowed",
        ),
    ),
    Defect(
        "format-flowed-delsp",
        mail(
            "Drie cliën \r\nten kregen een huurverhoging.".encode(),
            "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes",
        ),
    ),
    Defect(
        "uuencoded-file-in-text",
        mail(b"Zie bijlage.\r\nbegin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n"),
        holds=("Zie bijlage.",),
        lacks=("begin 644", "#0V%T"),
    ),
    Defect("type-without-subtype", mail(WORDS.encode(), "Content-Type: text")),
    Defect("type-is-nonsense", mail(WORDS.encode(), "Content-Type: ;;;===")),
    Defect("html-only", mail(HTML, "Content-Type: text/html; charset=utf-8"), lacks=("<p>", "color")),
    Defect("html-that-says-plain", mail(HTML, "Content-Type: text/plain; charset=utf-8"), lacks=("<p>",)),
    Defect(
        "html-never-closed",
        mail(f"<div><b>{WORDS}<table><tr><td>x".encode(), "Content-Type: text/html; charset=utf-8"),
        lacks=("<b>",),
    ),
    Defect(
        "html-hidden-text",
        mail(
            f"<p style='display:none'>geheim</p><script>kwaad()</script>{WORDS}".encode(),
            "Content-Type: text/html; charset=utf-8",
        ),
        lacks=("geheim", "kwaad"),
    ),
    Defect(
        "html-gmail-quote",
        mail(
            f"<div>{WORDS}</div><div class=gmail_quote><div class=gmail_attr>Op di 3 sep. 2024 om 10:12 schreef L "
            "&lt;s@gent.example.org&gt;:<br></div><blockquote class=gmail_quote><div>Waar?</div></blockquote>".encode(),
            "Content-Type: text/html; charset=utf-8",
        ),
        lacks=("Waar?", "schreef"),
    ),
    Defect(
        "html-outlook-reply",
        mail(
            f"<p>{WORDS}</p><div id=appendonsend></div><hr><div id=divRplyFwdMsg><b>Van:</b> "
            "L &lt;s@gent.example.org&gt;<br><b>Verzonden:</b> dinsdag 3 september 2024 10:12<br><b>Aan:</b> An<br>"
            "<b>Onderwerp:</b> x</div><p>Waar?</p>".encode(),
            "Content-Type: text/html; charset=utf-8",
            subject="RE: x",
        ),
        lacks=("Waar?", "Verzonden"),
    ),
)
