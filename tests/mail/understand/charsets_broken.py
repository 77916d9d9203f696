"""Messages in every kind of charset, declared well, badly or not at all."""

from tests.mail.understand.making import WORDS, Defect, mail, plain

CHARSETS = (
    Defect("utf-8", plain()),
    Defect("windows-1252", plain("Het kost € 20, cliënt", charset="cp1252"), holds=("€ 20, cliënt",)),
    Defect(
        "iso-8859-1-that-is-1252",
        mail("€ 20".encode("cp1252"), "Content-Type: text/plain; charset=iso-8859-1"),
        holds=("€ 20",),
    ),
    Defect("ascii-that-is-utf-8", mail(WORDS.encode(), "Content-Type: text/plain; charset=us-ascii")),
    Defect("no-charset-8-bit", mail("cliënt zonder".encode("cp1252")), holds=("cliënt zonder",)),
    Defect(
        "unknown-charset",
        mail(WORDS.encode(), "Content-Type: text/plain; charset=x-unknown"),
        flags=("charset-unknown",),
    ),
    Defect(
        "wrong-charset",
        mail("cliënt".encode("cp1252"), "Content-Type: text/plain; charset=utf-8"),
        holds=("cliënt",),
        flags=("charset-wrong",),
    ),
    Defect("charset-is-a-codec", mail(WORDS.encode(), "Content-Type: text/plain; charset=rot13")),
    Defect("iso-2022-jp", plain("すみません", charset="iso-2022-jp"), holds=("すみません",)),
    Defect("koi8-r", plain("Привет, у нас проблема", charset="koi8-r"), holds=("Привет",)),
    Defect("utf-7", mail(b"cli+AOs-nt", "Content-Type: text/plain; charset=utf-7"), holds=("cliënt",)),
    Defect("utf-16", plain("cliënt", charset="utf-16"), holds=("cliënt",)),
    Defect("gb2312", plain("我们有问题", charset="gb2312"), holds=("我们有问题",)),
    Defect("nul-and-controls", mail(b"Drie\x00 gezin\x07nen"), holds=("Drie gezinnen",), lacks=("\x00", "\x07")),
)
