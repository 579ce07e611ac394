"""The signing key: made once, kept beside the database, readable by its owner only."""

from __future__ import annotations

import os

from comptoir.platform import home, ids


def load() -> str:
    """The key in `<home>/secret`; written on first use, whole or not at all. Set COMPTOIR_SECRET to
    bring your own: servers that share one database must."""
    if os.environ.get("COMPTOIR_NO_DB") == "1":
        return "nothing is signed without a database"
    path = home.home() / "secret"
    if not path.exists():
        home.make(path.parent)
        mine = path.with_name(f"secret.{os.getpid()}")
        mine.touch(mode=0o600)
        mine.write_text(ids.new_token(48), encoding="ascii")
        try:
            os.link(mine, path)
        except FileExistsError:
            pass  # another process was first: its key counts
        finally:
            mine.unlink()
    return path.read_text(encoding="ascii")
