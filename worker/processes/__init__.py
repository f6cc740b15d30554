"""What every process that works on queues has in common."""
