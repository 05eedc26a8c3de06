"""An independent CS/1: verifier, device and browser, written from docs/protocol.md alone.

Nothing here is taken from the Rust code, and nothing depends on it: where both disagree, one of them has read the
page wrongly, and that is what this package is for.
"""
