"""Messages whose headers are broken, odd or hostile."""

from tests.mail.understand.making import HEAD, WORDS, Defect, mail, plain

HEADERS = (
    Defect("8-bit-subject-utf-8", plain(subject="Cliënt"), subject="Cliënt"),
    Defect(
        "8-bit-subject-latin",
        mail(WORDS.encode()).replace(b"Signaal\r\n", "Cliënt\r\n".encode("cp1252")),
        subject="Cliënt",
    ),
    Defect("encoded-subject", plain(subject="=?utf-8?Q?Cli=C3=ABnt?= =?utf-8?B?ZW4=?="), subject="Cliënten"),
    Defect("letter-cut-in-two-words", plain(subject="=?utf-8?Q?Cli=C3?= =?utf-8?Q?=ABnt?="), subject="Cliënt"),
    Defect("broken-encoded-word", plain(subject="=?utf-8?B?Q2xpw6tudA?= x"), subject="Cliënt x"),
    Defect("unknown-charset-in-subject", plain(subject="=?x-none?Q?hallo?="), subject="hallo"),
    Defect("folded-subject", plain(subject="een\r\n twee"), subject="een twee"),
    Defect("no-subject", HEAD + b"\r\n" + WORDS.encode(), subject=""),
    Defect("two-subjects", plain(WORDS, "Subject: tweede"), subject="Signaal"),
    Defect("no-from", b"Subject: x\r\n\r\n" + WORDS.encode()),
    Defect("broken-from", mail(WORDS.encode(), head=b'From: <<an@@@>,;"\r\n')),
    Defect("parentheses-in-from", mail(WORDS.encode(), head=b"From: " + b"(" * 5000 + b" an@example.org\r\n")),
    Defect("broken-date", plain(WORDS, "Date: gisteren, denk ik")),
    Defect("date-far-away", plain(WORDS, "Date: Mon, 99 Foo 99999 99:99:99 +9999")),
    Defect("broken-references", plain(WORDS, "References: a b <c@d> >>e", "In-Reply-To: <>")),
    Defect("header-without-colon", HEAD + b"rommel zonder dubbelpunt\r\n\r\n" + WORDS.encode()),
    Defect("bare-lf", plain().replace(b"\r\n", b"\n")),
    Defect("bare-cr", plain("een\rtwee"), holds=("een\ntwee",)),
    Defect("mbox-line-above", b"From an@example.org Mon Sep  2 10:00:00 2024\n" + plain()),
    Defect("byte-order-mark-above", b"\xef\xbb\xbf" + plain()),
    Defect("two-content-types", plain(WORDS, "Content-Type: text/html")),
    Defect("one-long-header", plain(WORDS, "X-Long: " + "a" * 60_000)),
    Defect("two-thousand-recipients", plain(WORDS, "Cc: " + ", ".join(f"a{i}@example.org" for i in range(2000)))),
)
