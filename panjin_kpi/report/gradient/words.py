"""Words of the gradient's closed lists that the reference data do not name."""

from panjin_kpi import schemas
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.numbers import figure

MOVEMENTS = {
    "new": "新进入",
    "promoted": "晋级",
    "kept": "保持",
    "fell": "降级",
    "left": "退出",
    "outside": "不在梯度内",
}
STANDINGS = {"ready": "已具备", "review": "待人工核实", "near": "只差一项", "unknown": "缺数据"}
OUTCOMES = {"met": "满足", "unmet": "不满足", "unknown": "未知", "manual": "待人工"}
VIEWS = {"apart": "分开计", "within": "并入所在区"}
NO_TIER = "无层级"
UNRESOLVED = "归属未定"
OVERALL = {"overall": "总结论"}  # stands among the criteria


def tier_name(plan: Plan, tier: str) -> str:
    """A tier, or none, as it is called.

    >>> tier_name(Plan.load(), "hnte"), tier_name(Plan.load(), "none")
    ('高新技术企业', '无层级')
    """
    return plan.words_of["tier"].known.get(tier, NO_TIER)


def combination_name(plan: Plan, combination: str) -> str:
    """Tiers held together.

    >>> combination_name(Plan.load(), "hnte+eaglet")
    '高新技术企业＋雏鹰企业'
    """
    return "＋".join(tier_name(plan, tier) for tier in combination.split("+"))


def place_name(plan: Plan, district: object) -> str:
    """Where an enterprise belongs; blank and ``city`` are nowhere in particular."""
    return plan.district_names[str(district)] if district in plan.district_names and district != CITY else UNRESOLVED


def criterion_names(plan: Plan) -> dict[str, str]:
    """Every criterion as ``tiers.yaml`` calls it, and the verdict on a whole tier."""
    return OVERALL | {rule.id: rule.name for _, rule in plan.tiers.criteria()}


def criterion_name(plan: Plan, criterion: str) -> str:
    """A criterion as ``tiers.yaml`` calls it."""
    return criterion_names(plan).get(criterion, criterion)


def figure_name(figure_id: str) -> str:
    """A figure of an enterprise, without its unit.

    >>> figure_name("rd_expense_wan"), figure_name("registered_on")
    ('研发费用', '注册时间')
    """
    known = figure_id in schemas.schema("financials").columns
    return schemas.title("financials", figure_id).partition("（")[0] if known else "注册时间"


def shortfall(figure_id: str, missing: float, unit: str) -> str:
    """What is missing of one figure, as it is said.

    >>> shortfall("rd_expense_wan", 38.0, "万元")
    '研发费用还差38万元'
    """
    return f"{figure_name(figure_id)}还差{figure(missing)}{unit}"
