"""Rules of a run: its plan, its life, its outcomes, its undo."""
