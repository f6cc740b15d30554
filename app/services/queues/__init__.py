"""Work of all tenants: handed out in turns, held under a lease, one row that fails stops no other."""
