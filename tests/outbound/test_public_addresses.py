"""Special ranges of the IANA registries are not public."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from grader.outbound.public_addresses import is_public

#: https://www.iana.org/assignments/iana-ipv4-special-registry: the ranges that are not globally reachable.
IPV4 = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
    *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
    *("224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32"),
)
#: https://www.iana.org/assignments/iana-ipv6-special-registry, with site-local, multicast and translated addresses.
IPV6 = (
    *("::1/128", "::/128", "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64"),
    *("2001::/23", "2001:2::/48", "2001:10::/28", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7"),
    *("fe80::/10", "fec0::/10", "ff00::/8"),
)


@pytest.mark.parametrize("network", [*IPV4, *IPV6])
def test_first_and_last_address_of_a_special_range_are_not_public(network):
    found = ip_network(network)
    middle = found[found.num_addresses // 2]
    assert [is_public(str(address)) for address in (found[0], middle, found[-1])] == [False] * 3


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", False),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b:1::5db8:d822", False),
        ("2002:7f00:1::", False),
    ],
)
def test_an_address_is_public_only_if_the_embedded_one_is(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize("network", [network for network in IPV4 if network != "0.0.0.0/8"])
def test_nat64_does_not_hide_a_special_address(network):
    assert not is_public(f"64:ff9b::{ip_network(network)[0]}")
