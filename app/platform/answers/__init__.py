"""How every answer looks: problems, refusals, headers, compression, the form of the Forge proxy."""
