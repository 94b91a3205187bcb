"""Lists as schools keep them, read into a register: columns once, doubts cell by cell, then all or nothing.

A file is uploaded (sealed, gone after a day) and read by a job in the child (`core.lists`). A person says which
column is which where that is not certain; what he said is remembered for this school, register and these headings.
Each cell that is not certain is decided by him. The preview tells what is new, changed, the same, and what the file
does not hold; one act puts all of it in by `registers.put_entries`, and another takes it back while nobody touched it.
"""
