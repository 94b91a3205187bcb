"""Pictures and PDF pages that came back stamped: which codes they carry, and each page cut out upright.

`codes` says what stands in a code, `pages` where it stands on the page, `opening` opens the files, `finding` looks for
codes, `upright` cuts pages out, `reading` is the task of the child process.
"""
