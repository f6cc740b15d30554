"""Form of every answer: problems, refusals, headers, compression, the form of the Forge proxy."""
