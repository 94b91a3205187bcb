"""Pages of filed papers, of scans, and of single scanned pages."""
