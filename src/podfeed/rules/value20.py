"""Rules of the podcast namespace about money."""

from __future__ import annotations

import re

from podfeed.rules.node import Feed, Node
from podfeed.rules.registry import (
    FEED,
    Finding,
    Found,
    bad,
    lacks,
    rule,
    shown,
)
from podfeed.rules.samples import SAMPLES
from podfeed.rules.values import (
    is_decimal,
    number,
)

_V, _R = "podcast:value", "podcast:valueRecipient"
_TYPES = ("lightning", "bitcoin", "keysend", "lnaddress", "amp", "wallet", "node", "hbd", "hive")
_KEY = "02" + "ab" * 32


def value_of(*recipients: str, attrs: str = 'type="lightning" method="lnaddress"') -> str:
    """Return the example of a value with other recipients."""
    return f"<podcast:value {attrs}>\n  " + "\n  ".join(recipients) + "\n</podcast:value>"


def paid_to(
    split: str = "100", kind: str = "lnaddress", address: str = "ada@wallet.example", more: str = ""
) -> str:
    """Return the example of somebody who is paid."""
    return f'<podcast:valueRecipient name="Ada" type="{kind}" address="{address}" split="{split}"{more}/>'


_RIGHT = SAMPLES[_V]
lacks("value-type-missing", "error", "p20", tag=_V, attr="type", why="Apps know by it how to pay.")
lacks(
    "value-method-missing",
    "error",
    "p20 podcastindex",
    tag=_V,
    attr="method",
    why="The Podcast Index leaves out a value without it.",
)
bad(
    "value-type-unknown",
    "warning",
    "p20",
    tag=_V,
    attr="type",
    test=lambda text: text.lower() in _TYPES,
    what="a kind of money that is known",
    wrong="gold",
    hint="write lightning",
)
bad(
    "value-method-unknown",
    "warning",
    "p20",
    tag=_V,
    attr="method",
    test=lambda text: text.lower() in ("keysend", "amp", "lnaddress", "default"),
    what="keysend, amp or lnaddress",
    wrong="post",
    hint="write lnaddress",
)
bad(
    "value-suggested-invalid",
    "error",
    "p20",
    tag=_V,
    attr="suggested",
    test=lambda text: is_decimal(text) and not text.startswith("-"),
    what="a decimal number",
    wrong="5 sats",
    hint="write bitcoin per minute: 0.00000005000",
)


@rule(
    "value-suggested-large",
    "warning",
    "best-practice",
    on=_V,
    hint="it is bitcoin per minute, not sats: divide by 100,000,000",
    wrong=_RIGHT.replace("0.00000005000", "50"),
    right=_RIGHT,
)
def value_suggested_large(node: Node, _feed: Feed) -> Found:
    """The suggested amount is in bitcoin per minute, and this is a fortune."""
    amount = number(node.get("suggested"))
    if amount and amount > 0.001 and node.get("type") == "lightning":
        yield Finding(
            node,
            f"{node.get('suggested')} bitcoin a minute are suggested",
            attr="suggested",
            value=node.get("suggested"),
        )


@rule(
    "value-no-recipient",
    "error",
    "p20",
    on=_V,
    hint="add <podcast:valueRecipient>",
    wrong='<podcast:value type="lightning" method="lnaddress"></podcast:value>',
    right=_RIGHT,
)
def value_no_recipient(node: Node, _feed: Feed) -> Found:
    """Nobody is paid."""
    if not node.first(_R):
        yield Finding(node, "<podcast:value> has no recipient")


def _splits(node: Node) -> list[tuple[Node, int]]:
    return [
        (each, int(each.get("split")))
        for each in node.all(_R)
        if re.fullmatch(r"[0-9]{1,12}", each.get("split"))
    ]


@rule(
    "value-split-invalid",
    "error",
    "p20",
    on=_R,
    hint="write a whole number of shares",
    wrong=value_of(paid_to("33.3")),
    right=_RIGHT,
)
def value_split_invalid(node: Node, _feed: Feed) -> Found:
    """The share of a recipient is no whole number."""
    split = node.get("split")
    if node.get("address") and not re.fullmatch(r"[0-9]{1,12}", split):
        yield Finding(
            node,
            f"the split is {shown(split)}" if split else "the recipient has no split",
            attr="split",
            value=split or None,
        )


