"""The sentences of the law, in French as the law words them and in English. Pure data.

Each entry is (French, English). Where the French text is itself the legal form ("Autoliquidation",
"Autofacturation" …) the English keeps it and adds its meaning.
"""

from __future__ import annotations

Words = tuple[str, str]

WORDS: dict[str, Words] = {
    "sole_trader": ("Entrepreneur individuel (EI)", "Entrepreneur individuel (EI), sole trader"),
    "capital": ("au capital de {capital}", "with a capital of {capital}"),
    "rcs": ("{siren} RCS {rcs_city}", "{siren} RCS {rcs_city}"),
    "siren": ("SIREN {siren}", "SIREN {siren}"),
    "vat_number": ("N° TVA {vat_number}", "VAT no. {vat_number}"),
    "single_taxable_person": (
        "Membre d’un assujetti unique : {single_taxable_person}",
        "Membre d’un assujetti unique (member of a VAT group): {single_taxable_person}",
    ),
    "representative": (
        "Représentant fiscal : {representative}",
        "Fiscal representative: {representative}",
    ),
    "operation_goods": (
        "Catégorie de l’opération : livraison de biens",
        "Category of operation: supply of goods",
    ),
    "operation_services": (
        "Catégorie de l’opération : prestation de services",
        "Category of operation: supply of services",
    ),
    "operation_both": (
        "Catégorie de l’opération : livraison de biens et prestation de services",
        "Category of operation: supply of goods and services",
    ),
    "vat_on_debits": (
        "Option pour le paiement de la taxe d’après les débits",
        "Option pour le paiement de la taxe d’après les débits (VAT due on invoicing)",
    ),
    "self_billed": ("Autofacturation", "Autofacturation (self-billing)"),
    "corrects": ("Rectifie la facture {corrects}", "Corrects invoice {corrects}"),
    "due": ("Date d’échéance : {due_on}", "Payment due: {due_on}"),
    "penalty": (
        "En cas de retard de paiement, pénalités au taux annuel de {penalty_rate}, exigibles "
        "sans rappel dès le lendemain de l’échéance (art. L441-10 du code de commerce)",
        "Late payment: penalties at {penalty_rate} a year, due without reminder from the day "
        "after the due date (art. L441-10 of the French Commercial Code)",
    ),
    "indemnity": (
        "Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : "
        "40\u00a0€ (art. D441-5 du code de commerce)",
        "Fixed compensation for recovery costs in case of late payment: €40 "
        "(art. D441-5 of the French Commercial Code)",
    ),
    "discount": (
        "Escompte pour paiement anticipé : {early_discount}",
        "Discount for early payment: {early_discount}",
    ),
    "no_discount": (
        "Pas d’escompte pour paiement anticipé",
        "No discount for early payment",
    ),
}

