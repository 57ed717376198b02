"""Rules of enterprises, recognitions and yearly figures, and of credit codes."""

from operator import itemgetter

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.checks.rule import Rule, RuleContext
from panjin_kpi.reference.calendar import today
from panjin_kpi.reference.credit_code import FORM, check_characters
from panjin_kpi.reference.evidence_counts import BY_CODE, district_of_code
from panjin_kpi.reference.names import normalised_key
from panjin_kpi.reference.plan import CITY
from panjin_kpi.schemas.fields import field

REGISTER = "登记簿"
CORRECTED = "如是更正，请作废其中一行"
NAME_A_CARRIER = ("incubatees", "events", "enterprises", "projects")
_LABEL = "^(?:证书)?编?号码?:?"
_NUMBER = "(?=.*[a-z])(?:[a-z-]*[0-9]){5,}[a-z-]*|(?:-?[0-9]){9,}"  # GR202121000111; eight digits may be a date

_ISSUED = "^(?:g[rf](?=[0-9]{12}$)|(?=[0-9]{10}[0-9a-z]{8}$))(20[0-9]{2})"  # GR2021…, or the number of a 科技型中小企业


def enterprise_rules(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Enterprises: valid credit code, assigned to one district and not to the city, known carrier."""
    coded = district_of_code(rows["uscc"], around.plan)
    elsewhere = (rows["district_basis"] == BY_CODE) & coded.notna() & (coded != rows["district"])

    def of_its_code(row: pd.Series) -> str:
        return f"按代码前缀归{around.plan.district_names[coded[row.name]]}，与归属地区不一致，不佐证归属地区的数"

    def same(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[["registered_on"]].assign(name=frame["name"].map(normalised_key, na_action="ignore"))

    twice = around.numbered_twice("enterprises", "uscc", same, rows)
    return [
        *bad_code(rows, around),
        whole_city(rows),
        Rule(twice, "name", "同名、同日注册的企业还有一行，代码不同，可能重复计数", CORRECTED, "warning"),
        Rule(elsewhere, "district_basis", of_its_code, "请改填登记簿、功能区名录或注册地址，或核对归属地区", "warning"),
        *_claimed_twice(rows, around),
        unknown_carrier(rows, around),
    ]


def recognition_rules(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Recognitions: valid credit code, recognised after registration, valid beyond the recognition."""
    registered = around.table("enterprises").drop_duplicates("uscc").set_index("uscc")["registered_on"]
    too_early = rows["event_date"] < rows["uscc"].map(registered.to_dict()).astype("datetime64[ns]")
    turned = (rows["valid_until"] < rows["event_date"]) & (rows["event"] != "revoked")  # may follow the expiry
    until = _last_days(rows, around)
    years = around.plan.assessment.checks.years_beyond_validity.value
    beyond = pd.DateOffset(years=years)
    ends = rows["valid_until"].where(rows["event"] != "revoked")
    far = (ends > until + beyond) | (ends < until - beyond)

    def by_rule(row: pd.Series) -> str:
        longer = row["valid_until"] > until[row.name]
        how, held = ("长", "到期以前都算") if longer else ("短", "到期以后不再算")
        return f"比这一层级的有效期（到{until[row.name]:%Y-%m-%d}）{how}{years}年以上，{held}持有资格"

    again = around.numbered_twice("recognitions", "uscc", _certificate, rows)
    renumber = f"{CORRECTED}；编号填错的，请改正编号"
    days = around.numbered_twice("recognitions", "event_date", _first_certificate, rows)
    issued = _certificate(rows)["number"].str.extract(_ISSUED)[0].where(rows["event"] != "revoked")
    other_year = issued.notna() & (issued != rows["event_date"].dt.strftime("%Y"))

    def of_year(row: pd.Series) -> str:
        return f"证书编号里的年份是{issued[row.name]}，认定日期在{row['event_date'].year}年"

    by_paper = "请核对日期的年份和证书编号；证书就是这样写的不用改"
    return [
        *bad_code(rows, around),
        Rule(again, "certificate_no", "同一层级的这个证书编号还记在另一家企业，可能重复计数", renumber, "warning"),
        Rule(days, "certificate_no", "这个证书编号还有一次认定，日期不同", renumber, "warning"),
        Rule(other_year & rows["event_date"].notna(), "certificate_no", of_year, by_paper, "warning"),
        _recognised_while_held(rows, around),
        Rule(far, "valid_until", by_rule, "请核对有效期的年份；依据文件就是这样写的不用改", "warning"),
        Rule(too_early, "event_date", "早于企业名录中的注册日期", "请核对认定日期或注册日期"),
        Rule(turned, "valid_until", "早于认定日期", "请核对有效期"),
        Rule(absent(rows["uscc"], registered.index), "uscc", "企业名录里没有这家企业", "请同时报送企业名录", "warning"),
    ]


def _certificate(rows: pd.DataFrame) -> pd.DataFrame:
    """The tier and the certificate number; 待发, a document number or a date is not one."""
    written = rows["certificate_no"].fillna("").map(normalised_key).astype("str")
    numbers = written.str.replace(_LABEL, "", regex=True)
    return rows[["tier"]].assign(number=numbers.where(numbers.str.fullmatch(_NUMBER)))


def _first_certificate(rows: pd.DataFrame) -> pd.DataFrame:
    return _certificate(rows).where(rows["event"] == "recognised")


def _recognised_while_held(rows: pd.DataFrame, around: RuleContext) -> Rule:
    """A recognition of a tier that the enterprise holds already, as a corrected day leaves it: both rows are asked."""
    key = schemas.key("recognitions")

    def twice(rows: pd.DataFrame, everything: pd.DataFrame) -> pd.Series:
        events = everything.dropna(subset=key).sort_values("event_date", kind="stable", ignore_index=True)
        until = events["valid_until"].fillna(_last_days(events, around)).fillna(pd.Timestamp.max)
        until = until.where(events["event"] != "revoked")
        of_one = [events["uscc"], events["tier"]]
        again = (events["event"] == "recognised") & (events["event_date"] <= until.groupby(of_one).shift())
        before = again.groupby(of_one).shift(-1).eq(True) & (events["event"] == "recognised")
        asked = pd.MultiIndex.from_frame(events.loc[again | before, key])
        return pd.Series(pd.MultiIndex.from_frame(rows[key]).isin(asked), rows.index)

    found = around.newly("recognitions", twice, itemgetter(["valid_until"]), rows)
    reason = "同一层级另有一次认定，两次之间资格没有中断，先后两个日期都算数"
    remedy = "是更正日期的，请作废原来那一行；是续期的，请填重新认定"
    return Rule(found & (rows["event"] == "recognised"), "event_date", reason, remedy, "warning")


def _last_days(events: pd.DataFrame, around: RuleContext) -> pd.Series:
    """The last valid day by the rule of each event's tier; NaT without end, and for an event yet to come."""
    days = events["event_date"].where(events["event_date"] <= pd.Timestamp(today()))
    until = pd.Series(pd.NaT, events.index, dtype="datetime64[ns]")
    for name, tier in around.plan.tiers.tiers.items():
        of_tier = events["tier"].isin([name])
        until[of_tier] = tier.validity.last_valid_day(days[of_tier].to_numpy())
    return until


def financial_rules(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Yearly figures: valid credit code, parts not larger than their whole, amounts that the staff can have earned."""
    known = around.table("enterprises")["uscc"]
    parts = (
        ("rd_staff", "staff"),
        ("domestic_rd_expense_wan", "rd_expense_wan"),
        ("hitech_revenue_wan", "total_revenue_wan"),
    )
    larger = [
        Rule(rows[part] > rows[whole], part, f"大于{schemas.title('financials', whole)}", "请核对这两个数", "warning")
        for part, whole in parts
    ]
    unlisted = Rule(absent(rows["uscc"], known), "uscc", "企业名录里没有这家企业", "请同时报送企业名录", "warning")
    not_begun = Rule(rows["year"] > today().year, "year", f"还没有到，今年是{today().year}年", "请核对年度")
    per_head = around.plan.assessment.checks.wan_per_head.value
    most, why = rows["staff"].where(rows["staff"] > 0) * per_head, f"合每名职工{per_head:g}万元以上，像是按元填的"
    in_yuan = [
        Rule(rows[name] >= most, name, why, "请核对，这一列的单位是万元", "warning")
        for name in rows
        if field("financials", str(name)).unit == "万元"
    ]
    return [*bad_code(rows, around), *larger, *in_yuan, not_begun, unlisted]


def bad_code(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Credit codes follow GB 32100-2015; the severity of a wrong check character is configured (``checks``)."""
    codes = pd.Series(rows["uscc"].dropna().unique(), dtype="str")
    formed = codes.str.fullmatch(FORM).astype("bool")
    written = codes[formed].to_numpy(dtype="U18")
    unchecked = written[check_characters(written) != written.astype("U18").view("U1").reshape(-1, 18)[:, 17]]
    severity, remedy = around.plan.assessment.checks.nonstandard_credit_code.value, "请对照营业执照改正"
    return [
        Rule(rows["uscc"].isin(codes[~formed]), "uscc", "不符合 GB 32100-2015，位数或字符不对", remedy),
        Rule(rows["uscc"].isin(unchecked), "uscc", "不符合 GB 32100-2015，校验码不对", remedy, severity),
    ]


def whole_city(rows: pd.DataFrame) -> Rule:
    """Rows are assigned to a district, not to the whole city."""
    return Rule(rows["district"] == CITY, "district", "要落到县区或经济区，不能填全市", "请改填县区、经济区")


def unknown_carrier(rows: pd.DataFrame, around: RuleContext) -> Rule:
    """A carrier must be in the table of carriers."""
    missing = absent(rows["carrier"], around.table("carriers")["carrier"])
    return Rule(missing, "carrier", "孵化载体表里没有这个载体", "请核对名称，或同时报送孵化载体表", "warning")


def withdrawn_carrier(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """A withdrawn carrier that rows in force still name: they would lose their carrier, and tenants their district."""
    keys = schemas.key("carriers")
    there = pd.MultiIndex.from_frame(rows[keys]).isin(pd.MultiIndex.from_frame(around.known("carriers")[keys]))
    gone = rows["withdrawn"] & there & absent(rows["carrier"], around.table("carriers")["carrier"])
    if not gone.any():
        return []
    naming = {name: around.table(name)["carrier"].value_counts() for name in NAME_A_CARRIER}

    def left(carrier: str) -> str:
        counts = {name: number.get(carrier, 0) for name, number in naming.items()}
        return "、".join(f"{schemas.schema(name).title}{count}行" for name, count in counts.items() if count)

    texts = rows["carrier"].where(gone, "").map(left)

    def reason(row: pd.Series) -> str:
        return f"作废后还有{texts[row.name]}写着这个载体，不再计入任何载体，在孵的也不再佐证地区的数"

    remedy = "更名的请把这些行一并改报到新名称，报错的请一并作废；载体没有更名也没有报错的，请不要作废"
    return [Rule(texts != "", "withdrawn", reason, remedy, "warning", withdrawals=True)]


def absent(values: pd.Series, known: pd.Series | pd.Index) -> pd.Series:
    """Values that are not blank and not among the known ones."""
    return values.notna() & ~values.isin(known)


def _claimed_twice(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """An enterprise counts in one district (R-12); its district changes only if the register shows that it moved."""
    before = around.known("enterprises").drop_duplicates("uscc").set_index("uscc")["district"]
    earlier = rows["uscc"].map(before.to_dict())
    elsewhere = earlier.notna() & rows["district"].notna() & (earlier != rows["district"]) & ~rows["withdrawn"]
    moved = rows["district_basis"] == REGISTER

    def message(row: pd.Series) -> str:
        return f"同一企业已归属{around.plan.district_names.known.get(earlier[row.name], '')}"

    remedy = "请先与该地区核实；确已迁移的，归属依据填登记簿，或由该地区先作废"
    return [
        Rule(elsewhere & moved, "district", message, "如已迁移登记，入库后按这里归属", "warning"),
        Rule(elsewhere & ~moved, "district", message, remedy),
    ]
