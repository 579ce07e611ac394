"""Letters without their accents, one for one. Pure; the database folds the same way (migration 0014)."""

from __future__ import annotations

ACCENTED = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜÝŸ’"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyyAAAAAACEEEEIIIINOOOOOUUUUYY'"
_TABLE = str.maketrans(ACCENTED, PLAIN)


def plain(text: str) -> str:
    """The text without accents, as long as it was; a typographic apostrophe becomes a straight one."""
    return text.translate(_TABLE)


def unfold(text: str, folded: str, marks: tuple[str, str]) -> str:
    """A cutting of `plain(text)` with its accents given back; as it is where the server changed more.

    folded  pieces joined by " ... "; marks  what stands before and after a word that was searched for
    """
    pieces, whole, at = [], plain(text), 0
    for piece in folded.split(" ... "):
        bare = piece.replace(marks[0], "").replace(marks[1], "")
        found = whole.find(bare, at)
        if found < 0:
            return folded
        at = found + len(bare)
        pieces.append(_marked(text[found:at], piece, marks))
    return " ... ".join(pieces)


def _marked(words: str, piece: str, marks: tuple[str, str]) -> str:
    out, at = [], 0
    for sign in piece:
        if sign in marks:
            out.append(sign)
        else:
            out.append(words[at])
            at += 1
    return "".join(out)
