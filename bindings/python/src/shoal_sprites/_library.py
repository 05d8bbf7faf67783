"""Loads the library that lies beside this module."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from cffi import FFI

from . import _declarations as declared

ffi = FFI()
ffi.cdef(declared.CDEF)


class ShoalError(RuntimeError):
    """What the library could not do, in a sentence."""


def _path() -> Path:
    given = os.environ.get("SHOAL_LIBRARY")
    if given:
        return Path(given)
    name = {"win32": "shoal.dll", "darwin": "libshoal.dylib"}.get(sys.platform, "libshoal.so")
    return Path(__file__).with_name(name)


def _load() -> Any:
    path = _path()
    try:
        library = ffi.dlopen(str(path))
        version = library.shoal_abi_version()
    except (OSError, AttributeError) as error:
        raise ImportError(
            f"the Shoal library {path} cannot be used ({error}): install the wheel for this "
            "platform again, or name another library in SHOAL_LIBRARY"
        ) from None
    if version != declared.SHOAL_ABI_VERSION:
        raise ImportError(
            f"the Shoal library {path} has interface {version}, this package is for "
            f"{declared.SHOAL_ABI_VERSION}: take both from one release"
        )
    return library


lib = _load()


def check(result: int) -> None:
    """Raises the last error of this thread where a call failed."""
    if result == declared.SHOAL_ERROR:
        raise ShoalError(last_error())


def last_error() -> str:
    """The text of the last error on this thread."""
    return text(lib.shoal_last_error())


def text(pointer: Any) -> str:
    """The text of a C string."""
    return str(ffi.string(pointer), "utf-8", "replace")
