"""Where the vectors are."""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "docs" / "vectors" / "protocol.json"
#: The copy that the Rust tests compile in; absent where only this folder was taken.
RUST_COPY = ROOT / "crates" / "protocol" / "tests" / "vectors.json"
VECTORS = json.loads(PUBLISHED.read_text(encoding="utf-8"))
#: What readers refuse and what they take, made from the table in `malformed.py`.
STRICTNESS = ROOT / "docs" / "vectors" / "strictness.json"