# Why no VAT is charged: EN 16931 code (BT-121) → words. CGI 242 nonies A I 12° to 16°.
EXEMPTIONS: dict[str, Words] = {
    "VATEX-FR-FRANCHISE": (
        "TVA non applicable, art. 293 B du CGI",
        "VAT not applicable, art. 293 B of the French tax code (CGI)",
    ),
    "VATEX-EU-IC": (
        "Exonération de TVA, art. 262 ter, I du CGI (livraison intracommunautaire)",
        "VAT exempt, art. 262 ter, I CGI, art. 138 Directive 2006/112/EC (intra-Community supply)",
    ),
    "VATEX-EU-G": (
        "Exonération de TVA, art. 262, I du CGI (exportation)",
        "VAT exempt, art. 262, I CGI, art. 146 Directive 2006/112/EC (export)",
    ),
    "VATEX-EU-AE": (
        "Autoliquidation (art. 283, 2 du CGI ; art. 196 de la directive 2006/112/CE)",
        "Autoliquidation – reverse charge (art. 283, 2 CGI; art. 196 Directive 2006/112/EC)",
    ),
    "VATEX-FR-AE": (
        "Autoliquidation (art. 283 du CGI)",
        "Autoliquidation – reverse charge (art. 283 CGI)",
    ),
    "VATEX-EU-O": (
        "Opération hors du champ de la TVA française (art. 258 à 259 D du CGI)",
        "Outside the scope of French VAT (art. 258 to 259 D CGI)",
    ),
    "VATEX-EU-D": (
        "Régime particulier – Agences de voyages",
        "Régime particulier – Agences de voyages (margin scheme: travel agents)",
    ),
    "VATEX-EU-F": (
        "Régime particulier – Biens d’occasion",
        "Régime particulier – Biens d’occasion (margin scheme: second-hand goods)",
    ),
    "VATEX-EU-I": (
        "Régime particulier – Objets d’art",
        "Régime particulier – Objets d’art (margin scheme: works of art)",
    ),
    "VATEX-EU-J": (
        "Régime particulier – Objets de collection et d’antiquité",
        "Régime particulier – Objets de collection et d’antiquité (margin scheme: "
        "collectors' items and antiques)",
    ),
    "VATEX-FR-298SEXDECIESA": (
        "Exonération de TVA, art. 298 sexdecies A du CGI (or d’investissement)",
        "VAT exempt, art. 298 sexdecies A CGI (investment gold)",
    ),
    "VATEX-FR-CNWVAT": (
        "Avoir net de taxe",
        "Credit note without VAT",
    ),
}
# The exemptions that are only an article of the CGI.
_ARTICLES = {
    "CGI261-1": "261, 1", "CGI261-2": "261, 2", "CGI261-3": "261, 3", "CGI261-4": "261, 4",
    "CGI261-5": "261, 5", "CGI261-7": "261, 7", "CGI261-8": "261, 8", "CGI261A": "261 A",
    "CGI261B": "261 B", "CGI261C-1": "261 C, 1°", "CGI261C-2": "261 C, 2°",
    "CGI261C-3": "261 C, 3°", "CGI261D-1": "261 D, 1°", "CGI261D-1BIS": "261 D, 1° bis",
    "CGI261D-2": "261 D, 2°", "CGI261D-3": "261 D, 3°", "CGI261D-4": "261 D, 4°",
    "CGI261E-1": "261 E, 1°", "CGI261E-2": "261 E, 2°", "CGI277A": "277 A",
    "CGI275": "275", "CGI295": "295",
}  # fmt: skip
EXEMPTIONS |= {
    f"VATEX-FR-{code}": (
        f"Exonération de TVA, art. {article} du CGI",
        f"VAT exempt, art. {article} of the French tax code (CGI)",
    )
    for code, article in _ARTICLES.items()
}

