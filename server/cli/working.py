"""A process that does jobs for those that answer, started by the one that watches it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from server.cli.environment import find_room_for_temporary_files
from server.cli.watched import Watched
from server.errors import SoleusError
from server.services import Services, do_clip_job, open_services
from server.store import BACKGROUND, URGENT

if TYPE_CHECKING:
    from pgqueuer.models import Job
    from pgqueuer.qm import QueueManager

log = logging.getLogger(__name__)

#: Seconds after which a worker that gave no sign is taken for dead, and its jobs are done by another one; and
#: for which a worker waits for news before it looks at the queue itself.
_DEAD_AFTER_S, _LOOK_S = 6, 1
#: Seconds after which a worker that was busy looks again.
_AGAIN_S: Final = 0.01
#: Seconds between two removals of what is no longer needed in the queue.
_TIDY_S: Final = 600
#: Jobs of a queue at a time for each core: speaking waits for other processes, and for the disk.
_JOBS_EACH: Final = 2


def main() -> None:
    """Do what the watching process asks for, until it says to stop, or ends itself."""
    watched = Watched()
    with ExitStack() as stack:
        with watched.starting():
            services = open_services(watched.config)
            stack.callback(services.close)
            find_room_for_temporary_files(watched.config.data)
        if watched.task["number"] == 0:  # one of several is enough
            services.retention.start()
        asyncio.run(_work(watched, services))


async def _work(watched: Watched, services: Services) -> None:
    """Do jobs until this process is told to stop; those that are being done are done first."""
    from pgqueuer.qm import QueueManager
    from pgqueuer.queries import Queries

    from server.cli.queue_driver import QueueDriver

    at_a_time = _JOBS_EACH * (os.cpu_count() or 1)
    loop = asyncio.get_running_loop()
    # Threads of their own for those who wait, so that no background work is in their way.
    drivers = {queue: QueueDriver(services.store.connection_parameters) for queue in (URGENT, BACKGROUND)}
    managers = {queue: QueueManager(Queries(driver)) for queue, driver in drivers.items()}
    for queue, manager in managers.items():
        manager.min_dequeue_poll_interval = timedelta(seconds=_AGAIN_S)
        _take(manager, queue, services, ThreadPoolExecutor(at_a_time, queue))

    def stop() -> None:
        for manager in managers.values():
            manager.shutdown.set()

    with suppress(NotImplementedError):  # Windows, where a worker is ended in the middle of a job
        loop.add_signal_handler(signal.SIGTERM, stop)
    # Beside processes that answer, theirs is the invitation.
    alone = watched.task["listener"] == -1
    watched.begun(f"Works on the jobs of {services.store.place}." if alone else "")
    watched.answer(lambda: _is_awake(loop), lambda: None)
    tidying = asyncio.create_task(_tidy(services))
    try:
        await asyncio.gather(
            *(
                manager.run(
                    batch_size=1,
                    max_concurrent_tasks=at_a_time,
                    dequeue_timeout=timedelta(seconds=_LOOK_S),
                    heartbeat_timeout=timedelta(seconds=_DEAD_AFTER_S),
                )
                for manager in managers.values()
            )
        )
    finally:
        tidying.cancel()
        for driver in drivers.values():
            await driver.close()


def _take(manager: QueueManager, queue: str, services: Services, threads: ThreadPoolExecutor) -> None:
    """Let a manager take the jobs of a queue."""

    async def do(job: Job) -> None:
        payload = json.loads(job.payload or b"{}")
        arguments = job.id, payload, services.speech, services.store
        await asyncio.get_running_loop().run_in_executor(threads, do_clip_job, *arguments)

    manager.entrypoint(queue)(do)


async def _tidy(services: Services) -> None:
    while True:
        try:
            await asyncio.to_thread(services.store.forget_jobs)
        except SoleusError as error:
            log.warning("what jobs have left is removed later: %s", error)
        await asyncio.sleep(_TIDY_S)


def _is_awake(loop: asyncio.AbstractEventLoop) -> bool:
    """Tell whether the loop runs, once it does; false when it has ended."""
    try:
        return asyncio.run_coroutine_threadsafe(_awake(), loop).result()
    except RuntimeError:
        return False


async def _awake() -> bool:
    return True


if __name__ == "__main__":
    main()
