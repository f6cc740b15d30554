"""Parts of a task: actions and schedules, and the warnings about them."""
