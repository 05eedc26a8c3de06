"""One HTTP client for all parts: no redirects, no surprises, the same authority for TLS everywhere."""

import functools
import ssl

import httpx


@functools.cache
def _trust(authority: "str | None") -> ssl.SSLContext:
    """The platform's roots, and one more if given. Made once: reading them takes longer than most tests."""
    trust = ssl.create_default_context()
    if authority:
        trust.load_verify_locations(authority)
    return trust


def client(origin: str, authority: "str | None" = None) -> httpx.Client:
    """A client of one server. `authority` is a PEM file to believe besides the platform's roots."""
    return httpx.Client(
        base_url=origin, verify=_trust(authority), timeout=35, follow_redirects=False, trust_env=False
    )


def send(http: httpx.Client, method: str, path: str, body, headers: dict) -> httpx.Response:
    """One request. On a connection that the server had closed meanwhile it is sent again, as browsers do: the reply
    says so, because the first one may have had its effect."""
    try:
        return http.request(method, path, content=body, headers=headers)
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
        reply = http.request(method, path, content=body, headers=headers)
        reply.extensions["sent_twice"] = True
        return reply
