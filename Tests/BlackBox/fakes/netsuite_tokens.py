"""NetSuite's token endpoint for machines: OAuth 2.0 client credentials with a signed statement in place of a secret.

It enforces what Oracle documents ("POST Request to the Token Endpoint", "The Request Token Structure", read in November 2026):
the three parameters, the statement's header, claims and signature, and a life of at most an hour. What a refusal looks like is
not documented; it is taken to be RFC 6749's.
"""

from __future__ import annotations

import base64
import json
import time
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from fakes.oauth import Tokens
from fakes.strict_server import Refusal, Reply, Request

CLIENT = "661131f7bf0a2f8a4d09c79d3fa961ea"
CERTIFICATE, WEAK_CERTIFICATE = "JWX0kxmMX2f8a4d09c79d3fa961eab", "K2X0kxmMX2f8a4d09c79d3fa961eab"
"""What NetSuite calls the two certificates: of a role that may read, and of one that may do nothing."""
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class CertificateKey:
    """A private key as an operator keeps it, and the public half that NetSuite has of the certificate."""

    def __init__(self, is_rsa: bool = False) -> None:
        self._key = rsa.generate_private_key(65_537, 3_072) if is_rsa else ec.generate_private_key(ec.SECP256R1())
        self.pem = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def verify(self, algorithm: str, signature: bytes, signed: bytes) -> bool:
        """Whether the signature is this key's, by PS256 or ES256."""
        digest = hashes.SHA256()
        try:
            if isinstance(self._key, rsa.RSAPrivateKey) and algorithm == "PS256":
                pad = padding.PSS(padding.MGF1(digest), digest.digest_size)
                self._key.public_key().verify(signature, signed, pad, digest)
                return True
            if isinstance(self._key, ec.EllipticCurvePrivateKey) and algorithm == "ES256" and len(signature) == 64:
                pair = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
                self._key.public_key().verify(pair, signed, ec.ECDSA(digest))
                return True
        except InvalidSignature:
            pass
        return False


KEY, RSA_KEY, STRANGE_KEY = CertificateKey(), CertificateKey(is_rsa=True), CertificateKey()
"""The keys of this run: the one that the fake knows, an RSA key that it knows too, and one that it does not."""


class AccountTokens(Tokens):
    """The endpoint of one account."""

    path = "/services/rest/auth/oauth2/v1/token"
    known = {"grant_type", "client_assertion_type", "client_assertion"}

    def __init__(self, lifetime: float = 3_600) -> None:
        super().__init__("", "", lifetime)
        self.statements: set[str] = set()
        """Those that were shown; none is taken twice."""

    def answer(self, request: Request) -> Reply:
        form = self._form(request)
        if form.get("client_assertion_type") != ASSERTION or request.header("authorization"):
            raise self.bad_request("client_assertion_type is another one.")
        certificate = self._verified(form.get("client_assertion", ""), f"http://{request.header('host')}{self.path}")
        token = self._issue(certificate == WEAK_CERTIFICATE)
        return 200, {"access_token": token, "expires_in": str(int(self.lifetime)), "token_type": "bearer"}

    def _verified(self, statement: str, audience: str) -> str:
        """The certificate's id; a statement that is not as it must be is refused."""
        try:
            header, claims, signature = statement.split(".")
            head, said = self._members(header), self._members(claims)
            signed = f"{header}.{claims}".encode()
            keys = [key for key in (KEY, RSA_KEY) if key.verify(head["alg"], self._bytes(signature), signed)]
            now, life = time.time(), said["exp"] - said["iat"]
            is_good = head["typ"] == "JWT" and head["kid"] in (CERTIFICATE, WEAK_CERTIFICATE) and bool(keys)
            is_good &= said["iss"] == CLIENT and said["aud"] == audience and "rest_webservices" in said["scope"]
            is_good &= 0 < life < 3_600 and said["iat"] <= now + 60 and now < said["exp"] and statement not in self.statements
        except (ValueError, KeyError, TypeError):
            raise self.bad_request("client_assertion is no statement.") from None
        if not is_good:
            raise Refusal(401, {"error": "invalid_client"})
        self.statements.add(statement)
        return str(head["kid"])

    @staticmethod
    def _bytes(part: str) -> bytes:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

    @classmethod
    def _members(cls, part: str) -> dict[str, Any]:
        return dict(json.loads(cls._bytes(part)))

    def bad_request(self, message: str) -> Refusal:
        return Refusal(400, {"error": "invalid_request"})

    def wrong_grant(self, is_there: bool) -> Refusal:
        return Refusal(400, {"error": "unsupported_grant_type" if is_there else "invalid_request"})
