"""The routes of the panel, all under /beheer."""

from fastapi import APIRouter

from admin.account import add_account
from admin.desk import Desk
from admin.entrance import add_entrance
from admin.inbox import add_inbox
from admin.stuck import add_stuck
from admin.welcome import add_welcome
from core.context import Context
from core.people.passwords import Passwords
from core.review.work import RetryJob


def make_router(context: Context, retry_job: RetryJob, passwords: Passwords | None = None) -> APIRouter:
    """Make the routes; `retry_job` queues a failed job of the bound municipality again (`core.work.retry_job`)."""
    desk = Desk(context)
    passwords = passwords or Passwords()
    add_entrance(desk, passwords)
    add_welcome(desk, passwords)
    add_inbox(desk)
    add_stuck(desk, retry_job)
    add_account(desk)
    return desk.router
