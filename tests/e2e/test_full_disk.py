"""A disk that is full: what could not be saved is said where the person is, nothing is lost, and it goes on later."""

from collections.abc import Iterator

import pytest

from e2e.person import Person, wait_until
from e2e.test_banner import CLOSE, HEADLINE, see
from e2e.test_pages import TOOLBAR, open_options, open_ready, wait_until_said

KEPT = "chrome.storage.local.get(['marks', 'choices'])"
NOT_SAVED = "This could not be saved on this device, and nothing changed."
# What the browser does once its quota is used up; made of the background's own parts, which stay when ours are gone.
FILL = """(background.kept = background.chrome.storage.local.set,
    (background.browser ?? background.chrome).storage.local.set =
        background.Promise.reject.bind(background.Promise, new background.Error("The quota is exceeded.")), 1)"""
FREE = "((background.browser ?? background.chrome).storage.local.set = background.kept, 1)"
IS_PLANNED = "chrome.alarms.get('poll').then(({scheduledTime}) => scheduledTime > Date.now())"


@pytest.fixture
def full_disk(fresh_person: Person) -> Iterator[Person]:
    """Give a person who has seen a banner, and whose browser can keep nothing more since."""
    see(fresh_person)
    fresh_person.change_background(FILL)
    yield fresh_person
    fresh_person.change_background(FREE)


def test_the_card_says_so_and_stays_until_it_is_closed(full_disk: Person) -> None:
    full_disk.press("Done")
    wait_until(lambda: (seen := full_disk.banner()) and NOT_SAVED in " ".join(seen.announced), "the card to say so")
    assert full_disk.evaluate_in_background(KEPT) == {}
    full_disk.press(CLOSE)
    full_disk.wait_until_banner_is_gone()
    full_disk.change_background(FREE)
    assert HEADLINE in see(full_disk)
    full_disk.press("Done")
    full_disk.wait_until_banner_is_gone()


def test_popup_and_options_say_so_and_the_next_poll_is_planned(full_disk: Person) -> None:
    popup = open_ready(full_disk, "popup/popup.html?site=https://x.com/")
    popup.press("Done")
    wait_until_said(popup, "That did not work, and nothing changed: The quota is exceeded.")
    popup.press("Check now")
    wait_until_said(popup, "The new catalogue could not be saved on this device. Yours from")
    options = open_options(full_disk)
    options.press(TOOLBAR)
    wait_until_said(options, "This was not saved, and nothing changed: The quota is exceeded.")
    assert full_disk.evaluate_in_background(KEPT) == {}
    assert full_disk.evaluate_in_background(IS_PLANNED)
