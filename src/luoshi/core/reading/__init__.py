"""Reading a policy document: bytes in, structures out.

The path, one module a step::

    formats/   bytes of one file            -> structure.SourceDocument
    clauses/   SourceDocument               -> clauses.ClauseReading  (clause tree, title, issuer, date ...)
    targets/   text of a clause or a cell   -> targets.FoundTarget
    tables/    SourceDocument               -> tables.TableReading    (tasks, organisations, marks)
    levels     校级, 市级及以上, 国家级 in a phrase
    goals      clauses, tables              -> goals.ReadTarget       (each target with its place)
    copies     the same clause in two files stands once
    reconcile  clauses and tables together  -> findings.Finding       (likeness: how much of a task a clause says)
    workplans/ SourceDocument               -> workplans.WorkplanReading  (a school's own plan; dates by due_words)
    reading    several files as one reading -> reading.Reading and its JSON (design, section 5)

Nothing is silently repaired: what does not fit becomes a Finding with a place, a plain sentence and, where there is
one, a proposal with its reason.
"""
