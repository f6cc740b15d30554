"""What operators and admins want to know of the app itself."""
