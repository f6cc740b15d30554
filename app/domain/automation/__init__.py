"""What a task is made of: actions and schedules, and what an admin is warned of."""
