"""Counts that may point at an enterprise: what the public edition withholds (docs/decisions/0029)."""

# public results that count enterprises, carriers or tenants; they share sums and differences, so they are withheld
# together: any one of them could reveal figures of the others
COUNTS = frozenset({
    "tier_stock", "tier_flow", "tier_overlap", "ladder_total", "transitions", "climb", "climb_summary",
    "expiring_summary", "expiry_calendar", "places", "outlook", "attribution_counts", "carrier_summary",
})  # fmt: skip


def withheld_in_words(least: int | None) -> str:
    """The note for readers that statistics with counts below ``least`` are withheld; empty where none is.

    >>> withheld_in_words(5)
    '企业和孵化载体的统计里可能有少于5家的数，为免指向个别企业，这些统计不公开。'
    """
    return f"企业和孵化载体的统计里可能有少于{least}家的数，为免指向个别企业，这些统计不公开。" if least else ""
