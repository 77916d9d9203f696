"""Lighthouse on the main pages of the panel, on the form and on what is public, of a demo installation.

Every page of the panel is loaded signed in, what is public as a stranger sees it, by the Chromium of the system, as on
a middling telephone (Lighthouse's own throttling; `--desk`: as at a desk). Prints the median of the runs; exits 1 when
a page is under its budget. First: `npm ci` here.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import httpx

from tests.flows.program import Program, installation

_HERE = Path(__file__).parent
_BUDGETS = {"accessibility": 100, "best-practices": 95, "performance": 95}
# Pages that search engines are to find.
_OF_PUBLIC = {**_BUDGETS, "seo": 95}
_PAGES = {
    "inbox": "/beheer",
    "a signal": "/beheer/signaal/{signal}",
    "fiches": "/beheer/fiches",
    "a fiche": "/beheer/fiche/1",
    "actions": "/beheer/acties",
    "today": "/beheer/vandaag",
    "agenda": "/beheer/agenda",
    "figures": "/beheer/cijfers",
    "the form": "/demo/signaal",
}
_PUBLIC = {
    "all municipalities": "/",
    "a municipality": "/demo",
    "public fiches": "/demo/fiches",
    "a public fiche": "{fiche}",
    "public figures": "/demo/cijfers",
    "public actions": "/demo/acties",
    "public agenda": "/demo/agenda",
    "partners": "/demo/partners",
}
_RIGHT = 0.9  # from here on Lighthouse itself paints an audit green
_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"


def field(page: httpx.Response, name: str) -> str:
    """Read the first hidden field with a name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    if not found:
        raise SystemExit(f"{page.url}: no field {name}")
    return unescape(found[1])


def sign_in(program: Program, browser: httpx.Client) -> None:
    """Use the one-time link that the program printed."""
    link = re.search(r"/beheer/demo/\S+", program.said)
    if not link:
        raise SystemExit("the program printed no link")
    browser.post(link[0], data={"token": field(browser.get(link[0]), "token")})


def fill(browser: httpx.Client) -> str:
    """Bundle a signal into a fiche with a description and an action; gives the id of another signal."""
    signals = re.findall(r"/beheer/signaal/([0-9a-f-]{36})", browser.get("/beheer").text)
    page = browser.get(f"/beheer/signaal/{signals[0]}")
    given = {"csrf": field(page, "csrf"), "stand": field(page, "stand")}
    title = "Te weinig betaalbare huurwoningen"
    browser.post(f"/beheer/signaal/{signals[0]}/besluit", data={**given, "to": "gebundeld", "new": "1", "title": title})
    page = browser.get("/beheer/fiche/1")
    given = {"csrf": field(page, "csrf"), "version": field(page, "version")}
    told = "Gezinnen en alleenstaanden wachten lang op een huurwoning die ze kunnen betalen."
    browser.post("/beheer/fiche/1", data={**given, "title": title, "description": told})
    page = browser.get("/beheer/fiche/1/actie")
    doing = {"csrf": field(page, "csrf"), "id": field(page, "id"), "title": "Eén wachtlijst", "owner": "dienst Wonen"}
    browser.post("/beheer/fiche/1/actie", data=doing)
    if "Eén wachtlijst" not in browser.get("/beheer/acties").text:
        raise SystemExit("the action was not added")
    return next(signal for signal in signals if signal != signals[0])


def find_fiche(browser: httpx.Client) -> str:
    """Find the address of the first public fiche; of the list where none is public."""
    found = re.search(r'href="(/demo/fiche/\d+)"', browser.get("/demo/fiches").text)
    return found[1] if found else "/demo/fiches"


def measure(address: str, cookie: str, times: int, budgets: dict[str, int], *, desk: bool) -> list[dict[str, float]]:
    """Give the scores (0-100) of each run on a page; what is not right goes to standard error once.

    `cookie`: of who looks; empty for a stranger.
    """
    command = (
        str(_HERE / "node_modules" / ".bin" / "lighthouse"), address, "--output=json", "--quiet",
        f"--only-categories={','.join(budgets)}", f"--chrome-flags={_FLAGS}",
        *((f"--extra-headers={json.dumps({'Cookie': cookie})}",) if cookie else ()),
        *(("--preset=desktop",) if desk else ()),
    )  # fmt: skip
    environment = {"CHROME_PATH": "/usr/bin/chromium", **os.environ}
    runs: list[dict[str, float]] = []
    for turn in range(times):
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300, env=environment)
        report = json.loads(done.stdout)
        if report["finalDisplayedUrl"] != address:
            raise SystemExit(f"{address} led to {report['finalDisplayedUrl']}")
        runs.append({name: round(100 * report["categories"][name]["score"]) for name in budgets})
        if turn == 0:
            for line in complaints(report):
                print(f"  {line}", file=sys.stderr)
            print(f"  speed of this machine: {report['environment']['benchmarkIndex']:.0f}", file=sys.stderr)
    return runs


def complaints(report: dict[str, Any]) -> list[str]:
    """List the audits that cost points, with what they found."""
    found: list[str] = []
    for category in report["categories"].values():
        for weighed in category["auditRefs"]:
            audit = report["audits"][weighed["id"]]
            if weighed["weight"] and audit["score"] is not None and audit["score"] < _RIGHT:
                items = json.dumps(audit.get("details", {}).get("items", ""))
                found.append(f"{audit['id']} {audit.get('displayValue', '')} {items[:400]}")
    return found


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--runs", type=int, default=5)
    ask.add_argument("--desk", action="store_true", help="as at a desk, not as on a telephone")
    ask.add_argument("--only", default="", help="pages by name, with commas")
    asked = ask.parse_args()
    under = False
    with installation(run=("--demo",)) as program:
        # The code beside this file, also where another copy is installed.
        program.environment["PYTHONPATH"] = str(_HERE.parents[1])
        program.start()
        with httpx.Client(base_url=program.base, follow_redirects=True, timeout=60) as browser:
            browser.headers["sec-fetch-site"] = "same-origin"
            sign_in(program, browser)
            signal = fill(browser)
            cookie = "; ".join(f"{one.name}={one.value}" for one in browser.cookies.jar)
            fiche = find_fiche(browser)
        for name, path in {**_PAGES, **_PUBLIC}.items():
            if asked.only and name not in asked.only.split(","):
                continue
            budgets, seen_by = (_OF_PUBLIC, "") if name in _PUBLIC else (_BUDGETS, cookie)
            address = program.base + path.format(signal=signal, fiche=fiche)
            runs = measure(address, seen_by, asked.runs, budgets, desk=asked.desk)
            scores = {what: statistics.median(run[what] for run in runs) for what in budgets}
            under = under or any(scores[what] < least for what, least in budgets.items())
            print(f"{name}: {', '.join(f'{what} {score:.0f}' for what, score in scores.items())}", flush=True)
    sys.exit(1 if under else 0)


if __name__ == "__main__":
    main()
