"""Addresses of the buyer's page: /q/<token>/; the common link of an offer, or an own one."""

from __future__ import annotations

from django.urls import path

from comptoir.pages.portal import talk_web, web

app_name = "portal"
urlpatterns = [
    path("lost", talk_web.lost, name="lost"),
    path("<str:token>/", web.offer, name="offer"),
    path("<str:token>/seen", web.seen, name="seen"),
    path("<str:token>/options", web.choose, name="choose"),
    path("<str:token>/accept", web.accept, name="accept"),
    path("<str:token>/refuse", web.refuse, name="refuse"),
    path("<str:token>/question", talk_web.question, name="question"),
    path("<str:token>/counter", talk_web.counter, name="counter"),
    path("<str:token>/withdraw", talk_web.withdraw, name="withdraw"),
    path("<str:token>/forward", talk_web.forward, name="forward"),
    path("<str:token>/sign", talk_web.sign, name="sign"),
    path("<str:token>/ask", web.ask, name="ask"),
    path("<str:token>/pdf", web.pdf, name="pdf"),
    path("<str:token>/xlsx", web.xlsx, name="xlsx"),
]
