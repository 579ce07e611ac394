"""The VAT rules: category, exemption code, law, mention on the document and reason. Data.

{law}, {rate}, {country} are filled in by decide.py. A changed text or article is a new version.
Source: docs/policy/vat.md.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """law_fr for French sellers (CGI), law_eu for other sellers of the union (articles of Directive
    2006/112/EC), law_uk for sellers of the United Kingdom (VATA 1994). margin: the rate is that of the VAT
    inside the margin, and the document shows none."""

    category: str
    vatex: str
    law_fr: str
    law_eu: str
    law_uk: str
    mention_fr: str
    mention_en: str
    reason_fr: str
    reason_en: str
    version: int = 1
    margin: bool = False


RULES: dict[str, Rule] = {
    "domestic": Rule(
        "S", "", "CGI art. 256, 258, 259, 278 s.", "art. 2, 31, 45, 96–98", "VATA 1994 s. 1–2",
        "", "",
        "Taxable en {country} : TVA de {rate} % ({law}).",
        "Taxable in {country}: VAT at {rate} % ({law}).",
    ),
    "domestic_zero": Rule(
        "Z", "", "CGI art. 278 s.", "art. 110", "VATA 1994 s. 30, sch. 8",
        "TVA à taux zéro", "Zero-rated",
        "Taxable en {country} au taux zéro ({law}).",
        "Taxable in {country} at the zero rate ({law}).",
    ),
    "overseas_services": Rule(
        "S", "", "CGI art. 296", "art. 6", "VATA 1994 s. 7A",
        "", "",
        "Prestation rendue en {country}, département d'outre-mer : TVA de {rate} % ({law}).",
        "Service in {country}, French overseas department: VAT at {rate} % ({law}).",
    ),
    "franchise": Rule(
        "E", "VATEX-FR-FRANCHISE", "CGI art. 293 B", "art. 284", "VATA 1994 sch. 1",
        "TVA non applicable, art. 293 B du CGI",
        "VAT not applicable, small business scheme ({law})",
        "Le vendeur relève de la franchise en base ({law}).",
        "The seller is under the small business exemption ({law}).",
    ),
    "exempt": Rule(
        "E", "VATEX-EU-132", "CGI art. 261", "art. 132", "VATA 1994 s. 31, sch. 9",
        "Exonération de TVA, {law}", "Exempt from VAT, {law}",
        "L'opération est exonérée par nature ({law}).",
        "The supply is exempt by its nature ({law}).",
    ),
    "out_of_scope": Rule(
        "O", "VATEX-EU-O", "CGI art. 256", "art. 2", "VATA 1994 s. 5",
        "Hors du champ d'application de la TVA", "Outside the scope of VAT",
        "L'opération n'entre pas dans le champ de la TVA ({law}).",
        "The operation is outside the scope of VAT ({law}).",
    ),
    "subcontracting": Rule(
        "AE", "VATEX-FR-AE", "CGI art. 283-2 nonies", "art. 199", "VATA 1994 s. 55A",
        "Autoliquidation", "Reverse charge",
        "Sous-traitance de travaux immobiliers : la TVA est due par le preneur ({law}).",
        "Subcontracted building work: the customer owes the VAT ({law}).",
    ),
    "intra_community_goods": Rule(
        "K", "VATEX-EU-IC", "CGI art. 262 ter I", "art. 138", "VATA 1994 s. 30(8), before 2021",
        "Exonération de TVA, {law}", "Intra-Community supply, exempt from VAT, {law}",
        "Livraison de biens vers {country} à un assujetti identifié dans un autre État ({law}).",
        "Goods sent to {country} to a business identified in another Member State ({law}).",
    ),
    "intra_community_services": Rule(
        "AE", "VATEX-EU-AE", "CGI art. 259-1° et 283-2", "art. 44 and 196", "VATA 1994 s. 7A",
        "Autoliquidation", "Reverse charge",
        "Prestation à un assujetti établi en {country} : la TVA y est due par le preneur ({law}).",
        "Service to a business in {country}: the customer owes the VAT there ({law}).",
    ),
    "export_goods": Rule(
        "G", "VATEX-EU-G", "CGI art. 262 I", "art. 146", "VATA 1994 s. 30(6)",
        "Exonération de TVA, {law}", "Export, exempt from VAT, {law}",
        "Biens expédiés vers {country}, hors du territoire de TVA ({law}) ; preuve de sortie due.",
        "Goods sent to {country}, outside the VAT territory ({law}); keep the proof of export.",
    ),
    "foreign_business_services": Rule(
        "O", "VATEX-EU-O", "CGI art. 259-1°", "art. 44", "VATA 1994 s. 7A",
        "TVA non applicable, {law}", "Outside the scope of VAT, {law}",
        "Prestation à une entreprise établie en {country} : le lieu d'imposition y est ({law}).",
        "Service to a business in {country}: the place of supply is there ({law}).",
    ),
    "foreign_consumer_digital": Rule(
        "O", "VATEX-EU-O", "CGI art. 259 D", "art. 58", "VATA 1994 sch. 4A",
        "TVA non applicable, {law}", "Outside the scope of VAT, {law}",
        "Service électronique à un particulier de {country} : le lieu d'imposition y est ({law}).",
        "Digital service to a consumer in {country}: the place of supply is there ({law}).",
    ),
    "consumer_goods_at_destination": Rule(
        "S", "", "CGI art. 258 A", "art. 33 and 369a s.", "Council Directive 2006/112/EC art. 33",
        "", "",
        "Vente à distance à un particulier : TVA de {country} à {rate} % ({law}, guichet unique).",
        "Distance sale to a consumer: VAT of {country} at {rate} % ({law}, one-stop shop).",
    ),
    "consumer_digital_at_destination": Rule(
        "S", "", "CGI art. 259 D", "art. 58 and 369a s.", "Council Directive 2006/112/EC art. 58",
        "", "",
        "Service électronique à un particulier : TVA de {country}, {rate} % "
        "({law}, guichet unique).",
        "Digital service to a consumer: VAT of {country} at {rate} % ({law}, one-stop shop).",
    ),
    "consumer_at_origin": Rule(
        "S", "", "CGI art. 258 A, 259-2°, 259 D", "art. 32–34, 45, 59c", "VATA 1994 s. 7, 7A",
        "", "",
        "Client sans numéro de TVA valide, taxé au départ : TVA de {country}, {rate} % ({law}).",
        "Customer without a valid VAT number, taxed at origin: VAT of {country}, {rate} % ({law}).",
    ),
    "margin_travel": Rule(
        "E", "VATEX-EU-D", "CGI art. 266-1-e", "art. 306–310", "VATA 1994 s. 53",
        "Régime particulier – Agences de voyages",
        "Régime particulier – Agences de voyages "
        "(margin scheme: travel agents)",
        "Agence de voyages : TVA de {rate} % dans la marge, "
        "due en {country} et non mentionnée ({law}).",
        "Travel agent: VAT at {rate} % inside the margin, "
        "due in {country} and not shown ({law}).",
        margin=True,
    ),
    "margin_second_hand": Rule(
        "E", "VATEX-EU-F", "CGI art. 297 A", "art. 313, 315 and 325", "VATA 1994 s. 50A",
        "Régime particulier – Biens d’occasion",
        "Régime particulier – Biens d’occasion "
        "(margin scheme: second-hand goods)",
        "Bien d'occasion d'un assujetti-revendeur : TVA de {rate} % dans la marge, "
        "due en {country} et non mentionnée ({law}).",
        "Second-hand goods of a dealer: VAT at {rate} % inside the margin, "
        "due in {country} and not shown ({law}).",
        margin=True,
    ),
    "margin_art": Rule(
        "E", "VATEX-EU-I", "CGI art. 297 A", "art. 313, 315 and 325", "VATA 1994 s. 50A",
        "Régime particulier – Objets d’art",
        "Régime particulier – Objets d’art "
        "(margin scheme: works of art)",
        "Objet d'art d'un assujetti-revendeur : TVA de {rate} % dans la marge, "
        "due en {country} et non mentionnée ({law}).",
        "Work of art of a dealer: VAT at {rate} % inside the margin, "
        "due in {country} and not shown ({law}).",
        margin=True,
    ),
    "margin_antiques": Rule(
        "E", "VATEX-EU-J", "CGI art. 297 A", "art. 313, 315 and 325", "VATA 1994 s. 50A",
        "Régime particulier – Objets de collection et d’antiquité",
        "Régime particulier – Objets de collection et d’antiquité "
        "(margin scheme: collectors' items and antiques)",
        "Objet de collection ou d'antiquité d'un assujetti-revendeur : TVA de {rate} % dans la marge, "
        "due en {country} et non mentionnée ({law}).",
        "Collectors' item or antique of a dealer: VAT at {rate} % inside the margin, "
        "due in {country} and not shown ({law}).",
        margin=True,
    ),
    "margin_export": Rule(
        "G", "VATEX-EU-G", "CGI art. 262 I", "art. 146 and 321", "VATA 1994 s. 30(6)",
        "Exonération de TVA, {law}", "Export, exempt from VAT, {law}",
        "Bien sous le régime de la marge expédié vers {country}, hors du territoire de TVA ({law}) ; "
        "preuve de sortie due.",
        "Goods under the margin scheme sent to {country}, outside the VAT territory ({law}); "
        "keep the proof of export.",
    ),
}  # fmt: skip
