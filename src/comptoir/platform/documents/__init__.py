"""Documents on paper: frozen facts in (`contract`), PDF/A-3 bytes out (`render`).

`mentions` decides which sentences the law wants on an invoice; `names` gives the file its name.
"""

from __future__ import annotations

from comptoir.platform.documents.contract import Kind, Lang
from comptoir.platform.documents.names import file_name
from comptoir.platform.documents.printing import Unprintable, preview, render

__all__ = ["Kind", "Lang", "Unprintable", "file_name", "preview", "render"]
