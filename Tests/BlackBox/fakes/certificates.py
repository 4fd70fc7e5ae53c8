"""Certificates, good and bad, made anew for each run."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

HOST = "127.0.0.1"


class Certificates:
    """One authority that the connector trusts, and servers that it should and should not believe."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self._stranger = trustme.CA()
        self.authorities = folder / "ca.pem"
        self.authorities.write_bytes(self._authority.cert_pem.bytes())

    def good(self) -> ssl.SSLContext:
        """For this host, by the trusted authority."""
        return self._context(self._authority.issue_cert(HOST))

    def expired(self) -> ssl.SSLContext:
        """Good until yesterday."""
        yesterday = datetime.now(UTC) - timedelta(days=1)
        return self._context(self._authority.issue_cert(HOST, not_before=yesterday - timedelta(days=9), not_after=yesterday))

    def wrong_host(self) -> ssl.SSLContext:
        """Somebody else's name."""
        return self._context(self._authority.issue_cert("other.example"))

    def self_signed(self) -> ssl.SSLContext:
        """An authority's own certificate, shown as a server's."""
        context = self._bare()
        itself = trustme.CA()
        with itself.cert_pem.tempfile() as certificate, itself.private_key_pem.tempfile() as key:
            context.load_cert_chain(certificate, key)
        return context

    def unknown_authority(self) -> ssl.SSLContext:
        """For this host, by an authority that nobody named."""
        return self._context(self._stranger.issue_cert(HOST))

    def old_protocol(self) -> ssl.SSLContext:
        """TLS 1.0 only; raises `ssl.SSLError` or `ValueError` where this Python's OpenSSL can't speak it."""
        context = self.good()
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1
        return context

    def _context(self, certificate: trustme.LeafCert) -> ssl.SSLContext:
        context = self._bare()
        certificate.configure_cert(context)
        return context

    @staticmethod
    def _bare() -> ssl.SSLContext:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
