"""Keeping freed memory in the process."""

import ctypes

M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4  # of glibc's malloc.h


def keep_freed_memory() -> None:
    """Ask glibc not to give freed memory back to the system; elsewhere, do nothing.

    An update allocates and frees the same tensors as the one before. Giving the pages back and
    faulting them in again costs up to half of an update's time.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_TRIM_THRESHOLD, 2**31 - 1)
        mallopt(M_MMAP_MAX, 0)
