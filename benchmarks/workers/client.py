"""Make one client or resource and end: `client.py LIBRARY [client|resource [SERVICE]]`, S3's client unless told
otherwise, or nothing at all: `client.py -`. Prints {"peak": KiB}.

The whole process is what is measured, so it imports nothing that is not needed.
"""

import sys

library, kind, service = (*sys.argv[1:], *("client", "s3")[len(sys.argv) - 2 :])
if library != "-":
    getattr(__import__(library), kind)(service)
with open("/proc/self/status") as status:
    # Of this program alone; the kernel's ru_maxrss would count what the parent held before exec.
    print('{"peak": ' + next(line.split()[1] for line in status if line.startswith("VmHWM")) + "}")
