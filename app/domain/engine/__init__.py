"""What a run does: its plan, its life, its outcomes, its undo."""
