"""The pages for administrators and a reset, as a browser and a device meet them."""

import pytest

from cs1.person import PASSWORD, complete

PAGES = ("/admin", "/admin/invitations", "/admin/policy", "/admin/journal", "/admin/health")


class TestPages:
    """For administrators alone, after a proof of a moment ago."""

    @pytest.mark.parametrize("path", PAGES)
    def test_others_are_told_that_a_page_is_not_for_them(self, person, phone, path):
        assert person.browser.get(path).status == 403

    @pytest.mark.parametrize("path", PAGES)
    def test_an_administrator_sees_it_after_a_proof(self, operator, path):
        page = operator.open(path)
        assert page.status == 200 and page.path == path, page

    def test_nobody_is_sent_a_page_without_a_session(self, person):
        browser = person.new_browser()
        for path in PAGES:
            assert browser.get(path).path.startswith("/sign-in?next="), path


@pytest.fixture
def reset(operator, person, phone):
    """A reset that the operator has started, by the address of the person's page."""
    page = operator.open(f"/admin?name={person.name}")
    account = next(known.removeprefix("person-") for known in page.ids if known.startswith("person-"))
    here = f"/admin/people/{account}"
    page = operator.browser.get(f"{here}/reset")
    page = operator.browser.submit(page, f"{here}/reset")
    assert page.path == here, page
    yield here
    page = operator.browser.get(here)
    if any(action == f"{here}/reset/cancel" for action, _ in page.forms):
        operator.browser.submit(page, f"{here}/reset/cancel")


class TestReset:
    """A device hears of it, and a freeze of any device cancels it."""

    def test_devices_hear_when_it_happens(self, reset, phone):
        told = phone.request("GET", "/api/v1/devices").json()
        assert told["reset_at"] > 0, told

    def test_a_freeze_by_the_device_cancels_it(self, reset, phone):
        assert phone.freeze().status == 204
        assert "reset_at" not in phone.request("GET", "/api/v1/devices").json()
        assert phone.unlock().status == 204
        assert phone.account()["state"] == "active"

    def test_the_owner_s_page_cancels_it(self, reset, person, phone):
        page = person.browser.get("/account")
        person.browser.submit(page, "/account/reset/cancel")
        assert "reset_at" not in phone.request("GET", "/api/v1/devices").json()

    def test_the_one_who_started_it_cannot_confirm_it(self, reset, operator, phone):
        page = operator.browser.get(reset)
        assert all(action != f"{reset}/reset/confirm" for action, _ in page.forms), page
        token = next(fields for action, fields in page.forms if action == f"{reset}/reset/cancel")
        page = operator.browser.post(f"{reset}/reset/confirm", token)
        assert phone.account()["state"] == "active", page
        assert phone.request("GET", "/api/v1/devices").json()["reset_at"] > 0


def test_no_link_lets_in_whose_methods_were_not_reset(person, phone):
    browser = person.new_browser()
    page = browser.get("/recover")
    page = browser.submit(page, "/recover", token="A" * 22, name=person.name, password=PASSWORD)
    assert page.path == "/recover" and page.status == 200, page
    assert browser.get("/account").path.startswith("/sign-in"), page
    _, page = person.sign_in(browser)
    assert page.path == "/sign-in/wait", page
    assert phone.yes(phone.question(wait=5), page.text("number")).status == 200
    assert complete(browser).path == "/account"
