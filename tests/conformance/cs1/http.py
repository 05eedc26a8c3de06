"""One HTTP client for all parts: no redirects, no surprises, the same authority for TLS everywhere."""

import ssl

import httpx


def client(origin: str, authority: "str | None" = None) -> httpx.Client:
    """A client of one server. `authority` is a PEM file to believe besides the platform's roots."""
    verify = ssl.create_default_context()
    if authority:
        verify.load_verify_locations(authority)
    return httpx.Client(base_url=origin, verify=verify, timeout=35, follow_redirects=False, trust_env=False)
