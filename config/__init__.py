"""How the site is put together: settings, addresses, web server, worker, embedded services."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
