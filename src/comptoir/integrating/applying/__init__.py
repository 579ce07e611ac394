"""What another system told, applied here through the actions of the rooms: one file per kind of record."""
