"""Whole documents, read as the wizard reads them, against what a careful reader noted before.

The clerk's ten (ministry call, provincial opinion, action plan, county programme, letter with task and goal tables,
five-year plan, selection notice, inspection rules, work points, yearly report) were written and annotated by somebody
who had not seen the code. Our own are, first, a speech, a contract of targets, minutes and rules for money; later, an
answer to a proposal, a curriculum, a circular on an inspection and a school's programme; last, a newsletter, a
contract with a company, a school's look-back with its intentions and a county's plan; fresh, a plan to mend what an
inspection found, rules of contests, a ledger of tasks and a school's application; fifth, a prospectus, questions and
answers, a table of budget goals and a draft law; seventh, a circular on a check of workshops, a city's opinion, a
county's plan with tables and a notice of a show; eighth, a sheet of budget goals, quotas by school, a contract of
goals and an answer to a proposal; ninth, chapters of a five-year plan, a list of projects, rules of marking and a
call for bases; tenth, a call for projects, a speech, a school's calendar and the account of a draft. The second eight
were again written and annotated by somebody who had not seen the code, another person than the clerk: opinions of
ministries, of a province and of a city, a school's programme, a city's pilot plan, notices on school conditions and
on a contest, a summary with a plan. What the code made of each set when it saw it for the first time, before it was
mended:

=======  ==========================================  =========  ===========  ===========
set      written by                                  recall     precision    comparators
=======  ==========================================  =========  ===========  ===========
clerk    somebody who had not seen the code          224/247    224/270      219/224
own      ourselves, in four other styles             63/72      63/71        62/63
later    ourselves, in four more, after mending      59/59      59/63        58/59
last     ourselves, four more, again after mending   60/62      60/87        60/60
fresh    ourselves, four more, again after mending   70/72      70/83        70/70
fifth    ourselves, four more, again after mending   40/41      40/44        40/40
second   a second person, had not seen the code      209/232    209/229      206/209
third    a third person, after published texts       238/257    238/254      234/238
fourth   the same, other forms, after mending        159/201    159/229      155/159
sixteen  a fourth person, sixteen bureaus and forms  397/445    397/434      395/397
real     fragments of four published texts           42/45      42/44        42/42
sixth    a fifth person, eight documents             308/350    308/332      307/308
printed  the same, twelve pieces of published texts  180/190    180/193      179/180
seventh  ourselves, four more, after mending these   57/71      57/61        57/57
eighth   ourselves, four more, again after mending   27/48      27/32        27/27
ninth    ourselves, four more, again after mending   45/51      45/48        45/45
tenth    ourselves, four more, again after mending   49/50      49/54        49/49
half     a sixth person, nine published, three not   210/218    210/217      210/210
held     the same, eight published, four not         169/172    169/172      169/169
=======  ==========================================  =========  ===========  ===========

Together 2606/2883 = 0.904, 2606/2917 = 0.893 and 2584/2606 = 0.992. Our own were written by those who know the
rules, so the clerk's and the lines from the second on (2136/2357 = 0.906, 2136/2374 = 0.900, 2116/2136 = 0.991) are
the most honest estimate for a text nobody has seen, over all the time in which the rules grew; the last set alone, both
halves, was 379/390 = 0.972, 379/389 = 0.974 and 379/379. The third and fourth ten, the sixteen, the sixth, the
published texts, the half and the held stand outside the project; what they taught is told in sentences of our own in
`targets/tests/test_first_readings.py`, `test_sixteen_read_first.py`, `test_twenty_read_first.py` and
`test_twenty_four_read_first.py`.

Of the sixteen one half was mended by (with the published texts) while the other was only counted: the held-out half
went from 190/197 and 190/205 to 191/197 = 0.970 and 191/205 = 0.932. So rules learnt from some forms lift others
little; what was lost in the sixteen again was form (37 of 48 missed stood in two tables with the units down, 14 of 37
extra were the dates in the brackets that close an entry). Their matrices: 159 of 185 marks right, 26 missing (one
table of names in cells, taken for a turned one), 9 wrong. Nearly all the fourth ten
lost was form: a summary whose writer stands below its title (34 of 70 extra), a plan in bullets under 【】 (15 of
42 missed), a task table with 建设内容与目标 in one column (12 missed). Of the 23 missed in the second eight 17 stood
in one table without outer pipes, and 17 of their 20 extra under the headings of a summary; else precision falls
where a text tells facts without a word that says so. In three rows of our own the annotation was put right
afterwards (how long a phrase is, twice; 以下 as less than), and is counted so. The clerk's table cells were
matched by row and column, the second eight by place. The tests only hold what was reached since.

Of the sixth and the printed texts together one half was mended by (250/298 and 250/277 at first) while the other was
only counted: the held-out half went from 238/242, 238/248 and 237/238 to 238/242 = 0.983, 238/247 = 0.964 and 237/238
= 0.996. It was the easier half from the start, so the rules learnt added little to it. Afterwards its false readings
were mended too, and the whole stands at 539/540 and 539/541: that is a fit. Of the first 52 missed 37 stood in four
tables (a dated heading over goals in words, one unit for the whole table, notes in its last row), of the first 37
extra 20 in a column of old values with no word that said so but the date on which the sheet was filled in.

Of the last twenty-four the held half was only counted while the other was mended by: it went from 169/172 = 0.983,
169/172 = 0.983 and 169/169 to 170/172 = 0.988, 170/172 = 0.988 and 170/170. The form of these texts was known; read
without their form, sentence by sentence, the same half gave 0.895 and 0.917 at first.
"""

from __future__ import annotations

import pytest

from .whole import DATA, score

SETS = ("clerk", "own", "later", "last", "fresh", "fifth", "second", "seventh", "eighth", "ninth", "tenth")


@pytest.mark.parametrize("name", SETS)
def test_whole_documents_are_read_as_a_careful_official_reads_them(name: str) -> None:
    result = score(sorted(path.stem for path in DATA.glob(f"{name}*.txt")))
    print(f"{name}: {result}")
    assert result.expected
    assert result.recall >= 0.98
    assert result.precision >= 0.98
    assert result.comparators >= 0.98
