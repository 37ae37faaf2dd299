"""How gunicorn serves the site where each process is a service of its own: `gunicorn --config=python:commsplan.gunicorn`.

BIND is the address it listens at, WEB_CONCURRENCY the number of processes.
"""

import os
from pathlib import Path

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# Sync workers: quickest, and safe behind a proxy that buffers, as deploy/nginx.conf does.
worker_class = "sync"
timeout = 60
if Path("/dev/shm").is_dir():  # noqa: S108  a sign of life written to a disk that hangs would end a healthy worker
    worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True
