"""What a screen reader of this desktop finds in the app's window, by AT-SPI: one line of JSON for each thing, in its order.

Reads what the window offers and changes nothing. Run by Debian's own Python, which has the bindings."""
import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402


def tell(thing, depth):
    """Says what a thing is, then what is in it."""
    states = thing.get_state_set()
    print(json.dumps({
        "depth": depth,
        "role": thing.get_role_name(),
        "name": thing.get_name() or "",
        "description": thing.get_description() or "",
        "text": text_of(thing),
        "attributes": dict(thing.get_attributes() or {}),
        "focused": states.contains(Atspi.StateType.FOCUSED),
        "focusable": states.contains(Atspi.StateType.FOCUSABLE),
        "enabled": states.contains(Atspi.StateType.ENABLED),
        "modal": states.contains(Atspi.StateType.MODAL),
    }))
    for place in range(thing.get_child_count()):
        child = thing.get_child_at_index(place)
        if child is not None:
            tell(child, depth + 1)


def text_of(thing):
    """Its own words, with U+FFFC where something else stands between them."""
    text = thing.get_text_iface()
    return Atspi.Text.get_text(text, 0, -1) if text else ""


def main(wanted):
    """Looks for the application by its name."""
    desktop = Atspi.get_desktop(0)
    for place in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(place)
        if application is not None and wanted in (application.get_name() or ""):
            tell(application, 0)


main(sys.argv[1])
