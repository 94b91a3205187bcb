"""收表: an upper office's form, gathered from schools and merged back into its own file.

making, opening   the officer prepares a return and sends it out
filling, deciding a school fills its sheet, its own steps pass it, it is sent
judging           the officer takes a sheet or sends it back with words by cell
reading           the template of the upper office is read by a job into the form
merging           all sheets back into the template's own cells, by a job; then sent up
burden            what was asked of whom: the account (减负账单)
"""
