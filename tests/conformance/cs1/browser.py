"""A person's browser without script: keeps cookies, sends forms by their names, follows redirects of this site."""

from urllib.parse import urlencode

from .http import client, send
from .page import Page

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)


class Browser:
    """One profile."""

    def __init__(self, server, calls_itself: str = FIREFOX):
        self.origin = server.origin
        self._http = client(server.origin, server.authority)
        self._agent = calls_itself
        self.cookies: dict[str, str] = {}
        #: The `Set-Cookie` lines seen so far.
        self.cookie_lines: list[str] = []
        #: How many requests were sent a second time, on a new connection.
        self.sent_twice = 0

    def close(self) -> None:
        """Ends its connections."""
        self._http.close()

    def get(self, path: str, headers: "dict | None" = None) -> Page:
        """Opens a page."""
        return self._send("GET", path, None, headers)

    def submit(self, page: Page, action: str, **fields: str) -> Page:
        """Sends a form of a page, some fields filled in; a field `None` is left out."""
        filled = page.form(action) | fields
        return self.post(action, {name: value for name, value in filled.items() if value is not None})

    def post(self, path: str, fields: dict, headers: "dict | None" = None) -> Page:
        """Sends fields as a form of this site would, or with these headers instead of the browser's own."""
        own = {"origin": self.origin, "sec-fetch-site": "same-origin"}
        return self._send("POST", path, urlencode(fields), own if headers is None else headers)

    def cookie(self, purpose: str) -> "str | None":
        """The value of `login`, `session`, `form` or `known`."""
        return next((value for name, value in self.cookies.items() if purpose_of(name) == purpose), None)

    def forget(self, purpose: str) -> None:
        """Loses a cookie."""
        self.cookies = {name: value for name, value in self.cookies.items() if purpose_of(name) != purpose}

    def _send(self, method: str, path: str, form: "str | None" = None, headers: "dict | None" = None) -> Page:
        page = self._once(method, path, form, headers or {})
        for _ in range(10):
            location = page.headers.get("location", "")
            if page.status != 303 or not location.removeprefix(self.origin).startswith("/"):
                return page
            page = self._once("GET", location.removeprefix(self.origin), None, {"sec-fetch-site": "same-origin"})
        raise AssertionError(f"{path}: redirects without end")

    def _once(self, method: str, path: str, form: "str | None", headers: dict) -> Page:
        sent = {"user-agent": self._agent, "accept": "text/html", "accept-language": "en"} | headers
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            sent["content-type"] = "application/x-www-form-urlencoded"
        response = send(self._http, method, path, form, sent)
        self._http.cookies.clear()
        self.sent_twice += response.extensions.get("sent_twice", False)
        for line in response.headers.get_list("set-cookie"):
            self.cookie_lines.append(line)
            name, _, value = line.split(";")[0].partition("=")
            if "Max-Age=0" in line.replace(" ", "").split(";"):
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return Page(path, response)


def purpose_of(name: str) -> str:
    """`login` of `__Host-login` or `cs_dev_8400_login`; `known` also when it names an account."""
    host, found, plain = name.partition("__Host-")
    if host or not found:
        plain = name.removeprefix("cs_dev_").partition("_")[2]
    return "known" if plain.startswith("known") else plain
