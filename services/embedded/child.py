"""Become another program that dies with whoever started it. Run as a file, never imported.

`python -I -S child.py SIGNAL PARENT USER PROGRAM [ARGUMENT …]`: asks the kernel to send SIGNAL when
the starter ends however it ends, gives up root for USER (0: stays who it is), and executes PROGRAM.
A program of its own, because code between fork and exec of a threaded process may hang.
"""

import ctypes
import os
import sys

SET_DEATH_SIGNAL, KEEP_CAPABILITIES, AMBIENT, AMBIENT_RAISE = 1, 8, 47, 2
OVERRIDE_FILE_MODES = 1
CAPABILITY_VERSION_3 = 0x20080522


def give_up_root(user: int) -> None:
    """Be `user`, who may still pass folders such as a private /root on the way to its files."""
    libc = ctypes.CDLL(None)
    libc.prctl(KEEP_CAPABILITIES, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    kept = 1 << OVERRIDE_FILE_MODES
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    # Twice (low and high word) effective, permitted, inheritable.
    libc.capset(header, (ctypes.c_uint32 * 6)(kept, kept, kept, 0, 0, 0))
    libc.prctl(AMBIENT, AMBIENT_RAISE, OVERRIDE_FILE_MODES, 0, 0)


def main() -> None:
    death_signal, parent, user = (int(argument) for argument in sys.argv[1:4])
    program = sys.argv[4:]
    if user:
        give_up_root(user)
    if sys.platform == "linux":
        # After the change of user, which would clear it.
        ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("whoever started this is gone already")
    os.execv(program[0], program)  # noqa: S606 - no shell wanted


main()
