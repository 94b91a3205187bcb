"""The library of evidence: a file or a link kept once, cited by many claims of later stages."""
