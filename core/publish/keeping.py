"""Keeping: public answers stay in memory until the database announces that something was published."""

from core.context import Context
from core.html.exchange import Application
from core.html.gate import Gate
from core.html.kept import Kept, Names, News
from core.intake.listen import Listener
from core.publish.published import PUBLISHED


def keep_public(context: Context, app: Application, names: Names) -> tuple[Kept, Listener]:
    """Keep the public answers of the application in memory; the listener, to be started, says what to forget.

    `names` gives what the public page at a path reads of a query.
    """

    def hears() -> bool:
        return listener.hears

    def hear(slug: str) -> bool:
        news.tell(slug)
        return False  # that is all there is to do

    news = News(hears)
    listener = Listener(context.store.url, PUBLISHED, news.tell, hear)
    return Kept(app, news, names, Gate(context)), listener
