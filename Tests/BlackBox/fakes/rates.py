"""How many ordinary writings of a number a connector finds: what `test_find_rates` needs to know of each fake."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import fakes
from fakes.strict_server import Reply, Request


@dataclass(frozen=True)
class Rate:
    """One connector and the fake that it is measured against. A fake's module lists its own in `RATES`."""

    manifest: str
    name: str
    """As the table of `docs/connectors.md` calls it."""
    holding: Callable[[list[str]], Callable[[Request], Reply]]
    """A fake that answers as the vendor's search does. It holds a contact for each text of a number field: the first is called
    `Contact 000`, the next `Contact 001` and so on (`contact_name`); first and last name, or all in one."""
    floor: int
    """How many of `WRITINGS` are found at least. It never falls."""
    free_text: int
    """How many of `FREE_TEXT` are found at least. It never falls."""
    secrets: Mapping[str, str] = field(default_factory=lambda: {"token": "t"})
    """Settings that are secret, with the values that the fake takes."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Further settings; `baseURL` is added. `{url}` in a value is the fake's address."""
    elsewhere: tuple[str, ...] = ()
    """Addresses in the manifest that the fake stands for too, such as that of a sign-in: `https://login.example/`."""
    sign_in_code: str = ""
    """A code of the vendor's console, where somebody has to sign in first."""


def contact_name(index: int) -> tuple[str, str]:
    """First and last name of the contact that holds text number `index`."""
    return "Contact", f"{index:03d}"


def all_rates() -> dict[str, Rate]:
    """Every `RATES` of this folder, by the name in the table: one for each way of a connector that is measured."""
    modules = (importlib.import_module(f"fakes.{found.name}") for found in pkgutil.iter_modules(fakes.__path__))
    return {rate.name: rate for module in modules for rate in getattr(module, "RATES", [])}
