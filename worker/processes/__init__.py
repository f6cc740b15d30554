"""Common parts of every process that works on queues: jobs, stores, leases, turns."""
