"""Signing nanopublications with an RSA key of the user's, as the nanopublication network does it.

The normal form is signed with RSASSA-PKCS1-v1_5 and SHA-256; the signature then goes into the publication information
and so into the trusty URI: https://nanopub.net/guidelines/working_draft/.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, NamedNode, Quad

from claimgraph.errors import InputError, UsageError
from claimgraph.publishing.nanopub import SPACE, check_size, iri_of
from claimgraph.publishing.trusty import artifact_code, normal_form, renamed
from claimgraph.vocabulary import NPX

_EXPECTED = "a private RSA key of at least 2048 bits, in PEM or as nanopub's id_rsa, without passphrase"


def signed(quads: Sequence[Quad], key: bytes, agent: str, *, place: str) -> list[Quad]:
    """A nanopublication with a signature, under the trusty URI that this gives it.

    Args:
        quads: A nanopublication without signature.
        key: A private RSA key, in PEM or in base64.
        agent: IRI of who signs.
        place: Name of the key's file, for messages.

    Raises:
        UsageError: If the library for signing is not installed.
        InputError: If the key is none.
    """
    try:
        from Crypto.Hash import SHA256
        from Crypto.PublicKey import RSA
        from Crypto.Signature import pkcs1_15
    except ModuleNotFoundError:
        raise UsageError("signing needs a library more: pip install 'claimgraph[sign]'") from None
    try:
        text = key.strip()
        private = RSA.import_key(text if text.startswith(b"-----") else b64decode(text, validate=False))
    except (ValueError, IndexError, TypeError, binascii.Error):
        raise InputError(place, found="no key that can be read", expected=_EXPECTED) from None
    if not private.has_private() or private.size_in_bits() < 2048:
        kind = f"a key of {private.size_in_bits()} bits" if private.has_private() else "a public key"
        raise InputError(place, found=kind, expected=_EXPECTED)
    own = iri_of(quads)
    public = b64encode(private.public_key().export_key("DER")).decode()
    with_key = [*quads, *_key_triples(own, public, agent)]
    signature = pkcs1_15.new(private).sign(SHA256.new(normal_form(with_key, own).encode()))
    whole = [*with_key, _quad(own, "hasSignature", Literal(b64encode(signature).decode()))]
    check_size(whole, own)
    return renamed(whole, own, SPACE + artifact_code(whole, own))


def _key_triples(own: str, public: str, agent: str) -> Iterable[Quad]:
    yield _quad(own, "hasPublicKey", Literal(public))
    yield _quad(own, "hasAlgorithm", Literal("RSA"))
    yield _quad(own, "hasSignatureTarget", NamedNode(own))
    yield _quad(own, "signedBy", NamedNode(agent))


def _quad(own: str, name: str, value: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(f"{own}#sig"), getattr(NPX, name), value, NamedNode(f"{own}#pubinfo"))