@rule(
    "value-split-zero-total",
    "error",
    "p20",
    on=_V,
    hint="give somebody a share",
    wrong=value_of(paid_to("0")),
    right=_RIGHT,
)
def value_split_zero_total(node: Node, _feed: Feed) -> Found:
    """The shares add up to nothing."""
    splits = [split for each, split in _splits(node) if each.get("fee") != "true"]
    if splits and len(_splits(node)) == len(node.all(_R)) and sum(splits) == 0:
        yield Finding(node, "the shares add up to 0")


@rule(
    "value-split-zero",
    "warning",
    "p20",
    on=_V,
    hint="take the recipient out",
    wrong=value_of(paid_to("100"), paid_to("0", address="bo@wallet.example")),
    right=_RIGHT,
)
def value_split_zero(node: Node, _feed: Feed) -> Found:
    """A recipient has a share of 0."""
    splits = _splits(node)
    for each, split in splits:
        if split == 0 and sum(other for _, other in splits) > 0:
            yield Finding(
                each, f"{each.get('name') or each.get('address')} has a share of 0", attr="split", value="0"
            )


@rule(
    "value-split-not-100",
    "info",
    "p20",
    on=_V,
    hint="nothing needs to be done: they are shares",
    wrong=value_of(paid_to("50"), paid_to("40", address="bo@wallet.example")),
    right=_RIGHT,
)
def value_split_not_100(node: Node, _feed: Feed) -> Found:
    """The shares do not add up to 100, which they need not."""
    splits = _splits(node)
    total = sum(split for each, split in splits if each.get("fee") != "true")
    if len(splits) > 1 and total not in (0, 100):
        yield Finding(node, f"the shares add up to {total}")


@rule(
    "value-single-recipient-split",
    "info",
    "p20",
    on=_V,
    hint="nothing needs to be done",
    wrong=value_of(paid_to("1")),
    right=_RIGHT,
)
def value_single_recipient_split(node: Node, _feed: Feed) -> Found:
    """The only recipient has another share than 100, which comes to the same."""
    splits = _splits(node)
    if len(node.all(_R)) == 1 and splits and splits[0][1] not in (0, 100):
        yield Finding(
            splits[0][0],
            f"the only recipient has a share of {splits[0][1]}",
            attr="split",
            value=str(splits[0][1]),
        )


@rule(
    "value-all-fees",
    "warning",
    "p20",
    on=_V,
    hint="give those who make the show a share",
    wrong=value_of(paid_to(more=' fee="true"')),
    right=_RIGHT,
)
def value_all_fees(node: Node, _feed: Feed) -> Found:
    """Every recipient takes a fee, and nobody the rest."""
    found = node.all(_R)
    if found and all(each.get("fee") == "true" for each in found):
        yield Finding(node, "every recipient takes a fee")


@rule(
    "value-keysend-legacy",
    "info",
    "p20",
    on=_V,
    hint="lnaddress works with more wallets",
    wrong=_RIGHT.replace('"lnaddress" suggested', '"keysend" suggested'),
    right=_RIGHT,
)
def value_keysend_legacy(node: Node, _feed: Feed) -> Found:
    """Many wallets have no keysend."""
    if node.get("method").lower() == "keysend":
        yield Finding(node, "the method is keysend", attr="method", value="keysend")


@rule(
    "value-item-override",
    "info",
    "p20",
    on=FEED,
    hint="is that meant? an episode's value takes the place of the show's",
    wrong=value_of(paid_to("50"), paid_to("50", address="bo@wallet.example"))
    + "<item>"
    + value_of(paid_to())
    + "</item>",
    right=_RIGHT + "<item></item>",
)
def value_item_override(feed: Feed) -> Found:
    """The value of an episode leaves out somebody whom the show pays."""
    own = frozenset(each.get("address") for value in feed.channel.all(_V) for each in value.all(_R))
    for item in feed.items:
        if own and item.value and own - item.value:
            yield Finding(item.node, f"the episode does not pay {sorted(own - item.value)[0]}")
