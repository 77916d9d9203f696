"""The routes of the panel, all under /beheer."""

from fastapi import APIRouter
from httpx2 import BaseTransport

from admin.access import add_access
from admin.account import add_account
from admin.action_list import add_action_list
from admin.actions import add_actions
from admin.agenda import add_agenda
from admin.agenda_day import add_agenda_day
from admin.agenda_live import add_agenda_live
from admin.agenda_minutes import add_agenda_minutes
from admin.agenda_wall import add_agenda_wall
from admin.asking import add_asking
from admin.behalf import add_behalf
from admin.calls import add_calls
from admin.closing import add_closing
from admin.clusters import add_clusters
from admin.colleagues import add_colleagues
from admin.deciding import add_deciding
from admin.desk import Desk
from admin.entrance import add_entrance
from admin.factor import add_factor
from admin.fiche_items import add_fiche_items
from admin.fiche_links import add_fiche_links
from admin.fiche_list import add_fiche_list
from admin.fiche_out import add_fiche_out
from admin.fiche_public import add_fiche_public
from admin.fiche_puller import add_fiche_puller
from admin.fiche_scores import add_fiche_scores
from admin.fiche_shifting import add_fiche_shifting
from admin.fiche_support import add_fiche_support
from admin.fiches import add_fiches
from admin.figures import add_figures
from admin.figures_year import add_figures_year
from admin.form_editor import add_form_editor
from admin.fresh import add_fresh
from admin.hiding import add_hiding
from admin.importing import add_importing
from admin.inbox import add_inbox
from admin.kit import add_kit
from admin.labelling import add_labelling
from admin.lots import add_lots
from admin.mailboxes import add_mailboxes
from admin.messages import add_messages
from admin.model import add_model
from admin.offices import add_offices
from admin.partners import add_partners
from admin.public_page import add_public_page
from admin.searching import add_searching
from admin.splitting import add_splitting
from admin.start import add_start
from admin.start_bot import BotCheck
from admin.stuck import add_stuck
from admin.terms import add_terms
from admin.today import add_today
from admin.trends import add_trends
from admin.views import add_views
from admin.welcome import add_welcome
from core.context import Context
from core.doctor import MailChecks
from core.people.passwords import Passwords
from core.questionnaire.preview import Previews
from core.review.work import RetryJob


def make_router(  # noqa: PLR0913, PLR0917 # what is outside the panel, each by its name
    context: Context,
    retry_job: RetryJob,
    passwords: Passwords | None = None,
    checks: MailChecks | None = None,
    previews: Previews | None = None,
    provider: BaseTransport | None = None,
    bots: BotCheck | None = None,
) -> APIRouter:
    """Make the routes.

    `retry_job` queues a failed job of the bound municipality again (`core.work.retry_job`). `checks` tries the ways for
    mail; without it the panel has no buttons for that. `previews` write a questionnaire as each room does. `provider`:
    how an organisation's own sign-in is reached, where that is not by the network. `bots` asks Telegram for the name of
    a bot.
    """
    desk = Desk(context)
    passwords = passwords or Passwords()
    add_entrance(desk, passwords)
    add_welcome(desk, passwords)
    add_inbox(desk)
    add_labelling(desk)
    add_deciding(desk)
    add_lots(desk)
    add_hiding(desk)
    add_asking(desk)
    for add_entering in (add_behalf, add_importing):
        add_entering(desk)
    add_splitting(desk)
    add_searching(desk)
    add_views(desk)
    add_fiche_list(desk)
    add_fiches(desk)
    add_fiche_out(desk)
    add_closing(desk)
    add_today(desk)
    add_actions(desk)
    add_action_list(desk)
    for add_part in (add_agenda, add_agenda_day, add_agenda_wall, add_agenda_live, add_agenda_minutes):
        add_part(desk)
    add_partners(desk)
    add_public_page(desk)
    for add_part in (add_fiche_items, add_fiche_links, add_fiche_scores, add_fiche_support):
        add_part(desk)
    for add_part in (add_fiche_public, add_fiche_puller, add_fiche_shifting):
        add_part(desk)
    add_clusters(desk)
    add_trends(desk)
    add_figures(desk)
    add_figures_year(desk)
    add_stuck(desk, retry_job)
    add_colleagues(desk)
    add_terms(desk)
    add_account(desk, passwords)
    add_access(desk, passwords, provider)
    add_factor(desk, passwords)
    add_mailboxes(desk, checks)
    add_model(desk)
    add_fresh(desk)
    add_offices(desk)
    add_start(desk, bots)
    add_kit(desk)
    add_form_editor(desk, previews)
    add_calls(desk)
    add_messages(desk, previews)
    return desk.router
