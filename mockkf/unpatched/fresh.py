"""A module of the standard library once more, out of reach of those who patch the one that is imported."""

from importlib.util import find_spec, module_from_spec
from types import ModuleType


def fresh(name: str) -> ModuleType:
    """Return a new copy of the module `name`, which `sys.modules` does not have; what it imports is shared."""
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"no module named {name!r}", name=name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
