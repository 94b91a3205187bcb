"""What returns ask of schools, on the ground of `common.dataforms.burden`.

known     what a school need not type: what sources know, what it said in the last year
overlap   before sending out: what is asked already, which days are full, deadlines at short notice
asked     kept with each sheet when it goes out; `filled`: what it came to when it came back
account   减负账单: the year by school, month and asking section, each figure with its rows
"""
