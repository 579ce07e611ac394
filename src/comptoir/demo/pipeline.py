"""The wishes of the demo company: what is in each stage today, what was lost and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from comptoir.platform.actions import begin
from comptoir.platform.roles import SYSTEM
from comptoir.stages.prospecting import actions as prospecting

# what it is about, thousands of euros, days until closing, verbs from Qualify on, next step
OPEN: tuple[tuple[str, int, int, tuple[str, ...], str], ...] = (
    ("Extension de la ligne d'embouteillage", 42, 75, (), "Relevé sur site avec M. Aubry"),
    ("Supervision de trois sites", 28, 60, (), "Envoyer les références du secteur"),
    ("Remplacement des automates de 2009", 19, 48, ("propose",), "Chiffrer la reprise des câbles"),
    ("Armoires pour le nouvel atelier", 64, 33, ("propose",), "Présenter le devis au directeur"),
    ("Contrat d'entretien annuel, deux usines", 12, 26, ("propose",), "Rappeler le service achats"),
    ("Modernisation de la chaufferie", 37, 18, ("propose", "negotiate"), "Accord sur l'acompte"),
    ("Capteurs de température, chambre froide", 8, 11, ("propose", "negotiate"), "Signature du DG"),
)
LOST: tuple[tuple[str, int, str], ...] = (
    ("Ligne de découpe automatisée", 55, "Budget reporté à l'an prochain"),
    ("Pilotage des fours", 31, "Concurrent déjà en place"),
    ("Raccordement du silo", 9, "Projet abandonné"),
)
STORY = 46  # days by which the story that is played after this moves the company's clock
TITLES = (
    "Modernisation de l'atelier", "Armoires de commande", "Ventilation des armoires",
    "Suivi de température", "Câblage de la ligne 2", "Extension de la supervision",
)  # fmt: skip


def open_wish(entity_id: UUID, customer_id: UUID, title: str, minor: int, days: int) -> UUID:
    """A chance of a sale that should close in so many days; returns its id."""
    do = begin(SYSTEM, entity_id)
    event = prospecting.open_opportunity(
        do, customer_id=customer_id, title=title, amount_minor=minor, currency="EUR",
        close_on=do.today + timedelta(days=days),
    )  # fmt: skip
    return event.opportunity_id


def fill(entity_id: UUID, buyers: Sequence[UUID]) -> None:
    """The pipeline as it stands on the company's day: open in each stage, some lost."""
    for n, (title, thousands, days, verbs, next_step) in enumerate(OPEN):
        customer_id = buyers[n % len(buyers)]
        wish = open_wish(entity_id, customer_id, title, thousands * 100_000, days + STORY)
        for verb in verbs:
            prospecting.move_opportunity(begin(SYSTEM, entity_id), opportunity_id=wish, verb=verb)
        prospecting.change_opportunity(
            begin(SYSTEM, entity_id), opportunity_id=wish, revision=1 + len(verbs),
            changes={"next_step": next_step},
        )  # fmt: skip
    for n, (title, thousands, reason) in enumerate(LOST):
        wish = open_wish(entity_id, buyers[-1 - n], title, thousands * 100_000, 30)
        prospecting.lose_opportunity(begin(SYSTEM, entity_id), opportunity_id=wish, reason=reason)
