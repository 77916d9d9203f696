"""Figures for a monitoring system: what was received, what waits, what failed. Counts only, never a person."""

import time
from collections.abc import Iterable
from threading import Thread
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from core.context import Context
from core.review.sums import count_homeless
from core.settings import split_address
from core.store.tables import Intake, Letter, Proposal, PublicationDue

# Counting reads tables: a scraper that asks every second gets the figures of at most this many seconds ago.
_FRESH = 10.0


class Figures(Collector):
    """Reads the figures from the database when they are asked for."""

    def __init__(self, context: Context) -> None:
        """Take the store to read from."""
        self._context = context
        self._read_at = 0.0
        self._metrics: list[Metric] = []

    def collect(self) -> Iterable[Metric]:
        """Give the figures; with the database away only that it is away."""
        if time.monotonic() - self._read_at > _FRESH:
            try:
                self._metrics = [*self._read(), _gauge("signaal_database_up", "1: the database answers", 1)]
            except SQLAlchemyError:
                self._metrics = [_gauge("signaal_database_up", "1: the database answers", 0)]
            self._read_at = time.monotonic()
        return self._metrics

    def describe(self) -> Iterable[Metric]:
        """Nothing is read when the collector is registered."""
        return []

    def _read(self) -> list[Metric]:
        received = GaugeMetricFamily("signaal_received", "Deliveries by what became of them", labels=["outcome"])
        letters = GaugeMetricFamily("signaal_letters", "Letters by state", labels=["state"])
        proposals = GaugeMetricFamily("signaal_proposals", "Signals by what the model did with them", labels=["state"])
        with self._context.store.clock() as session:
            outcome = func.coalesce(Intake.outcome, "waiting")
            repeats = 0
            for kind, count, again in session.execute(
                select(outcome, func.count(), func.coalesce(func.sum(Intake.repeats), 0)).group_by(outcome)
            ):
                received.add_metric([kind], count)
                repeats += int(again)
            received.add_metric(["repeated"], repeats)
            oldest = session.scalar(
                select(func.extract("epoch", func.now() - func.min(Intake.received_at))).where(
                    Intake.state == "waiting", ~Intake.held
                )
            )
            homeless = count_homeless(session)
            for state, count in session.execute(select(Letter.state, func.count()).group_by(Letter.state)):
                letters.add_metric([state], count)
            for state, count in session.execute(select(Proposal.state, func.count()).group_by(Proposal.state)):
                proposals.add_metric([state], count)
            unpublished = session.scalar(select(func.extract("epoch", func.now() - func.min(PublicationDue.at))))
        waiting = _gauge("signaal_oldest_waiting_seconds", "Age of the oldest delivery that waits", float(oldest or 0))
        unplaced = _gauge("signaal_waiting_unplaced", "Deliveries that wait and are of no municipality yet", homeless)
        stale = _gauge(
            "signaal_unpublished_seconds", "Age of the oldest change not yet public", float(unpublished or 0)
        )
        return [received, letters, proposals, waiting, unplaced, stale]


def serve_metrics(context: Context, listen: str) -> tuple[WSGIServer, Thread]:
    """Serve the figures on an address of their own; shut the server down to stop."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(context))
    host, port = split_address(listen)
    return start_http_server(port, host, registry=registry)


def _gauge(name: str, about: str, value: float) -> Metric:
    gauge = GaugeMetricFamily(name, about)
    gauge.add_metric([], value)
    return gauge
