"""An installation with one connector of the shelf, several times over."""

from __future__ import annotations

from typing import Any

from kit.contract import REPOSITORY
from kit.process import Callcard, Launcher


def serve(launcher: Launcher, manifest: str, url: str, cases: dict[str, dict[str, str]], secret: str) -> Callcard:
    """Starts a server with one connector and one service for each case, whose name both bear.

    Args:
        cases: What each installation sets beside `baseURL`; the setting named `secret` goes into a file.
    """
    installation = launcher.installation()
    # The shelf of this tree, wherever the binary comes from.
    installation.config["manifests"] = [str(REPOSITORY / "connectors")]
    connectors: list[dict[str, Any]] = []
    for name, settings in cases.items():
        installation.file(f"{name}.secret", settings[secret], mode=0o600)
        connectors.append(
            {
                "id": name,
                "manifest": manifest,
                "settings": {"baseURL": url} | settings | {secret: {"file": f"{name}.secret"}},
                "allow": ["127.0.0.0/8"],
                "http": True,
                # Other people's servers may be slow on a busy machine; how fast they are is not what is tried here.
                "total": "7s",
                "openFor": "100ms",
                "missFor": "0s",
            }
        )
        installation.add_service(name, [name])
    installation.config["connectors"] = connectors
    return launcher.start(installation)
