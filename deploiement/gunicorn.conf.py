"""Gunicorn in production and in the browser suite: threads, because the work is database waits.

2 processes × 8 threads, each thread keeping its database connection (CONN_MAX_AGE).
"""

import os

bind = os.environ.get("ADRESSE_ECOUTE", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 8
# A worker is renewed now and then, not all at once: a slow leak never becomes an outage.
max_requests = 2000
max_requests_jitter = 200
timeout = 60
graceful_timeout = 30
# Longer than the proxy keeps its idle connections, so that it never writes to a closed one.
keepalive = 75
# Nobody commands it from a socket, and the container's disk is read-only.
control_socket_disable = True
accesslog = "-"
# Neither address nor query string: who reads and what they look for is not kept.
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)so %(M)sms"
