"""Documents of one invented deal, long and short, in both languages."""

from __future__ import annotations

from datetime import date

from comptoir.platform.documents.contract import (
    Clause,
    ContractDoc,
    DeliveryDoc,
    DeliveryRow,
    DepositRow,
    Fact,
    InvoiceDoc,
    Lang,
    LineRow,
    Mention,
    PartyBlock,
    PaymentBlock,
    QuoteDoc,
    ScheduleRow,
    Section,
    SignatureBlock,
    StatementAccount,
    StatementDoc,
    StatementRow,
    Terms,
    Total,
    VatRow,
)
from comptoir.platform.documents.mentions import legal_mentions
from tests.platform.mention_samples import facts

DATED = date(2027, 4, 12)
SELLER = PartyBlock(
    name="Ateliers Morvan SAS",
    address=("12, rue des Forges", "58000 Nevers", "France"),
    siren="732 829 320",
    vat_number="FR44 732829320",
    phone="+33 3 86 00 00 00",
    email="facturation@morvan.example",
)
BUYER = PartyBlock(
    name="Hôtel Belvédère",
    address=("3, promenade du Lac", "74000 Annecy", "France"),
    siren="552 100 554",
    vat_number="FR03 552100554",
)
PLACE = PartyBlock(
    name="Hôtel Belvédère, quai B", address=("18, route du Port", "74290 Talloires", "France")
)
PAYMENT = PaymentBlock(
    means="Virement",
    holder="Ateliers Morvan SAS",
    iban="FR76 3000 6000 0112 3456 7890 189",
    bic="AGRIFRPP",
    reference="F-2027-0001",
    link="https://pay.morvan.example/F-2027-0001",
    qr_amount="14366.50",
)


def said(lang: Lang) -> dict[str, str]:
    """The same figures written the French and the English way."""
    if lang == "fr":
        return {
            "net": "15\u202f196,50\u00a0€", "vat": "3\u202f039,30\u00a0€",
            "gross": "18\u202f235,80\u00a0€", "deposit": "−3\u202f869,30\u00a0€",
            "due": "14\u202f366,50\u00a0€", "price": "2\u202f950,00\u00a0€", "rate": "20\u00a0%",
            "off": "12,0\u00a0%", "day": "12 avril 2027", "later": "12 mai 2027",
            "period": "du 1 au 30 avril 2027 (30 jours)", "line": "2\u202f596,00\u00a0€",
            "zero": "0,00\u00a0€",
            "deposit_net": "3\u202f224,42\u00a0€", "deposit_vat": "644,88\u00a0€",
        }  # fmt: skip
    return {
        "net": "€15,196.50", "vat": "€3,039.30", "gross": "€18,235.80", "deposit": "−€3,869.30",
        "due": "€14,366.50", "price": "€2,950.00", "rate": "20%", "off": "12.0%",
        "day": "12 April 2027", "later": "12 May 2027", "period": "1–30 April 2027 (30 days)",
        "line": "€2,596.00", "zero": "€0.00",
        "deposit_net": "€3,224.42", "deposit_vat": "€644.88",
    }  # fmt: skip


def rows(n: int, lang: Lang) -> tuple[LineRow, ...]:
    w = said(lang)
    return tuple(
        LineRow(
            sku=("ARM-X" if i % 3 else "CAB-BLINDE-50M-NOIR"),
            description=(
                "Armoire de commande configurée, porte vitrée, câblage et essais en atelier compris"
                if i % 3 == 0
                else "Supervision Pro, par poste"
            ),
            details=("CPU-L · 48 V · IP65",) if i % 3 == 0 else (),
            period=w["period"] if i % 4 == 0 else "",
            quantity=str(i + 1),
            unit="pièce" if lang == "fr" else "piece",
            unit_price=w["price"],
            discount=w["off"] if i % 2 else "",
            vat_rate=w["rate"],
            net=w["line"],
        )
        for i in range(n)
    )


def mentions(lang: Lang) -> tuple[Mention, ...]:
    return legal_mentions(facts(lang=lang))


