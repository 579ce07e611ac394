"""WooCommerce, behind the port of integrating."""

from comptoir.adapters.woocommerce.system import WooCommerce

__all__ = ["WooCommerce"]
