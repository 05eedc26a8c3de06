"""A small world of people in a hurry, faults that hit their server, and what must hold of all that was seen."""
