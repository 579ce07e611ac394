"""Trying out: whoever signs up gets a sandbox company of their own that works (docs/how-to/let-try.md)."""
