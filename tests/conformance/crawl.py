"""A public scanner goes through a server of its own, over TLS. `npm run crawl` runs it.

    python crawl.py SERVER-PROGRAM WAPITI-PROGRAM
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from cs1.person import Operator
from cs1.server import OwnServer

#: Without what asks for other software, guesses passwords, asks hosts elsewhere, or takes a page that changes with a
#: parameter for the answer of a directory; there is none here.
MODULES = (
    "all,-nikto,-wapp,-cms,-wp_enum,-drupal_enum,-htp,-network_device,-shellshock,-log4shell,-spring4shell,"
    "-takeover,-brute_login_form,-buster,-ssl,-ldap"
)
STARTS = ("/", "/sign-in", "/2fa", "/2fa/add", "/account", "/account/password", "/admin", "/admin/invitations", "/admin/health")
SECONDS = 600


def crawl(server, wapiti: str, cookies: "dict | None") -> list[str]:
    """What the scanner found above informational."""
    with tempfile.TemporaryDirectory(prefix="countersign-crawl-") as folder:
        report = Path(folder) / "report.json"
        args = [wapiti, "-u", server.origin + "/", "-x", server.origin + "/sign-out*", "--verify-ssl", "0"]
        for start in STARTS:
            args += ["-s", server.origin + start]
        if cookies:
            args += ["--header", "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items())]
        args += ["-m", MODULES, "--flush-session", "--store-session", folder, "--scope", "domain"]
        args += ["--max-scan-time", str(SECONDS), "--no-bugreport", "-f", "json", "-o", str(report)]
        subprocess.run(args, check=True, stdout=subprocess.DEVNULL)
        told = json.loads(report.read_text(encoding="utf-8"))
    print(f"  {told['infos']['crawled_pages_nbr']} pages, {'signed in' if cookies else 'as a stranger'}", flush=True)
    assert told["infos"]["crawled_pages_nbr"] >= (10 if cookies else 3), "the scanner hardly got anywhere"
    found = {**told["vulnerabilities"], **told["anomalies"]}.items()
    return [f"{name}: {each['method']} {each['path']}: {each['info']}" for name, all_ in found for each in all_]


def main(program: str, wapiti: str) -> int:
    """Nought if nothing was found."""
    server = OwnServer(program, tls=True)
    try:
        operator = Operator(server)
        operator.invite().close()
        found = crawl(server, wapiti, None) + crawl(server, wapiti, operator.browser.cookies)
        operator.hang_up()
    finally:
        server.close()
    for each in found:
        print(each)
    return 1 if found else 0


sys.exit(main(*sys.argv[1:]))
