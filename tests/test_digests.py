from __future__ import annotations

import hashlib

from server.digests import digest_of


def test_a_digest_is_the_beginning_of_the_sha_256() -> None:
    whole = hashlib.sha256("Fußgewölbe".encode()).hexdigest()
    assert digest_of("Fußgewölbe") == digest_of("Fußgewölbe".encode()) == whole[:32]
    assert digest_of("Fußgewölbe", hex_digits=64) == whole
