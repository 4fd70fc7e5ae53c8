"""Databases of places, in MaxMind's format and the shape of GeoLite2-City."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mmdb_writer import MMDBWriter
from netaddr import IPSet

BERLIN_IP, LONDON_IP, LONDON_IP6, UNKNOWN_IP = "192.0.2.7", "198.51.100.7", "2001:db8::7", "203.0.113.7"
"""Addresses of the ranges for documentation; nothing is known of the last one."""


def record(city: str | None, state: str | None, country: str, latitude: float, longitude: float) -> dict[str, Any]:
    """What GeoLite2-City says of a network, as far as it is of use."""
    made: dict[str, Any] = {
        "country": {"iso_code": country[:2].upper(), "names": {"en": country}},
        "location": {"accuracy_radius": 50, "latitude": latitude, "longitude": longitude},
    }
    if city:
        made["city"] = {"names": {"en": city}}
    if state:
        made["subdivisions"] = [{"names": {"en": state}}]
    return made


BERLIN = record("Berlin", "State of Berlin", "Germany", 52.5196, 13.4069)
LONDON = record("London", "England", "United Kingdom", 51.5142, -0.0931)
NETWORKS = {"192.0.2.0/24": BERLIN, "198.51.100.0/24": LONDON, "2001:db8::/32": LONDON}


def write_database(path: Path, networks: dict[str, dict[str, Any]] | None = None) -> Path:
    """Writes a database in one step, as programs that fetch such files do."""
    writer = MMDBWriter(
        ip_version=6,
        ipv4_compatible=True,
        database_type="GeoLite2-City",
        languages=["en"],
        description="places of the tests",
        float_type="f64",
    )
    for network, place in (NETWORKS if networks is None else networks).items():
        writer.insert_network(IPSet([network]), place)
    beside = path.with_name(f".{path.name}.new")
    writer.to_db_file(str(beside))
    beside.replace(path)
    return path
