"""What Sotalia costs, always beside what the rival costs in the same run: `make bench`, or `python -m benchmarks`.

Laws:
- a ratio is the claim, its two figures are only shown: machines differ, and this one differs from minute to minute;
- CPU time first (`time.process_time`: all threads of the process, none of the server's), wall time beside it;
- contenders run side by side, each in a process of its own, and take turns of a tenth of a second; a ratio is the
  median over all turns, each compared with the rival's beside it;
- a whole process is measured many times, contenders taking turns; its figure is the median;
- imports are timed with bytecode compiled beforehand.

rows/          what is done, beside whom, and the ratio to reach
workers/       what runs inside the measured processes; they import nothing from here
server.py      answers at once, with the canned bodies of replies.py, over TLS where a row asks for it
store.py       an object store in memory, for what moves many bytes
contenders.py  which interpreter runs whom; rivals get environments of their own under .cache/; Sotalia is measured in
               pure Python, and with `sotalia[speed]` where that is installed
measure.py     processes, turns, medians
table.py       a line of the table and how it is printed
report.py      what a run is kept as: docs/benchmarks.md, .json and .svg
picture.py     the picture, drawn from the lines
"""