# What an absent fact breaks: field → (French, English), each ending with its article.
_ANNEX = "CGI ann. II art. 242 nonies A, I"
ASKS: dict[str, Words] = {
    "seller.name": (
        f"le nom complet du vendeur ({_ANNEX}, 1°)",
        f"the seller's full name ({_ANNEX}, 1°)",
    ),
    "seller.address": (
        f"l’adresse du vendeur ({_ANNEX}, 1°)",
        f"the seller's address ({_ANNEX}, 1°)",
    ),
    "seller.siren": (
        f"le numéro SIREN du vendeur ({_ANNEX}, 1°)",
        f"the seller's SIREN number ({_ANNEX}, 1°)",
    ),
    "seller.vat_number": (
        f"le numéro de TVA du vendeur ({_ANNEX}, 2°)",
        f"the seller's VAT number ({_ANNEX}, 2°)",
    ),
    "seller.legal_form": (
        "la forme juridique du vendeur (C. com. art. R123-238)",
        "the seller's legal form (C. com. art. R123-238)",
    ),
    "seller.capital": (
        "le capital social du vendeur (C. com. art. R123-238)",
        "the seller's share capital (C. com. art. R123-238)",
    ),
    "seller.rcs_city": (
        "la ville du registre du commerce du vendeur (C. com. art. R123-237)",
        "the town of the seller's trade register (C. com. art. R123-237)",
    ),
    "buyer.name": (
        f"le nom complet du client ({_ANNEX}, 1°)",
        f"the customer's full name ({_ANNEX}, 1°)",
    ),
    "buyer.address": (
        f"l’adresse du client ({_ANNEX}, 1°)",
        f"the customer's address ({_ANNEX}, 1°)",
    ),
    "buyer.siren": (
        f"le numéro SIREN du client professionnel établi en France ({_ANNEX}, 1°)",
        f"the SIREN number of a business customer established in France ({_ANNEX}, 1°)",
    ),
    "buyer.vat_number": (
        f"le numéro de TVA du client : livraison intracommunautaire ou autoliquidation "
        f"({_ANNEX}, 3° et 4°)",
        f"the customer's VAT number: intra-Community supply or reverse charge "
        f"({_ANNEX}, 3° and 4°)",
    ),
    "number": (
        f"un numéro unique dans une séquence chronologique et continue ({_ANNEX}, 7°)",
        f"a unique number in a chronological, continuous sequence ({_ANNEX}, 7°)",
    ),
    "issued_on": (
        f"la date d’émission ({_ANNEX}, 6°)",
        f"the date of issue ({_ANNEX}, 6°)",
    ),
    "lines": (
        "pour chaque ligne la quantité, la dénomination précise, le prix unitaire hors taxes et "
        f"le taux de TVA ou l’exonération ({_ANNEX}, 8°)",
        "for each line the quantity, the precise name, the unit price excluding VAT and the VAT "
        f"rate or the exemption ({_ANNEX}, 8°)",
    ),
    "supplied_on": (
        f"la date de livraison, de prestation ou d’acompte, différente de l’émission "
        f"({_ANNEX}, 10°)",
        f"the date of supply or of the deposit, which differs from the issue ({_ANNEX}, 10°)",
    ),
    "operation": (
        f"la catégorie de l’opération : biens, services ou les deux ({_ANNEX})",
        f"the category of operation: goods, services or both ({_ANNEX})",
    ),
    "delivery_address": (
        f"l’adresse de livraison des biens, différente de celle du client ({_ANNEX})",
        f"the delivery address of the goods, which differs from the customer's ({_ANNEX})",
    ),
    "vat": (
        f"le total hors taxes et la taxe par taux ({_ANNEX}, 11°)",
        f"the total excluding VAT and the tax for each rate ({_ANNEX}, 11°)",
    ),
    "exemptions": (
        f"la référence de la disposition qui exonère, pour chaque opération sans TVA ({_ANNEX}, "
        "12°)",
        f"the provision that exempts, for each operation without VAT ({_ANNEX}, 12°)",
    ),
    "purchase": (
        "le prix d’achat de {sku}\u00a0: la TVA est due sur la marge (CGI art. 266-1-e et 297 A\u202f; "
        "directive 2006/112/CE art. 308 et 315)",
        "the purchase price of {sku}: VAT is due on the margin (CGI art. 266-1-e and 297 A; "
        "Directive 2006/112/EC art. 308 and 315)",
    ),
    "corrects": (
        "la facture rectifiée et sa date (CGI art. 289, I, 5)",
        "the corrected invoice and its date (CGI art. 289, I, 5)",
    ),
    "due_on": (
        "la date d’échéance (C. com. art. L441-9)",
        "the due date (C. com. art. L441-9)",
    ),
    "penalty_rate": (
        "le taux des pénalités de retard (C. com. art. L441-9 et L441-10)",
        "the rate of late-payment penalties (C. com. art. L441-9 and L441-10)",
    ),
    "early_discount": (
        "les conditions d’escompte, ou qu’il n’y en a pas (C. com. art. L441-9)",
        "the discount terms, or that there are none (C. com. art. L441-9)",
    ),
}
