"""Environments to run programs in."""

import os
from pathlib import Path
from typing import Dict, Mapping, Optional, Union

from ._library import library_path

#: What can become of formats: compiled when that pays, compiled at once, interpreted, left to CPython.
TIERS = ("auto", "jit", "interpret", "stock")


def environment(
    base: Optional[Mapping[str, str]] = None,
    *,
    stats: Union[bool, str, "os.PathLike[str]", None] = None,
    tier: Optional[str] = None,
) -> Dict[str, str]:
    """The environment in which an interpreter like this one runs with the preload library.

    `base` is the environment to start from: that of this process, if it is not given. What is preloaded there
    still is, behind the library. Each process that inherits the environment has the library, and
    one that it cannot serve does not notice.

    `stats` is the file to which each process appends how often it called which function, at its end; `True` is
    the standard error, and `False` nowhere. `tier` is one of `TIERS`. If they are not given, it is as `base` says.

    Raises `NotServed` if the running interpreter cannot be served, and `ValueError` for a wrong `tier`.
    """
    result = dict(os.environ if base is None else base)
    library = str(library_path())
    preloaded = result.get("LD_PRELOAD", "").replace(":", " ").split()
    result["LD_PRELOAD"] = ":".join([library, *(other for other in preloaded if other != library)])
    if tier is not None:
        if tier not in TIERS:
            raise ValueError(f"{tier!r} is no tier: there are {', '.join(TIERS)}")
        result["FMTUNIT_TIER"] = tier
    if stats is True:
        result["FMTUNIT_STATS"] = "1"
    elif stats is False:
        result.pop("FMTUNIT_STATS", None)
    elif stats is not None:
        # The program may be elsewhere when it ends.
        result["FMTUNIT_STATS"] = str(Path.cwd() / stats)
    return result
