"""The months around a month: the one before it, the one after it, and those of its year so far."""


def month_before(period: str) -> str:
    """The month before.

    >>> month_before("2021-06"), month_before("2021-01")
    ('2021-05', '2020-12')
    """
    return _moved(period, -1)


def month_after(period: str) -> str:
    """The month after.

    >>> month_after("2021-06"), month_after("2021-12")
    ('2021-07', '2022-01')
    """
    return _moved(period, 1)


def months_so_far(period: str) -> list[str]:
    """The months of the year up to a month.

    >>> months_so_far("2021-03")
    ['2021-01', '2021-02', '2021-03']
    """
    return [f"{period[:4]}-{month:02d}" for month in range(1, int(period[5:]) + 1)]


def _moved(period: str, months: int) -> str:
    year, month = divmod(int(period[:4]) * 12 + int(period[5:]) - 1 + months, 12)
    return f"{year:04d}-{month + 1:02d}"