def invoice(lang: Lang = "fr", n: int = 3, **changes: object) -> InvoiceDoc:
    w = said(lang)
    given: dict[str, object] = {
        "number": "F-2027-0001",
        "dated": DATED,
        "issued_on": w["day"],
        "supplied_on": w["day"],
        "due_on": w["later"],
        "operation": "Biens et services" if lang == "fr" else "Goods and services",
        "purchase_order": "BC-88121",
        "order_number": "O-2027-0044",
        "contract_number": "C-2027-0007",
        "customer_number": "411-0007",
        "seller": SELLER,
        "buyer": BUYER,
        "delivery": PLACE,
        "sections": (Section(rows=rows(n, lang)),),
        "vat": (
            VatRow(rate=w["rate"], base=w["net"], vat=w["vat"]),
            VatRow(
                rate=w["rate"].replace("20", "0"),
                base=w["zero"],
                vat=w["zero"],
                exemption="Art. 261, 4, 4° a du CGI" if lang == "fr" else "CGI art. 261, 4, 4° a",
            ),
        ),
        "totals": (
            Total(key="net", amount=w["net"]),
            Total(key="vat", amount=w["vat"]),
            Total(key="gross", amount=w["gross"]),
            Total(key="deposits", amount=w["deposit"]),
            Total(key="due", amount=w["due"]),
        ),
        "deposits": (
            DepositRow(
                number="FA-2027-0003",
                issued_on=w["day"],
                net=w["deposit_net"],
                vat=w["deposit_vat"],
                gross=w["deposit"].removeprefix("−"),
            ),
        ),
        "payment": PAYMENT,
        "mentions": mentions(lang),
    }
    return InvoiceDoc(**(given | changes))  # type: ignore[arg-type]


def quote(lang: Lang = "fr") -> QuoteDoc:
    w, fr = said(lang), lang == "fr"
    option = LineRow(
        sku="FORM", description="Formation, journée" if fr else "Training day", quantity="2",
        unit="jour" if fr else "day", unit_price=w["price"], vat_rate=w["rate"], net=w["line"],
        optional=True,
    )  # fmt: skip
    return QuoteDoc(
        number="Q-2027-0001",
        version=2,
        dated=DATED,
        issued_on=w["day"],
        valid_until=w["later"],
        contact="Claire Vasseur",
        customer_reference="RFQ 4471",
        seller=SELLER,
        buyer=BUYER,
        delivery=PLACE,
        subject="Supervision des chambres froides" if fr else "Cold-room monitoring",
        headline=(
            f"Total {w['gross']} TTC, dont 10\u202f800,00\u00a0€ HT d’abonnement (12 mois)"
            if fr
            else f"Total {w['gross']} incl. VAT, of which €10,800.00 excl. VAT subscription"
            " (12 months)"
        ),
        note=(
            "Suite à notre visite du 2 avril, voici notre offre pour les deux sites."
            if fr
            else "Further to our visit of 2 April, here is our offer for both sites."
        ),
        sections=(
            Section(
                title="Abonnement" if fr else "Subscription", rows=rows(2, lang), subtotal=w["net"]
            ),
            Section(title="Matériel" if fr else "Equipment", rows=rows(3, lang), subtotal=w["net"]),
            Section(title="Options", rows=(option,)),
        ),
        vat=(VatRow(rate=w["rate"], base=w["net"], vat=w["vat"]),),
        totals=(
            Total(key="one_off", amount=w["line"]),
            Total(key="net", amount=w["net"]),
            Total(key="vat", amount=w["vat"]),
            Total(key="gross", amount=w["gross"]),
        ),
        recurring=(
            Total(key="recurring", amount=w["line"], label="Par mois HT" if fr else "Per month"),
        ),
        schedule=(
            ScheduleRow(
                label="Acompte 30 % à la commande" if fr else "30% deposit with the order",
                due_on=w["day"],
                amount=w["line"],
            ),
            ScheduleRow(
                label="Solde à la livraison" if fr else "Balance on delivery",
                due_on=w["later"],
                amount=w["due"],
            ),
        ),
        conditions=(
            "Paiement à 30 jours, date de facture." if fr else "Payment 30 days from invoice date.",
        ),
        terms_link="https://morvan.example/cgv/2027-01",
        signature=SignatureBlock(party="Hôtel Belvédère"),
        mentions=tuple(m for m in mentions(lang) if m.key == "identity"),
    )


