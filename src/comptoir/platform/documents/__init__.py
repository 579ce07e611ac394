"""Documents on paper: frozen facts in, PDF/A-3 bytes out."""
