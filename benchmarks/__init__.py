"""What Sotalia costs, always beside what the rival costs in the same run: `make bench`, or `python -m benchmarks`.

Laws:
- a ratio is the claim, its two figures are only shown: machines differ, and this one differs from minute to minute;
- CPU time first (`time.process_time`: all threads of the process, none of the server's), wall time beside it;
- each figure is measured in processes of its own, contenders taking turns, and is the median over them;
- imports are timed with bytecode compiled beforehand.

rows/          one file per row of the table: what is done, and the ratio to reach
workers/       what runs inside the measured processes; they import nothing from here
server.py      answers at once, with the canned bodies of replies.py
contenders.py  which interpreter runs whom; rivals get environments of their own under .cache/
measure.py     processes, rounds, medians
table.py       a line of the table and how it is printed
"""
