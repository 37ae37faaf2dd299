"""How gunicorn is run (`--config=python:commsplan.webserver`): where, by how many, and what it says of itself goes through
our own lines.

BIND is the address it listens at, WEB_CONCURRENCY the number of processes; what the command line says goes before both.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

MEMORY = Path("/dev/shm")  # noqa: S108
in_memory = str(MEMORY) if os.access(MEMORY, os.W_OK) else None
# Where the processes of this gunicorn keep what they count, for /metrics: of its own, and gone with it. Set before
# anything imports the library, which decides by it what a counter is. In memory, as the files are mapped: on a disk that
# is full the first new count would end the process.
metrics = tempfile.mkdtemp(prefix="commsplan-metrics-", dir=in_memory)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = metrics

from prometheus_client.multiprocess import mark_process_dead  # noqa: E402

from people.log_lines import logging_of  # noqa: E402

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# Sync workers: quickest, and safe behind a proxy that buffers, as deploy/nginx.conf does.
worker_class = "sync"
timeout = 60
if in_memory:  # a sign of life written to a disk that hangs would end a healthy worker
    worker_tmp_dir = in_memory
control_socket_disable = True
logconfig_dict = logging_of(plain=os.environ.get("LOG_FORMAT") == "plain", level=os.environ.get("LOG_LEVEL") or "INFO")
accesslog = None


def child_exit(server: Any, worker: Any) -> None:
    """A process that has gone leaves its counts, but nothing that only holds while it lives."""
    mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    shutil.rmtree(metrics, ignore_errors=True)
