"""The directory of everything Comptoir keeps on disk: the embedded database and the signing key."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """COMPTOIR_HOME, else .comptoir in the current directory."""
    return Path(os.environ.get("COMPTOIR_HOME") or ".comptoir").expanduser().absolute()


def make(path: Path) -> None:
    """Make `path` for its owner alone. As root, the database server's account may pass through it
    but not list it. A directory that exists keeps its mode: it may be somebody's choice."""
    if path.exists():
        return
    path.mkdir(parents=True, exist_ok=True)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    path.chmod(0o711 if is_root else 0o700)  # whatever the umask is
