"""What `comptoir up` started ends with it, even when it was killed -9 and could not say so."""

from __future__ import annotations

import os
import signal
import threading
import time

VARIABLE = "COMPTOIR_PARENT"  # process id of `comptoir up`, set for its children
LOOK_SECONDS = 0.5
GRACE_SECONDS = 2.0


def announce() -> None:
    """Called by the parent, before it starts its children."""
    os.environ[VARIABLE] = str(os.getpid())


def follow() -> None:
    """Called by a child: leave soon after the parent has gone. Does nothing without a parent."""
    parent = os.environ.get(VARIABLE)
    if parent and parent != str(os.getpid()):
        threading.Thread(target=_leave_after, args=[int(parent)], daemon=True).start()


def _leave_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
