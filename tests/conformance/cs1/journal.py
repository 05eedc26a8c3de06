"""The journal of an account (`docs/journal.md`): entries that name each other by hash."""

import json

from .encoding import Refused, sha256


def follow(account: str, head: "dict | None", entries: "list[str]") -> "dict | None":
    """Goes on from a head along the texts of entries; the head after them."""
    for text in entries:
        entry = json.loads(text)
        number = head["number"] + 1 if head else 1
        if entry["account"] != account:
            raise Refused(f"entry {number} is another account's")
        if entry["number"] != number:
            raise Refused(f"entry {number} is missing")
        if entry.get("before") != (head["sha256"] if head else None):
            raise Refused(f"entry {number} does not go on from the one before")
        head = {"number": number, "sha256": sha256(text.encode())}
    return head
