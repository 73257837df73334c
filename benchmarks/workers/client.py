"""Make one S3 client and end: `client.py LIBRARY`, or nothing at all: `client.py -`. Prints {"peak": KiB}.

The whole process is what is measured, so it imports nothing that is not needed.
"""

import sys

if sys.argv[1] != "-":
    __import__(sys.argv[1]).client("s3")
with open("/proc/self/status") as status:
    # Of this program alone; the kernel's ru_maxrss would count what the parent held before exec.
    print('{"peak": ' + next(line.split()[1] for line in status if line.startswith("VmHWM")) + "}")
