"""The demo company: who it is, who works there, what it sells, to whom. Invented; check digits are right."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from comptoir.platform.roles import Role

PASSWORD = "comptoir-demo"  # noqa: S105 — printed on the terminal; the demo listens on this machine only
CODE = "LUMEN"

SELLER: dict[str, Any] = {
    "code": CODE,
    "name": "Ateliers Lumen",
    "legal_form": "SAS",
    "capital_minor": 12_000_000,
    "currency": "EUR",
    "siren": "812345676",
    "siret": "81234567600017",
    "vat_number": "FR19812345676",
    "rcs_town": "Grenoble",
    "email": "compta@ateliers-lumen.example",
    "phone": "+33 4 76 00 00 00",
    "iban": "FR7630006000011234567890189",
    "bic": "AGRIFRPP",
    "language": "fr",
    "zone": "Europe/Paris",
    "vat_on_debits": True,
    "late_rate": Decimal("12.15"),
    "street_number": "18",
    "street": "avenue des Arts",
    "postcode": "38000",
    "town": "Grenoble",
    "country": "FR",
    "sandbox": True,
}

# e-mail before the @, name, language, roles
PEOPLE: tuple[tuple[str, str, str, tuple[Role, ...]], ...] = (
    ("admin", "Camille Roux", "", (Role.ADMIN,)),  # reads in the language of the browser
    ("sales", "Nadia Le Goff", "fr", (Role.SALES,)),
    ("manager", "Paul Achard", "fr", (Role.SALES_MANAGER,)),
    ("approver", "Marc Vidal", "fr", (Role.FINANCE_APPROVER,)),
    ("legal", "Aude Lambert", "fr", (Role.LEGAL,)),
    ("orders", "Hélène Brun", "fr", (Role.ORDER, Role.WAREHOUSE)),
    ("billing", "Yann Morel", "fr", (Role.BILLING,)),
    ("collector", "Inès Perrin", "fr", (Role.COLLECTOR,)),
    ("controller", "Claire Dumas", "fr", (Role.CONTROLLER, Role.REVENUE)),
    ("integration", "Web shop", "en", (Role.INTEGRATION,)),  # its API key is told beside it
    ("auditor", "Sam Whitfield", "en", (Role.AUDITOR,)),
)

# sku, en, fr, unit price, cost, what differs from goods sold once at 20 %
SERVICE = {"nature": "service"}
PRODUCTS: tuple[tuple[str, str, str, str, str, dict[str, Any]], ...] = (
    ("ARM-X", "Control cabinet ARM-X", "Armoire de commande ARM-X", "2950.00", "1700.00", {}),
    ("ARM-S", "Control cabinet ARM-S", "Armoire de commande ARM-S", "1480.00", "890.00", {}),
    ("CAB-50", "Shielded cable, 50 m drum", "Câble blindé, touret 50 m", "322.00", "171.00", {}),
    ("VENT-2", "Ventilation kit VENT-2", "Kit ventilation VENT-2", "149.00", "82.00", {}),
    ("SENS-T", "Temperature sensor", "Sonde de température", "38.50", "14.20", {}),
    ("DOC", "Printed manual", "Manuel imprimé", "22.00", "8.80", {"tax_class": "reduced"}),
    ("INST", "On-site commissioning, day", "Mise en service sur site, journée", "880.00", "420.00",
     {**SERVICE, "unit": "DAY"}),
    ("FORM", "Training, day", "Formation, journée", "940.00", "395.00", {**SERVICE, "unit": "DAY"}),
    ("SUP-PRO", "Supervision Pro, seat", "Supervision Pro, par poste", "36.00", "9.40",
     {**SERVICE, "charge_kind": "recurring", "billing_months": 1, "revenue_pattern": "straight_line",
      "unit": "MON"}),
    ("CARE", "Care plan, yearly", "Contrat d'entretien annuel", "1260.00", "510.00",
     {**SERVICE, "charge_kind": "recurring", "billing_months": 12,
      "revenue_pattern": "straight_line", "unit": "ANN"}),
    ("API", "Measurements, per thousand", "Mesures, le millier", "0.85", "0.12",
     {**SERVICE, "charge_kind": "usage", "billing_months": 1, "billing_timing": "arrears",
      "revenue_pattern": "as_billed"}),
)  # fmt: skip

# sku, en, fr, file of its model; what it costs and sells for stands in the model
MODELED: tuple[tuple[str, str, str, str], ...] = (
    (
        "ARM-M",
        "Control cabinet, made to measure",
        "Armoire de commande sur mesure",
        "control-cabinet",
    ),
    ("BOX-M", "Sensor box, made to measure", "Coffret de mesure sur mesure", "sensor-box"),
)


def _at(number: str, street: str, postcode: str, town: str, country: str = "FR") -> dict[str, str]:
    return {
        "street_number": number, "street": street, "postcode": postcode, "town": town,
        "country": country,
    }  # fmt: skip


# name, SIREN, VAT number, language, billing address, what differs
CUSTOMERS: tuple[tuple[str, str, str, str, dict[str, str], dict[str, Any]], ...] = (
    ("Ateliers Morvan", "902456789", "FR81902456789", "fr",
     _at("4", "rue du Port", "21000", "Dijon"), {"terms_kind": "net_days", "terms_days": 45}),
    ("Laiterie du Vercors", "843567892", "FR72843567892", "fr",
     _at("2", "route de Lans", "38250", "Villard-de-Lans"), {}),
    ("Papeterie Saint-Clair", "798123451", "FR55798123451", "fr",
     _at("71", "quai Charles-de-Gaulle", "69006", "Lyon"), {}),
    ("Verrerie d'Aubagne", "881234504", "FR49881234504", "fr",
     _at("15", "chemin de la Font", "13400", "Aubagne"), {}),
    ("Brasserie Lestrange", "914561238", "FR23914561238", "fr",
     _at("9", "rue des Brasseurs", "59000", "Lille"), {}),
    ("Chaudronnerie Kervella", "832456719", "FR21832456719", "fr",
     _at("33", "rue de Siam", "29200", "Brest"), {"email": "compta@kervella.example"}),
    ("Hôtel Belvédère", "805672342", "FR41805672342", "fr",
     _at("1", "place Garibaldi", "06300", "Nice"), {}),
    ("Scierie Blanchet", "826783458", "FR52826783458", "fr",
     _at("8", "chemin des Épicéas", "74400", "Chamonix-Mont-Blanc"),
     {"email": "comptabilite@blanchet.example"}),
    ("Nordlicht Anlagenbau GmbH", "", "DE136695976", "en",
     _at("12", "Hafenstraße", "20457", "Hamburg", "DE"), {"country": "DE"}),
    ("Brouwerij De Valk", "", "BE0403019261", "fr",
     _at("5", "Rue Haute", "1000", "Bruxelles", "BE"), {"country": "BE"}),
    ("Alpine Controls AG", "", "", "en",
     _at("40", "Bahnhofstrasse", "8001", "Zürich", "CH"),
     {"country": "CH", "email": "accounts@alpine-controls.example"}),
    ("Garonne Robotique", "857894562", "FR61857894562", "fr",
     _at("22", "allées Jean-Jaurès", "31000", "Toulouse"), {}),
)  # fmt: skip
