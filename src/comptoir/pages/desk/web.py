"""The staff's pages over several stages."""

from __future__ import annotations

from django.urls import path

from comptoir.pages.desk import (
    audit,
    beside,
    customer,
    decision_times,
    forecast,
    home,
    hubs,
    offers,
    order,
    palette,
    price_history,
    price_impact,
    price_models_pages,
    prospects,
    quote_offers,
    recurring_pages,
    training,
    what_if_pages,
)
from comptoir.pages.desk.exploding import web as exploding

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("first-steps/<slug:step>/skip", home.skip, name="skip"),
    path("find", palette.palette, name="palette"),
    path("forecast", forecast.forecast, name="forecast"),
    path("decision-times", decision_times.page, name="decision_times"),
    path("sales-forecast", prospects.page, name="prospects"),
    path("price-models", price_models_pages.page, name="price_models"),
    path("price-models/what-if", what_if_pages.page, name="what_if"),
    path("recurring-revenue", recurring_pages.page, name="recurring"),
    path("recurring-revenue/moves", recurring_pages.moves, name="recurring_moves"),
    path("recurring-revenue/services", recurring_pages.services, name="recurring_services"),
    path("customers/<uuid:customer_id>", customer.customer, name="customer"),
    path("customers/<uuid:customer_id>/offers", offers.take, name="take_offer"),
    path("quotes/<uuid:quote_id>/offers", quote_offers.beside, name="beside_quote"),
    path("quotes/<uuid:quote_id>/offers/take", quote_offers.take, name="take_quote_offer"),
    path("products/<uuid:product_id>/prices", beside.prices, name="product_prices"),
    path("opportunities/<uuid:opportunity_id>/quotes", beside.quotes, name="opportunity_quotes"),
    path("orders/<uuid:order_id>", order.order, name="order"),
    path("orders/<uuid:order_id>/close", order.close, name="close_order"),
    path("orders/of-quote/<uuid:quote_id>", order.of_quote, name="of_quote"),
    path("orders/<uuid:order_id>/explosion", exploding.of_order, name="explode_order"),
    path("quotes/<uuid:quote_id>/explosion", exploding.of_quote, name="explode_quote"),
    path("price-changes/<uuid:change_id>/impact", price_impact.page, name="price_impact"),
    path(
        "price-history/<uuid:book_id>/<uuid:product_id>", price_history.price, name="price_history"
    ),
    path("price-history/<int:price_id>", price_history.of_entry, name="price_history_of"),
    path(
        "price-history/agreements/<uuid:agreement_id>",
        price_history.agreement,
        name="agreement_history",
    ),
    path("data/", hubs.data, name="data"),
    path("data/audit", audit.audit, name="audit"),
    path("data/audit/<int:seq>", audit.event, name="event"),
    path("data/work", hubs.work, name="work"),
    path("data/work/<uuid:progress_id>", hubs.progress, name="progress"),
    path("settings/", hubs.settings, name="settings"),
    path("settings/clock", hubs.move_clock, name="move_clock"),
    path("settings/people", hubs.users, name="users"),
    path("settings/keys", hubs.keys, name="keys"),
    path("settings/numbering", hubs.numbering, name="numbering"),
    path("settings/health", hubs.health, name="health"),
    path("settings/account", hubs.account, name="account"),
    path("help/", hubs.help_page, name="help"),
    path("help/training", training.page, name="training"),
]
