"""What three packages need and nobody owns: acts, audit, access, files, jobs, drafts, UI parts."""