def statement(lang: Lang = "fr") -> StatementDoc:
    w, fr = said(lang), lang == "fr"
    movements = tuple(
        StatementRow(
            dated=w["day"], document=f"F-2027-{i:04}", due_on=w["later"], reference="BC-88121",
            debit=w["line"] if i % 3 else "", credit="" if i % 3 else w["line"],
            balance=w["net"], late=("12 jours" if fr else "12 days") if i % 5 == 0 else "",
        )
        for i in range(1, 9)
    )  # fmt: skip
    names = (
        ("Non échu", "1–30 jours", "31–60 jours", "61–90 jours", "Plus de 90 jours")
        if fr
        else ("Not due", "1–30 days", "31–60 days", "61–90 days", "Over 90 days")
    )
    return StatementDoc(
        number="R-2027-0412",
        dated=DATED,
        issued_on=w["day"],
        period=w["period"],
        customer_number="411-0007",
        seller=SELLER,
        buyer=BUYER,
        accounts=(
            StatementAccount(
                currency="EUR", opening=w["zero"], rows=movements, closing=w["due"],
                aging=tuple(Fact(label=n, value=w["line"]) for n in names),
            ),
        ),
        payment=PAYMENT,
        mentions=tuple(m for m in mentions(lang) if m.key == "identity"),
    )  # fmt: skip


def delivery(lang: Lang = "fr") -> DeliveryDoc:
    w, fr = said(lang), lang == "fr"
    return DeliveryDoc(
        number="BL-2027-0031",
        dated=DATED,
        issued_on=w["day"],
        shipped_on=w["day"],
        order_number="O-2027-0044",
        purchase_order="BC-88121",
        carrier="Transports Alpins",
        tracking="1Z999AA10123456784",
        packages="2",
        weight="148 kg",
        seller=SELLER,
        buyer=BUYER,
        delivery=PLACE,
        rows=(
            DeliveryRow(
                sku="ARM-X", description="Armoire de commande" if fr else "Control cabinet",
                details=("CPU-L · 48 V · IP65",), ordered="6", delivered="4", remaining="2",
                unit="pièce" if fr else "piece", lots=("SN-0001", "SN-0002", "SN-0003", "SN-0004"),
            ),
            DeliveryRow(
                sku="CAB-50", description="Câble blindé" if fr else "Shielded cable", ordered="12",
                delivered="12", remaining="0", unit="pièce" if fr else "piece",
            ),
        ),
        receipt=SignatureBlock(party="Hôtel Belvédère"),
        mentions=tuple(m for m in mentions(lang) if m.key == "identity"),
    )  # fmt: skip


def contract(lang: Lang = "fr") -> ContractDoc:
    w, fr = said(lang), lang == "fr"
    words = (
        "Le prestataire met en œuvre les moyens décrits au présent article et en rend compte "
        "chaque mois au client, qui dispose de dix jours pour faire valoir ses réserves."
        if fr
        else "The supplier applies the means described in this clause and reports on them to the "
        "customer every month; the customer has ten days to state any reservation."
    )
    titles = (
        ("Définitions", "Objet", "Prix et indexation", "Durée", "Règlement", "Responsabilité")
        if fr
        else ("Definitions", "Scope", "Price and indexation", "Term", "Payment", "Liability")
    )
    clauses = tuple(
        Clause(number=str(i), title=t, paragraphs=(words, words)) for i, t in enumerate(titles, 1)
    )
    return ContractDoc(
        number="C-2027-0007",
        version=3,
        dated=DATED,
        issued_on=w["day"],
        title="Contrat de supervision" if fr else "Monitoring agreement",
        seller=SELLER,
        buyer=BUYER,
        precedence=("Conditions particulières", "CGV 2027-01")
        if fr
        else ("Special conditions", "General terms 2027-01"),
        key_dates=(
            Fact(label="Début" if fr else "Start", value=w["day"]),
            Fact(label="Préavis avant le" if fr else "Notice before", value=w["later"]),
        ),
        sections=(Section(rows=rows(2, lang)),),
        totals=(Total(key="contract_value", amount=w["net"]),),
        clauses=clauses,
        terms=Terms(
            title="Conditions générales de vente" if fr else "General terms of sale",
            version="2027-01",
            sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            clauses=clauses + clauses,
        ),
        annexes=("Annexe 1 : niveaux de service",) if fr else ("Annex 1: service levels",),
        signatures=(
            SignatureBlock(
                party="Ateliers Morvan SAS", name="Claire Vasseur",
                role="Directrice commerciale" if fr else "Sales director", signed_on=w["day"],
                evidence="evd_01hx3y8k2m4n6p8q0r2s4t6v8w",
            ),
            SignatureBlock(party="Hôtel Belvédère"),
        ),
        mentions=tuple(m for m in mentions(lang) if m.key == "identity"),
    )  # fmt: skip
