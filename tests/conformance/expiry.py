"""People whose questions nobody answers in time."""

import time

import pytest

LONGEST_WAIT = 60


class Unanswered:
    """Somebody whose question nobody answers in time."""

    def __init__(self, person):
        self.person = person
        self.phone = person.link()
        self.browser, self.page, self.question = person.asked(self.phone)
        self.number = self.page.text("number")
        self.ends = time.monotonic() + self.question["exp"] - self.question["iat"] + 1.5

    def wait(self):
        """Until the time is over; the suite has been busy meanwhile."""
        if self.question["exp"] - self.question["iat"] > LONGEST_WAIT:
            pytest.skip("questions live longer than a minute on this server")
        while time.monotonic() < self.ends:
            time.sleep(max(0.0, self.ends - time.monotonic()))
        return self
