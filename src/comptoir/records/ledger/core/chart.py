"""The chart of accounts that new books start with: the part of the French PCG that sales need.

Source: plan comptable général (règlement ANC 2014-03 as amended), book IX. Codes are padded to
six digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


@dataclass(frozen=True, slots=True)
class ChartAccount:
    """One account; `role` is what posting rules ask for, None for accounts only people use."""

    code: str
    kind: Kind
    name_fr: str
    name_en: str
    role: str | None = None


def _rows(kind: Kind, *rows: tuple[str, ...]) -> tuple[ChartAccount, ...]:
    return tuple(ChartAccount(r[0], kind, r[1], r[2], r[3] if len(r) > 3 else None) for r in rows)


PCG: tuple[ChartAccount, ...] = (
    *_rows(
        Kind.EQUITY,
        ("101000", "Capital", "Share capital"),
        ("106100", "Réserve légale", "Legal reserve"),
        ("108000", "Compte de l'exploitant", "Owner's account"),
        ("110000", "Report à nouveau (solde créditeur)", "Retained earnings"),
        ("119000", "Report à nouveau (solde débiteur)", "Accumulated losses"),
        ("120000", "Résultat de l'exercice (bénéfice)", "Profit for the year"),
        ("129000", "Résultat de l'exercice (perte)", "Loss for the year"),
        ("890000", "Bilan d'ouverture", "Opening balance", "opening"),
        ("891000", "Bilan de clôture", "Closing balance"),
    ),
    *_rows(
        Kind.ASSET,
        ("205000", "Logiciels, licences et droits similaires", "Software and licenses"),
        ("218300", "Matériel de bureau et informatique", "Office and computer equipment"),
        ("281830", "Amortissements du matériel de bureau", "Depreciation of office equipment"),
        ("355000", "Produits finis", "Finished goods"),
        ("370000", "Stocks de marchandises", "Goods for resale"),
        ("409100", "Fournisseurs, avances et acomptes versés", "Advances paid to suppliers"),
        ("411000", "Clients", "Accounts receivable", "receivable"),
        ("413000", "Clients, effets à recevoir", "Bills receivable"),
        ("416000", "Clients douteux ou litigieux", "Doubtful receivables"),
        ("418100", "Clients, factures à établir", "Unbilled receivables", "unbilled"),
        ("445620", "TVA déductible sur immobilisations", "VAT deductible on fixed assets"),
        ("445660", "TVA déductible sur biens et services", "VAT deductible on goods and services"),
        ("445670", "Crédit de TVA à reporter", "VAT credit carried forward"),
        ("445800", "TVA à régulariser ou en attente", "VAT pending"),
        ("471000", "Compte d'attente", "Suspense account", "suspense"),
        ("476000", "Différences de conversion, actif", "Unrealized exchange losses"),
        ("486000", "Charges constatées d'avance", "Prepaid expenses"),
        ("491000", "Dépréciations des comptes clients", "Allowance for doubtful accounts"),
        ("511200", "Chèques à encaisser", "Checks to cash"),
        ("512000", "Banques", "Bank", "bank"),
        ("517000", "Prestataires de paiement", "Payment service providers", "psp"),
        ("531000", "Caisse", "Cash in hand"),
        ("580000", "Virements internes", "Internal transfers"),
    ),
    *_rows(
        Kind.LIABILITY,
        ("151000", "Provisions pour risques", "Provisions for risks"),
        ("164000", "Emprunts auprès des établissements de crédit", "Bank loans"),
        ("401000", "Fournisseurs", "Accounts payable"),
        ("408100", "Fournisseurs, factures non parvenues", "Accrued purchases"),
        ("419100", "Clients, avances et acomptes reçus", "Deposits received", "deposits"),
        ("419800", "Clients, avoirs à établir", "Credit notes to issue", "credits_to_issue"),
        ("421000", "Personnel, rémunérations dues", "Wages payable"),
        ("431000", "Sécurité sociale", "Social security"),
        ("445510", "TVA à décaisser", "VAT payable"),
        ("445710", "TVA collectée", "VAT collected", "vat_collected"),
        ("467000", "Débiteurs et créditeurs divers", "Other debtors and creditors"),
        ("477000", "Différences de conversion, passif", "Unrealized exchange gains"),
        ("487000", "Produits constatés d'avance", "Deferred revenue", "deferred"),
    ),
    *_rows(
        Kind.EXPENSE,
        ("601000", "Achats de matières premières", "Raw materials purchased"),
        ("604000", "Achats d'études et prestations de services", "Subcontracted services"),
        ("607000", "Achats de marchandises", "Goods purchased for resale"),
        ("622200", "Commissions et courtages sur ventes", "Sales commissions"),
        ("624200", "Transports sur ventes", "Freight out"),
        ("627000", "Services bancaires et assimilés", "Bank charges", "bank_fees"),
        ("654000", "Pertes sur créances irrécouvrables", "Bad debts", "bad_debt"),
        ("656000", "Pertes de change sur créances", "Exchange losses on receivables"),
        ("658000", "Charges diverses de gestion courante", "Small losses", "small_loss"),
        ("665000", "Escomptes accordés", "Cash discounts given", "discounts_given"),
        ("666000", "Pertes de change financières", "Exchange losses"),
        ("681740", "Dotations aux dépréciations des créances", "Allowance for bad debts, charge"),
    ),
    *_rows(
        Kind.INCOME,
        ("701000", "Ventes de produits finis", "Sales of finished goods"),
        ("706000", "Prestations de services", "Revenue from services", "revenue_services"),
        ("707000", "Ventes de marchandises", "Revenue from goods", "revenue_goods"),
        ("708500", "Ports et frais accessoires facturés", "Freight and costs invoiced"),
        ("709000", "Rabais, remises et ristournes accordés", "Sales rebates"),
        ("756000", "Gains de change sur créances", "Exchange gains on receivables"),
        ("758000", "Produits divers de gestion courante", "Small gains", "small_gain"),
        ("763100", "Intérêts de retard des clients", "Late payment interest", "late_interest"),
        ("766000", "Gains de change financiers", "Exchange gains"),
        ("781740", "Reprises sur dépréciations des créances", "Allowance for bad debts, release"),
    ),
)  # fmt: skip

# Accounts with a sub-ledger behind them: only documents post there, never people.
CONTROL_ROLES = frozenset({"receivable", "deferred", "deposits"})
