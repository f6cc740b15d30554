"""The sandbox's face: the host page and what it shows of the directory."""
