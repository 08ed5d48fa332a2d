"""Which IP addresses are public.

The tables follow the IANA special-purpose address registries (RFC 6890 and its updates), because `is_global` of the
standard library depends on the Python version and takes some special ranges for global.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

#: Special ranges that some Python versions take for global.
_SPECIAL_IPV4 = (
    IPv4Network("192.0.0.0/24"),  # IETF protocol assignments
    IPv4Network("192.88.99.0/24"),  # 6to4 relay anycast, deprecated
)
#: Allocated global unicast addresses (RFC 4291). Every other range is special or unassigned.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
#: Special ranges within global unicast.
_SPECIAL_IPV6 = (
    IPv6Network("2001::/23"),  # IETF protocol assignments, with Teredo, benchmarking and ORCHID
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4, which embeds an IPv4 address
    IPv6Network("3fff::/20"),  # documentation
)
#: NAT64 with the well-known prefix (RFC 6052); the last 32 bits are an IPv4 address.
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is public. Raises ValueError if it is none."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv4Address):
        special = any(found in network for network in _SPECIAL_IPV4)
        return found.is_global and not found.is_multicast and not special
    return _is_public_ipv6(found)


def _is_public_ipv6(found: IPv6Address) -> bool:
    if found in _NAT64:
        return is_public(str(IPv4Address(int(found) & 0xFFFFFFFF)))
    return found in _GLOBAL_UNICAST and not any(found in network for network in _SPECIAL_IPV6)
