"""HubSpot, behind the port of integrating."""

from comptoir.adapters.hubspot.system import HubSpot

__all__ = ["HubSpot"]
