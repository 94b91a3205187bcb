"""Files the product writes: PDF by typst in the layout of official papers, Word, Excel, comma-separated text.

`paper` says what is printed, `pdf` prints it; `word`, `excel` and `text` are what all stages write files with.
"""
