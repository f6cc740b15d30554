"""The bitmap index of the mirror: built at the end of a sync, read by searches."""
