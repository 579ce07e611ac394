"""Other systems in the box: to try connections out, and to test the adapters against, with faults."""
