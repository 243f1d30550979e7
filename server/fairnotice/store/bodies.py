"""Bodies as JSON text, the same in every engine."""

from __future__ import annotations

import json

from fairnotice.store.contract import Body


def write_body(body: Body) -> str:
    """Answer the body as JSON text; raise ValueError or TypeError for what JSON cannot say."""
    return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=dict)
