"""Fresh copies of modules of the standard library, which patches of the imported module do not change."""

from importlib.util import find_spec, module_from_spec
from types import ModuleType


def fresh(name: str) -> ModuleType:
    """Return a new copy of the module `name`, outside `sys.modules`; modules that it imports are shared.

    Raise `ModuleNotFoundError` if there is no such module.
    """
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"no module named {name!r}", name=name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
