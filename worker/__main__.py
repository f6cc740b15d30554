"""`python -m worker`: works on slices of runs and syncs until it is told to stop; the slice at hand is ended first.

Beside it a courier delivers notifications (`worker.courier`).
"""

from worker.courier import Courier
from worker.processes.process import work_on_queues
from worker.processes.queues import open_queue


def main() -> None:
    """Compose and run one worker."""
    courier = Courier()
    try:
        work_on_queues(lambda connection: [open_queue(connection)], courier.look_after)
    finally:
        courier.stop()


if __name__ == "__main__":
    main()
