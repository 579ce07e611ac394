"""Other systems: what is exchanged with a CRM, a shop and an ERP, and what became of each message."""
