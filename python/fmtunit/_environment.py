"""Environments for programs that run with the preload library."""

import os
from pathlib import Path
from typing import Dict, Mapping, Optional, Union

from ._library import library_path

#: The ways to run formats: compiled when that pays, compiled at once, interpreted, left to CPython.
TIERS = ("auto", "jit", "interpret", "stock")


def environment(
    base: Optional[Mapping[str, str]] = None,
    *,
    stats: Union[bool, str, "os.PathLike[str]", None] = None,
    tier: Optional[str] = None,
) -> Dict[str, str]:
    """Returns an environment in which an interpreter like this one runs with the preload library.

    `base` is the environment to start from, by default that of this process. Libraries that it preloads are preloaded
    after ours. Each process that inherits the environment loads the library, which is inert in processes that it
    cannot serve.

    `stats` is the file to which each process appends its numbers of calls when it ends; `True` is the standard error,
    and `False` turns this off. `tier` is one of `TIERS`. By default, both are as in `base`.

    Raises `NotServed` if the running interpreter cannot be served, and `ValueError` for a wrong `tier`.
    """
    result = dict(os.environ if base is None else base)
    library = str(library_path())
    preloaded = result.get("LD_PRELOAD", "").replace(":", " ").split()
    result["LD_PRELOAD"] = ":".join([library, *(other for other in preloaded if other != library)])
    if tier is not None:
        if tier not in TIERS:
            raise ValueError(f"{tier!r} is not a tier; the tiers are {', '.join(TIERS)}")
        result["FMTUNIT_TIER"] = tier
    if stats is True:
        result["FMTUNIT_STATS"] = "1"
    elif stats is False:
        result.pop("FMTUNIT_STATS", None)
    elif stats is not None:
        # The program may change its directory.
        result["FMTUNIT_STATS"] = str(Path.cwd() / stats)
    return result
