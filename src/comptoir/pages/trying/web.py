"""/try/: sign up without an account, follow one's company until it is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login, password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.pages.features import starting, table
from comptoir.pages.people import AlreadyHere
from comptoir.pages.portal import limits
from comptoir.pages.trying import actions, playing
from comptoir.pages.trying.models import Trial
from comptoir.platform import clock
from comptoir.platform.actions import begin
from comptoir.platform.ids import new_id
from comptoir.platform.models import User
from comptoir.platform.roles import CUSTOMER
from comptoir.platform.web import language
from comptoir.shell.forms import show_refusal
from comptoir.shell.problems import problem_of_form

app_name = "trying"
FROM_HERE, IN_ALL = 10, 60  # sign-ups an hour: from one address, and in the whole installation
TWICE = timedelta(minutes=2)  # a form that was sent twice comes within this
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class SignUpForm(forms.Form):
    """Name, e-mail, password, and how much of Comptoir to begin with; nothing else is asked."""

    name = forms.CharField(
        label=gettext_lazy("First and last name"), max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    password = forms.CharField(
        label=gettext_lazy("Password"), max_length=200, strip=False,
        help_text=gettext_lazy("At least 10 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    tier = forms.ChoiceField(
        required=False, initial=table.FULL, choices=[(code, code) for code in table.TIERS],
        error_messages={"invalid_choice": gettext_lazy("There is no such tier.")},
    )  # fmt: skip

    def clean_name(self) -> str:
        """One line that can be read; what cannot be printed is left out."""
        typed = " ".join(self.cleaned_data["name"].split())
        name = "".join(c for c in typed if c.isprintable())
        if not any(c.isalpha() for c in name):
            raise forms.ValidationError(_("A name has at least one letter."))
        return name

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password)
        return password


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Sign up. Whoever is logged in has a company already."""
    _offered()
    if isinstance(request.user, User):
        return redirect("trying:company" if playing.trial_of(request.user) else "desk:home")
    form = SignUpForm(request.POST or None)
    known = False
    if request.method == "POST" and form.is_valid():
        try:
            _sign_up(request, form.cleaned_data)
        except AlreadyHere as error:
            if _sent_twice(request, form.cleaned_data):
                return redirect("trying:company")
            known = True
            show_refusal(form, error)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return redirect("trying:company")
    problem = problem_of_form(form) if form.is_bound else None
    context = {
        "title": _("Try it with a company that works"),
        "form": form,
        "problem": problem,
        "known": known,
        "days": playing.DAYS,
        "starts": starting.row(request),
    }
    return render(request, "trying/start.html", context, status=422 if problem else 200)


@require_GET
def company(request: HttpRequest) -> HttpResponse:
    """The company while it is played; htmx asks for the bar alone. Once it is there it opens by itself."""
    trial = _mine(request)
    if trial is None:
        return redirect("desk:home" if isinstance(request.user, User) else "account_login")
    run = playing.run_of(trial)
    part = bool(request.headers.get("HX-Request"))
    if run.state == "ready":
        home = redirect("desk:home")
        return HttpResponse(headers={"HX-Redirect": home.url}) if part else home
    context = {"title": _("Your company is being prepared"), "run": run, "days": playing.DAYS}
    return render(request, f"trying/company.html{'#bar' * part}", context)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Have it played once more after it was given up."""
    trial = _mine(request)
    if trial is not None:
        playing.again(trial)
    return redirect("trying:company")


def _offered() -> None:
    """An installation that does not offer it has no such page."""
    if not settings.COMPTOIR_TRY:
        raise Http404


def _mine(request: HttpRequest) -> Trial | None:
    return playing.trial_of(request.user) if isinstance(request.user, User) else None


def _sign_up(request: HttpRequest, given: dict[str, Any]) -> None:
    """Make the account and log in to it."""
    limits.spend("try", limits.client(request), FROM_HERE)
    limits.spend("try", "", IN_ALL)
    event = actions.sign_up(
        begin(CUSTOMER, new_id()), name=given["name"], email=given["email"],
        hashed=make_password(given["password"]), language=language(), tier=given["tier"],
    )  # fmt: skip
    login(request, User.objects.get(pk=event.user_id), backend=BACKEND)


def _sent_twice(request: HttpRequest, given: dict[str, Any]) -> bool:
    """The same form once more, before its company is there: whoever sent it is logged in, not refused."""
    trials = Trial.objects.select_related("user").filter(
        user__email=given["email"], ready_at=None, created_at__gt=clock.instant() - TWICE
    )
    trial = trials.first()
    if trial is None or not check_password(given["password"], trial.user.password):
        return False
    login(request, trial.user, backend=BACKEND)
    return True


urlpatterns = [
    path("", start, name="start"),
    path("company/", company, name="company"),
    path("company/again", again, name="again"),
]
