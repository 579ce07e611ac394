"""ERPNext, behind the port of integrating."""

from comptoir.adapters.erpnext.system import ERPNext

__all__ = ["ERPNext"]
