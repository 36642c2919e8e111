"""Run a program in a user namespace of its own where our uid has another number, so that root is not 0.

Started as a script, never imported: unshare(2) wants a process with one thread. The files stay root's,
because uid 0 outside is exactly the uid that the program has inside. See user_namespaces(7).
"""

import ctypes
import os
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
UID_INSIDE = 1000


def enter() -> None:
    """Raises OSError where the kernel or a seccomp profile (Docker's default one) forbids it."""
    uid, gid = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{UID_INSIDE} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{UID_INSIDE} {gid} 1")


if __name__ == "__main__":
    enter()
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 - replacing ourselves is the point
