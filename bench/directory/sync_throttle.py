"""How much of a permitted rate the shared throttle uses, and how many calls are refused, with 1, 2 and 8 processes.
from bench.figures import Figure, note

The other side is a fixed-window counter in Redis that behaves as the rehearsal organization does. Prints ratios.
Run: `python -m bench.directory.sync_throttle [seconds] [limit] [window seconds]`.
"""

import math
import multiprocessing
import sys
import threading
import time
from datetime import UTC, datetime

import redis

from app.atlassian.errors import RateLimited
from app.atlassian.families import Family
from app.atlassian.limits import read_limits
from app.atlassian.throttle import RedisThrottle
from bench.figures import Figure, note

COUNT = """
local used = redis.call('INCR', KEYS[1])
redis.call('EXPIRE', KEYS[1], 300)
if used > tonumber(ARGV[1]) then redis.call('DECR', KEYS[1]) end
return used
"""
LATENCY_SECONDS = 0.1


class Window:
    """A fixed-window limit with X-RateLimit headers, shared by all processes."""

    def __init__(self, client: "redis.Redis", limit: int, seconds: float) -> None:
        self.count = client.register_script(COUNT)
        self.limit = limit
        self.seconds = seconds

    def call(self) -> tuple[bool, dict[str, str]]:
        """Take one call: was it accepted, and what do the headers say."""
        time.sleep(LATENCY_SECONDS / 2)
        now = time.time()
        number = math.floor(now / self.seconds)
        used = int(self.count(keys=[f"window:{number}"], args=[self.limit]))
        reset = datetime.fromtimestamp((number + 1) * self.seconds, UTC)
        time.sleep(LATENCY_SECONDS / 2)
        return used <= self.limit, {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(self.limit - used, 0)),
            "X-RateLimit-Reset": reset.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }


def work(
    url: str, until: float, limit: int, window_seconds: float, results: "multiprocessing.Queue[tuple[int, int]]"
) -> None:
    """One process with six threads that want to call all the time."""
    client = redis.Redis.from_url(url)
    throttle = RedisThrottle(client)
    window = Window(client, limit, window_seconds)
    accepted: list[int] = []
    refused: list[int] = []

    def run() -> None:
        while time.time() < until:
            try:
                throttle.acquire("bench", Family.USERS_SEARCH, 5.0)
            except RateLimited as error:
                time.sleep(min(error.retry_after or 1.0, max(until - time.time(), 0.0)))
                continue
            if time.time() >= until:
                return
            is_accepted, headers = window.call()
            limits = read_limits(headers, datetime.now(UTC))
            (accepted if is_accepted else refused).append(1)
            (throttle.report if is_accepted else throttle.pause)("bench", Family.USERS_SEARCH, limits)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put((len(accepted), len(refused)))


def measure(url: str, processes: int, seconds: float, limit: int, window_seconds: float) -> None:
    """One line: permitted, used, refused."""
    redis.Redis.from_url(url).flushall()
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[tuple[int, int]] = context.Queue()
    # Whole windows, so that "permitted" is exact.
    start = math.ceil((time.time() + 3) / window_seconds) * window_seconds
    until = start + math.ceil(seconds / window_seconds) * window_seconds
    given = (url, until, limit, window_seconds, results)
    workers = [context.Process(target=_wait_and_work, args=(start, given)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    sums = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    accepted, refused = sum(s[0] for s in sums), sum(s[1] for s in sums)
    permitted = limit * (until - start) / window_seconds
    share = refused / max(accepted + refused, 1)
    used = accepted / permitted
    what = f"rate used by {processes} processes"
    note(Figure(what, accepted, "calls", beside="permitted", beside_value=permitted, ratio_at_least=0.95))
    note(Figure(f"share refused of {processes} processes", share, at_most=0.01))
    print(f"{processes} processes: used {used:.3f} of the permitted {permitted:.0f} calls, refused {share:.4f}")


def _wait_and_work(
    start: float, given: tuple[str, float, int, float, "multiprocessing.Queue[tuple[int, int]]"]
) -> None:
    time.sleep(max(start - time.time(), 0))
    work(*given)


def main() -> None:
    """Measure against an embedded Redis."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from local.stores import UNSAFE_POSTGRES, UNSAFE_REDIS, Stores

    numbers = [float(text) for text in sys.argv[1:]]
    seconds, limit, window_seconds = numbers + [120.0, 300.0, 60.0][len(numbers) :]
    with TemporaryDirectory(prefix="rc-") as folder, Stores(Path(folder), UNSAFE_POSTGRES, UNSAFE_REDIS) as stores:
        for processes in (1, 2, 8):
            measure(stores.redis.url, processes, seconds, int(limit), window_seconds)


if __name__ == "__main__":
    main()
