"""Find what an address must not carry: keys, tokens, signatures, passwords in its parameters."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import unquote_plus, urlsplit

# compared without case, dashes, dots and underscores
_NAMES: Final = frozenset(
    {
        *("ak", "auth", "authorization", "bearer", "code", "jwt", "key", "pass", "passcode"),
        *("passphrase", "passwd", "pwd", "sas", "sig", "sign", "sk"),
    }
)
_ENDINGS: Final = (
    *("accesskey", "apikey", "appkey", "authkey", "clientkey", "licensekey", "licencekey"),
    *("privatekey", "secretkey", "securitykey", "sharedkey", "subscriptionkey", "userkey"),
    *("accesskeyid", "credential", "credentials", "password", "secret", "signature", "token"),
)
_PARAMETER: Final = re.compile(r"([?&;#])([^=&;#?]+)=([^&;#]*)")
_CREDENTIALS: Final = re.compile(r"//[^/@?#]*@")


@dataclass(frozen=True, slots=True)
class SecretParameters:
    """Which parameters of a source's addresses carry secrets: the common ones and its own, but not
    those that it calls public.
    """

    secret: frozenset[str] = frozenset()
    public: frozenset[str] = frozenset()

    @classmethod
    def of(cls, secret: Iterable[str], public: Iterable[str]) -> Self:
        """Take the names as a source file writes them."""
        return cls(frozenset(map(_fold_name, secret)), frozenset(map(_fold_name, public)))

    def find(self, url: str) -> str:
        """Give the name of the first parameter of an address that carries a secret, "" without one.

        Query and fragment are read, separated by "&" or ";".
        """
        parts = urlsplit(url)
        asked = f"?{parts.query}#{parts.fragment}"
        names = (match[2] for match in _PARAMETER.finditer(asked) if match[3])
        return next(filter(self._is_secret, names), "")

    def mask(self, url: str) -> str:
        """Write an address as a message may show it: secrets and credentials are "…"."""
        return _PARAMETER.sub(self._mask_value, _CREDENTIALS.sub("//…@", url))

    def _is_secret(self, name: str) -> bool:
        plain = _fold_name(name)
        common = plain in _NAMES or plain.endswith(_ENDINGS)
        return plain in self.secret or (common and plain not in self.public)

    def _mask_value(self, match: re.Match[str]) -> str:
        return f"{match[1]}{match[2]}=…" if self._is_secret(match[2]) else match[0]


def _fold_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", unquote_plus(name).lower())
