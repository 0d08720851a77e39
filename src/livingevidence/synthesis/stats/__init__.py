"""Statistics as functions of numbers: each cites its method, and knows nothing of records."""

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = ["np", "scipy"]

if TYPE_CHECKING:
    import numpy as np
    import scipy
else:

    class _LazyModule:
        """A package that is imported when something of it is used; a build in which no number moved uses nothing."""

        def __init__(self, name: str):
            self._name = name

        def __getattr__(self, name: str) -> object:
            return vars(self).setdefault(name, getattr(import_module(self._name), name))

    np, scipy = _LazyModule("numpy"), _LazyModule("scipy")
