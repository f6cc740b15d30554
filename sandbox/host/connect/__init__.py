"""The Connect host: descriptor, lifecycle calls, routes."""
