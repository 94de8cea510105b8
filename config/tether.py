"""Becomes another program, tied to the process that started it.

    python -I -S config/tether.py PARENT SIGNAL UID PROGRAM ARGUMENT…

On Linux the program gets SIGNAL the moment its parent ends, whatever ended it: `kill -9` on
`make run` leaves no server behind. Elsewhere the next start clears up (config/run.py).

UID is 0 unless root starts a program that refuses to be root, as PostgreSQL does. The program
then runs as UID and keeps one right of root's: to reach files whatever their folders' modes.
Without it every folder above the data and above the virtual environment, /root for one, would
have to be opened to everybody. It runs as a file, not a module: nothing is imported before it
changes, and a file is found when the working folder is another.
"""

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_SECUREBITS = 1, 8, 28
SECBIT_NO_SETUID_FIXUP = 4
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 47, 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522


def become(uid: int) -> None:
    """Change to `uid`, keeping (on Linux, where root has it) the right to reach every file."""
    linux = sys.platform == "linux"
    libc = ctypes.CDLL(None)
    if linux:
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
        # Else access(2), with which initdb looks for its fellow programs, would ignore the right.
        libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(pwd.getpwuid(uid).pw_gid)
    os.setuid(uid)
    if linux:
        # Header: version, this process. Then effective, permitted, inheritable; lower 32, upper.
        # A container may refuse: the program then goes on as any user would.
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        only = 1 << CAP_DAC_OVERRIDE
        libc.capset(header, (ctypes.c_uint32 * 6)(only, only, only, 0, 0, 0))
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def main() -> None:
    parent, death_signal, uid = (int(word) for word in sys.argv[1:4])
    program = sys.argv[4:]
    if uid:
        become(uid)  # first: the kernel forgets the tie when a process changes its user
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:  # it ended before the tie was made
            sys.exit(1)
    os.execv(program[0], program)  # noqa: S606 (no shell is the point)


if __name__ == "__main__":
    main()
