"""Tokens (RFC 7515, 7519) put together by hand, so that they can be wrong in any way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HASHES = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}
CURVES: dict[str, tuple[type[ec.EllipticCurve], str, int]] = {
    "ES256": (ec.SECP256R1, "P-256", 32),
    "ES384": (ec.SECP384R1, "P-384", 48),
    "ES512": (ec.SECP521R1, "P-521", 66),
}
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


def encode(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def part(members: dict[str, Any]) -> str:
    """A header or a set of claims; members that are `None` are left out."""
    return encode(json.dumps({name: value for name, value in members.items() if value is not None}).encode())


class SigningKey:
    """A key pair for one algorithm, and the tokens that it signs."""

    def __init__(self, kid: str | None = "one", algorithm: str = "RS256", bits: int = 2_048) -> None:
        self.kid, self.algorithm = kid, algorithm
        self._key: Any
        if algorithm in CURVES:
            self._key = ec.generate_private_key(CURVES[algorithm][0]())
        elif algorithm == "EdDSA":
            self._key = ed25519.Ed25519PrivateKey.generate()
        else:
            self._key = rsa.generate_private_key(65_537, bits)

    def web(self, **members: Any) -> dict[str, Any]:
        """The public half as a JSON Web Key, with `members` added or replaced."""
        key: dict[str, Any] = {"kid": self.kid, "use": "sig"} | self._public() | members
        return {name: value for name, value in key.items() if value is not None}

    def token(self, claims: dict[str, Any], **header: Any) -> str:
        """A token with these claims; `header` replaces what a good one has. It is signed with the algorithm in the header."""
        whole = {"alg": self.algorithm, "typ": "JWT", "kid": self.kid} | header
        signed = f"{part(whole)}.{part(claims)}"
        return f"{signed}.{encode(self._sign(str(whole['alg']), signed.encode()))}"

    @property
    def pem(self) -> bytes:
        """The public half as everybody can have it."""
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def _public(self) -> dict[str, Any]:
        public = self._key.public_key()
        if self.algorithm in CURVES:
            _, curve, size = CURVES[self.algorithm]
            point = public.public_numbers()
            return {
                "kty": "EC",
                "crv": curve,
                "x": encode(point.x.to_bytes(size, "big")),
                "y": encode(point.y.to_bytes(size, "big")),
            }
        if self.algorithm == "EdDSA":
            return {"kty": "OKP", "crv": "Ed25519", "x": encode(public.public_bytes(Encoding.Raw, PublicFormat.Raw))}
        numbers = public.public_numbers()
        size = (numbers.n.bit_length() + 7) // 8
        return {"kty": "RSA", "n": encode(numbers.n.to_bytes(size, "big")), "e": encode(numbers.e.to_bytes(3, "big"))}

    def _sign(self, algorithm: str, data: bytes) -> bytes:
        if algorithm.startswith("HS"):
            # The classic confusion: the public key as the secret.
            return hmac.new(self.pem, data, hashlib.sha256).digest()
        if algorithm == "EdDSA":
            return self._key.sign(data)
        if algorithm in CURVES:
            size = CURVES[algorithm][2]
            r, s = decode_dss_signature(self._key.sign(data, ec.ECDSA(HASHES[algorithm[2:]]())))
            return r.to_bytes(size, "big") + s.to_bytes(size, "big")
        if algorithm[:2] not in ("RS", "PS"):
            return b""
        digest = HASHES[algorithm[2:]]()
        pad = padding.PKCS1v15() if algorithm[:2] == "RS" else padding.PSS(padding.MGF1(digest), digest.digest_size)
        return self._key.sign(data, pad, digest)
