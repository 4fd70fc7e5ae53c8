#!/usr/bin/env python3
"""Makes places.mmdb beside this file, with the Python packages of the black-box tests."""

from pathlib import Path

from mmdb_writer import MMDBWriter
from netaddr import IPSet

BERLIN = {
    "city": {"names": {"de": "Berlin", "en": "Berlin"}},
    "subdivisions": [{"names": {"en": "State of Berlin"}}],
    "country": {"iso_code": "DE", "names": {"de": "Deutschland", "en": "Germany"}},
    "location": {"latitude": 52.5196, "longitude": 13.4069},
}
NETWORKS = {
    "192.0.2.0/25": BERLIN,
    # A country and nothing else.
    "192.0.2.128/25": {"country": {"names": {"en": "Germany"}}},
    # Nothing of use: no English name, names of the wrong type, a name that is too long, a place that is not on the globe.
    "198.51.100.0/27": {"country": {"names": {"de": "Deutschland"}}},
    "198.51.100.32/27": {"country": {"names": {"en": 7}}, "city": "Berlin", "subdivisions": []},
    "198.51.100.64/27": {"country": {"names": {"en": "x" * 300}}},
    "198.51.100.96/27": {"country": {"names": {"en": "Germany"}}, "location": {"latitude": 91.0, "longitude": 0.0}},
    "2001:db8::/32": {
        "city": {"names": {"en": "London"}},
        "subdivisions": [{"names": {"en": "England"}}, {"names": {"en": "Greater London"}}],
        "country": {"names": {"en": "United Kingdom"}},
        "location": {"latitude": 51.5142, "longitude": -0.0931},
    },
}

writer = MMDBWriter(
    ip_version=6, ipv4_compatible=True, database_type="GeoLite2-City", languages=["en"], description="places", float_type="f64"
)
for network, place in NETWORKS.items():
    writer.insert_network(IPSet([network]), place)
writer.to_db_file(str(Path(__file__).with_name("places.mmdb")))
