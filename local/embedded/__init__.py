"""PostgreSQL and Redis on this machine, or those that the operator named."""
