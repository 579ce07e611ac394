"""What a company sees of Comptoir: features in tiers, all free of charge (docs/how-to/feature-tiers.md)."""
