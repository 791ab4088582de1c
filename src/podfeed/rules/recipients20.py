"""Rules of the podcast namespace about those who are paid."""

from __future__ import annotations

from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import (
    Finding,
    Fix,
    Found,
    bad,
    lacks,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.value20 import paid_to, value_of
from podfeed.rules.values import (
    is_boolean,
    is_email,
    is_node_key,
    is_positive,
)

_KEYS = frozenset(
    "02a9cd2bca29dd7e29bdfdf485a8e78b8ccf9327517afa03a59be8f62a58792e1b 02d5c1bf8b940dc9cadca86d1b0a3c37fbe39cee4c7e839e33bef9174531d27f52 "
    "02dd306e68c46681aa21d88a436fb35355a8579dd30201581cefa17cb179fc4c15 02e12fea95f576a680ec1938b7ed98ef0855eadeced493566877d404e404bfbf52 "
    "032f4ffbbafffbe51726ad3c164a3d0d37ec27bc67b29a159b0f49ae8ac21b8508 036557ea56b3b86f08be31bcd2557cae8021b0e3a9413f0c0e52625c6696972e57 "
    "03a9a8d953fe747d0dd94dd3c567ddc58451101e987e2d2bf7a4d1e10a2c89ff38 03ae9f91a0cb8ff43840e3c322c4c61f019d8c1c3cea15a25cfc425ac605e61a4a".split()
)


lacks(
    "value-address-missing",
    "error",
    "p20",
    tag="podcast:valueRecipient",
    attr="address",
    why="Nobody can be paid without it.",
)
bad(
    "value-recipient-type-unknown",
    "warning",
    "p20",
    tag="podcast:valueRecipient",
    attr="type",
    test=lambda text: text.lower() in ("node", "lnaddress", "wallet"),
    what="node, lnaddress or wallet",
    wrong="bank",
    hint="write lnaddress",
)
bad(
    "value-fee-invalid",
    "error",
    "p20",
    tag="podcast:valueRecipient",
    attr="fee",
    test=is_boolean,
    what="true or false",
    wrong="yes",
    hint="write true or false",
    fix=lambda text: {"yes": "true", "no": "false", "1": "true", "0": "false"}.get(
        text.lower(), text.lower() if text.lower() in ("true", "false") else None
    ),
)


def _kind(node: Node) -> str:
    return node.get("type").lower()


@rule(
    "value-node-address-invalid",
    "warning",
    "p20",
    on="podcast:valueRecipient",
    hint="write the node's public key: 66 hex digits from 02 or 03",
    wrong=value_of(paid_to(kind="node", address="02ab")),
    right=SAMPLES["podcast:value"],
)
def value_node_address_invalid(node: Node, _feed: Feed) -> Found:
    """The address of a node is no public key."""
    address = node.get("address")
    if _kind(node) == "node" and address and "@" not in address and not is_node_key(address):
        yield Finding(node, f"{shown(address)} is no public key", attr="address", value=address)


@rule(
    "value-lnaddress-invalid",
    "error",
    "p20",
    on="podcast:valueRecipient",
    hint="write an address such as ada@wallet.example",
    wrong=value_of(paid_to(address="ada")),
    right=SAMPLES["podcast:value"],
)
def value_lnaddress_invalid(node: Node, _feed: Feed) -> Found:
    """A Lightning address is none."""
    address = node.get("address")
    if _kind(node) == "lnaddress" and address and not is_email(address) and not is_node_key(address):
        yield Finding(node, f"{shown(address)} is no Lightning address", attr="address", value=address)


@rule(
    "value-address-type-mismatch",
    "error",
    "p20",
    on="podcast:valueRecipient",
    hint="correct the type",
    wrong=value_of(paid_to(kind="node")),
    right=SAMPLES["podcast:value"],
)
def value_address_type_mismatch(node: Node, _feed: Feed) -> Found:
    """The type of a recipient is not that of the address."""
    address, kind = node.get("address"), _kind(node)
    better = (
        "lnaddress"
        if kind == "node" and is_email(address)
        else "node"
        if kind == "lnaddress" and is_node_key(address)
        else ""
    )
    if better:
        yield Finding(
            node,
            f"the type is {kind}, and the address that of {better}",
            attr="type",
            value=kind,
            fix=Fix("type", better),
        )


@rule(
    "value-address-sample",
    "warning",
    "p20",
    on="podcast:valueRecipient",
    hint="write your own: the money goes to strangers",
    wrong=value_of(paid_to(kind="node", address=sorted(_KEYS)[0])),
    right=SAMPLES["podcast:value"],
)
def value_address_sample(node: Node, _feed: Feed) -> Found:
    """The address was copied from the documentation, and the money goes to strangers."""
    if node.get("address").lower() in _KEYS and not node.get("customKey"):
        yield Finding(
            node,
            "the address is that of an example in the documentation",
            attr="address",
            value=node.get("address"),
        )


@rule(
    "value-address-duplicate",
    "info",
    "p20",
    on="podcast:value",
    hint="put the shares together",
    wrong=value_of(paid_to("50"), paid_to("50")),
    right=SAMPLES["podcast:value"],
)
def value_address_duplicate(node: Node, _feed: Feed) -> Found:
    """One address is paid twice."""
    seen: list[tuple[str, str]] = []
    for each in node.all("podcast:valueRecipient"):
        key = (each.get("address").lower(), each.get("customValue"))
        if key in seen and key[0]:
            yield Finding(
                each, f"{each.get('address')} is paid twice", attr="address", value=each.get("address")
            )
        seen.append(key)


@rule(
    "value-customkey-without-value",
    "error",
    "p20",
    on="podcast:valueRecipient",
    hint="write both, or neither",
    wrong=value_of(paid_to(more=' customKey="696969"')),
    right=SAMPLES["podcast:value"],
)
def value_customkey_withoutvalue_of(node: Node, _feed: Feed) -> Found:
    """One of `customKey` and `customValue` stands without the other."""
    if bool(node.get("customKey")) != bool(node.get("customValue")):
        there = "customKey" if node.get("customKey") else "customValue"
        yield Finding(node, f"{there} stands alone", attr=there, value=node.get(there))


@rule(
    "value-customkey-invalid",
    "error",
    "p20",
    on="podcast:valueRecipient",
    hint="write the wallet's number",
    wrong=value_of(paid_to(more=' customKey="wallet" customValue="1"')),
    right=SAMPLES["podcast:value"],
)
def value_customkey_invalid(node: Node, _feed: Feed) -> Found:
    """`customKey` is no number from 65536."""
    key = node.get("customKey")
    if key and not (is_positive(key) and int(key) >= 65536):
        yield Finding(node, f"customKey is {shown(key)}", attr="customKey", value=key)
