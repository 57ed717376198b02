"""Where the figures of a run come from, in words for its pages."""

from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from platform import python_version
from typing import Any

from panjin_kpi.reference.calendar import due_on
from panjin_kpi.reference.obligations import organisation_name
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.formats import FICTITIOUS, format_day, format_month

PACKAGES = ("panjin-kpi", "pandas", "pandera", "papermill", "nbconvert", "matplotlib", "seaborn", "scipy")


def versions() -> dict[str, str]:
    """What the results are computed with."""
    return {name: version(name) for name in PACKAGES} | {"python": python_version()}


def closing_in_words(origin: Mapping[str, Any], plan: Plan) -> str:
    """By whom and when the period was closed, and how many submissions came later; empty for an open period.

    >>> closing_in_words({"closing": {"by": "dawa", "closed_on": "2022-01-20", "later": 0}}, Plan.load())
    '本期已由大洼区于2022年1月20日封账，以后收到的报送留存、不计入。'
    """
    if not (closing := origin.get("closing")):
        return ""
    by, later = organisation_name(plan, closing["by"]), closing["later"]
    since = f"，其中{later}件有本期的数字" if later else ""
    return f"本期已由{by}于{_day(closing['closed_on'])}封账，以后收到的报送留存、不计入{since}。"


def known_until(origin: Mapping[str, Any]) -> str:
    """Up to which day submissions are known; empty where all are.

    >>> known_until({"as_known_on": "2021-12-10"})
    '2021年12月10日当日所知'
    """
    return f"{_day(day)}当日所知" if (day := origin["as_known_on"]) else ""


def still_due_in_words(plan: Plan) -> str:
    """What 未报 means in the tables and charts of a month whose reports are not due yet; empty once they were."""
    if not (period := plan.awaited):
        return ""
    due = format_day(due_on(plan, period))
    return f"{format_month(period)}报表的报送期限（{due}）未过，表和图里本期的“未报”是还没有报来。"


def facts(origin: Mapping[str, Any], closed: str, withheld: str) -> dict[str, object]:
    """The origin of the results as the last section of a page lists it; what does not apply is left out."""
    always: dict[str, object] = {
        "数据性质": FICTITIOUS if origin["fictitious"] else "各单位报送",
        "快照": origin["snapshot"],
        "快照时间": f"{origin['taken_at'][:19].replace('T', ' ')}（世界时）",
        "报送件数": origin["submissions"],
        "内容摘要": origin["content"][:16],
        "软件版本": "，".join(f"{name} {number}" for name, number in origin["versions"].items()),
    }
    more = {"数据截至": known_until(origin), "封账": closed, "不公开的统计": withheld}
    return always | {name: text for name, text in more.items() if text}


def _day(written: str) -> str:
    return format_day(date.fromisoformat(written))
