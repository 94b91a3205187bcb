"""报送件: what must be stamped is printed as a frozen version, comes back as scans and is filed by its codes.

Other stages use `printing.prepare` (before their act), `actions.freeze` (inside it), `actions.outdate_papers` when the
object moves on, and `queries.stamped_copy_of`.
"""
