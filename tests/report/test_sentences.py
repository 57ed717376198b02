"""Every number of every sentence is read back from the tables."""

import re

import pandas as pd

from panjin_kpi.reference.plan import CITY
from tests.report import sentence_facts as facts
from tests.report.sentence_facts import BEHIND, DIS, IND, INDICATORS, NAMES, NUM, UNIT, known, near, reached
from tests.report.task_facts import doubtful, doubts_of

FAR = ("behind", "far_behind")
ATOMS = [
    (f"{DIS}{IND}{NUM}{UNIT}(?:（本期未报，沿用(\\d+)年(\\d+)月的数）)?(?=[、。等])", lambda t, s, f, _: (
        t.status[cell := (NAMES[f[1]], INDICATORS[f[2]])]["light"] == "not_allocated" and near(f[3], (last := [
            row for row in t.records["path"] if (row["scope"], row["indicator"]) == cell and known(row["actual"])
        ][-1])["actual"]) and (f"{f[4]}-{int(f[5]):02d}" if f[4] else t.period) == last["period"])),
    (f"第{NUM}项([^（]*)（([^）]*)）(?=[、。等])", doubts_of),
    (r"\d{4}年(?:\d+月)?(?:\d+日|至\d+月)?", None),
    (f"与第{NUM}名的地区分不出先后", facts.beside),
    (r"12月为未完成|连续到12月的，12月按|附件2|第\d+项|虚构示例[^（]*|示例事项：第\d+月|与第\d名", None),
    (r"连续2个月|合计2次|合计3件(?=；为假定)", None),
    (r"差不到1也|只在离应达数差不到1|的指标离应达数差不到1|第1名(?=，得|，均|，都)|不等于0", None),
    (r"9项假定同时变动|至少95.0%的测算|相加可超过100%|跨着95.0%的界限", None),
    (f"{NUM}%(?:以上)?的测算中仍列第{NUM}名", facts.kept),
    (f"(?:九成以上的测算在)第{NUM}(?:—{NUM})?名", facts.spanned),
    (f"与第{NUM}—{NUM}名的其他地区分不出先后", facts.spanned),
    (f"估计的误差范围{NUM}%—{NUM}%", lambda t, s, f, _: near(f[1], 100 * t.verdicts[s]["p_low"], 1)
        and near(f[2], 100 * t.verdicts[s]["p_high"], 1)),
    (f"影响最大的是({'|'.join(facts.FACTORS)})（含共同作用的影响约{NUM}%）", facts.strongest),
    (f"(?<=[：、])({'|'.join(facts.FACTORS)})（{NUM}%）", facts.strongest),
    (f"只改一种做法就变的有{NUM}种(?:，如|：)([^，]*)，变为第{NUM}名(?:（{NUM}个地区并列）)?", facts.moves),
    ("按0计(（目标为0的视为已完成）)?", lambda t, s, f, _: bool(f[1]) == any(
        row["target"] == 0 and row["light"] == "unreported" and row["scope"] in t.scores and s in (None, row["scope"])
        for row in t.own)),
    (f"第{NUM}—{NUM}名（([^）]*)）", facts.level_run),
    (f"{DIS}第{NUM}(?=[，。])", facts.merged_rank),
    (f"{IND}完成[\\d./%]+{UNIT}（{NUM}%），比应达进度低{NUM}个百分点", facts.gap_of),
    (f"{DIS}?{IND}（?{NUM}%?/{NUM}{UNIT}", facts.cell_of),
    (f"{IND}（{NUM}→{NUM}{UNIT}）", facts.change_of),
    (f"{DIS}?{IND}（应达{NUM}{UNIT}，实际{NUM}）", facts.due_of),
    (f"上报{NUM}%，项目台账列名的园区有载体的占{NUM}%", lambda t, s, f, _: any(
        near(f[1], row["reported_share"]) and near(f[2], 100 * row["park_share"], 1)
        for row in t.records["carrier_building"] if row["scope"] == CITY)),
    (f"{DIS}?{IND}（报{NUM}{UNIT}，佐证{NUM}(?:，另有(?:归属未定|所在载体不在册或分不清){NUM})?）", facts.proof_of),
    (f"{IND}（失?{NUM}分(?:，还?差{NUM}{UNIT}|，本期未报(?:，先补报)?)）", facts.lost),
    (f"{facts.WORD}{NUM}项(（目标为0的视为已完成）)?(?=[，。：])", facts.level_count),
    (f"完成全年目标的{NUM}项(（目标为0的视为已完成）)?", lambda t, s, f, _: (int(f[1]), bool(f[2])) == (
        len(reached(t, s, "done")), any(row["target"] == 0 for row in reached(t, s, "done")))),
    (f"其中超额的{NUM}项", lambda t, s, f, _: int(f[1]) == sum(
        row["actual"] > row["target"] > 0 for row in reached(t, s, "done"))),
    (f"有年度目标的指标{NUM}项", lambda t, s, f, _: int(f[1]) == len(t.of(s))),
    (f"比上月(增加|减少)的有{NUM}项", facts.moved_count),
    (f"(本月|上月)未报的{NUM}项(?=，)", lambda t, s, f, _: int(f[2]) == sum(
        pd.isna(now) if f[1] == "本月" else pd.isna(before) and not pd.isna(now)
        for before, now in t.reported_moves(s))),
    (f"另有{NUM}项(?=。)", lambda t, s, f, x: int(f[1]) == len(reached(t, s, "missed")) - x.count("（")),
    (f"另有{NUM}项落后", lambda t, s, f, x: int(f[1]) == len(reached(t, s, *BEHIND)) - x.count("比应达进度低") - int(
        (re.findall(r"除离应达数差不到1的(\d+)项外", x) or [0])[0])),
    (f"有{NUM}项本期只有部分地区报送", lambda t, s, f, _: int(f[1]) == sum(
        not pd.isna(row["actual"]) and 0 < row["reported"] < row["expected"] for row in t.of(s))),
    (f"有目标的地区本期都没有报送的有{NUM}项", lambda t, s, f, _: int(f[1]) == sum(
        not pd.isna(row["actual"]) and row["reported"] == 0 < row["expected"] for row in t.of(s))),
    (f"指标共{NUM}项，(?:分布在{NUM}个地区；最多的是|都在)[^（]*（各?{NUM}项）", facts.spread),
    (f"{facts.UNIT_NAME}（应报{NUM}项，已报{NUM}项）", lambda t, s, f, _: (int(f[2]), int(f[3])) in {
        (row["expected"], row["reported"]) for row in t.late if row["name"] == f[1]}),
    (f"{DIS}（(?:全部)?{NUM}项）", lambda t, s, f, x: int(f[2]) == of_one_district(t, NAMES[f[1]], x)),
    ("（离应达数差不到1的不计）", lambda t, s, *_: any(facts.small(t, scope, *FAR) for scope in t.scores)),
    (f"除离应达数差不到1的{NUM}项外|{NUM}项落后的都离应达数差不到1",
        lambda t, s, f, _: int(f[1] or f[2]) == facts.small(t, s, *BEHIND)),
    (f"有{NUM}项离应达数差不到1", lambda t, s, f, _: int(f[1]) == sum(
        facts.small(t, scope, *(BEHIND if s else FAR)) for scope in ([s] if s else t.scores))),
    (f"{NUM}个计分的地区", lambda t, s, f, _: int(f[1]) == facts.top(t)[1]),
    (f"(?:，得|均得|都是){NUM}分", lambda t, s, f, _: near(f[1], facts.top(t)[0])),
    (f"最低的是([^（]*)（{NUM}分），比第1名低{NUM}分", lambda t, s, f, _: near(f[2], facts.lowest(t)[0])
        and near(f[3], facts.top(t)[0] - facts.lowest(t)[0])
        and {NAMES[name] for name in f[1].split("、")} == facts.lowest(t)[1]),
    (f"([ABC])等{NUM}个", lambda t, s, f, _: int(f[2]) == sum(row["grade"] == f[1] for row in t.scores.values())),
    (f"{DIS}(?:{NUM}→{NUM}分|得分不变)(?:（第{NUM}→第{NUM}）)?(?!（)", facts.moved_score),
    (f"{DIS}{NUM}(?=[、。])", lambda t, s, f, _: near(f[2], facts.half_up(t.scores[NAMES[f[1]]]["score"]))),
    (f"{IND}（{NUM}个地区(?:合计)?[失差]{NUM}分）", lambda t, s, f, _: near(
        f[3], facts.half_up(sum(lost := facts.points_lost(t, INDICATORS[f[1]])))) and int(f[2]) == len(lost)),
    (f"其余{NUM}个地区的名次取决于假定", lambda t, s, f, x: int(f[1]) == len(t.scores) - x.count("（第")),
    (f"{DIS}得分{NUM}分", lambda t, s, f, _: near(f[2], facts.half_up(t.scores[NAMES[f[1]]]["score"]))),
    (f"对照本月应达进度（[^）]*）得{NUM}分", lambda t, s, f, _: near(f[1], facts.against_pace(t, s))),
    (f"列第{NUM}名（共{NUM}个地区）", lambda t, s, f, _: [int(f[1]), int(f[2])] == [
        t.scores[s]["rank"], facts.top(t)[1]]),
    (f"比第{NUM}名.*?(低|高){NUM}分", lambda t, s, f, x: facts.apart(
        t, f[3], facts.top(t)[0] if "个计分的" in x else s, f[1])),
    (f"(?:全年失|还可以争取){NUM}分", lambda t, s, f, _: near(f[1], 100 - facts.half_up(t.scores[s]["score"]))),
    ("全年只有一项失分|还可以争取的只有一项", lambda t, s, *_: [
        row["district"] for row in t.records["next_steps"]].count(s) == 1),
    (f"另有{NUM}项(?:失分|尚可争取)", lambda t, s, f, _: int(f[1]) == beyond_the_third(t, s)),
    (f"{DIS}(\\d+)项(?=[、；])", lambda t, s, f, _: int(f[2]) == t.scores[NAMES[f[1]]]["missing"]),
    (f"有{NUM}项分解指标本期未报", lambda t, s, f, _: int(f[1]) == t.scores[s]["missing"]),
    (f"(各地区上报数|全市自报数|上报数)与明细核对{NUM}项：.*", facts.compared),
    (f"另有{NUM}项本期未报，但有明细", lambda t, s, f, _: int(f[1]) == sum(
        pd.isna(r["reported"]) and r["evidenced"] > 0 for r in t.records["evidence"]
        if s == r["scope"] or (s is None and (r["scope"] != CITY or r["indicator"] not in facts.SUMS)))),
    (f"归属未定的企业{NUM}家(?:（共{NUM}项认定）)?", lambda t, s, f, _: (int(f[1]), int(f[2] or f[1])) == (
        len(set(codes := [row["uscc"] for row in t.records["undecided"] if s in (None, row["scope"])])), len(codes))),
    (f"{DIS}(?:{NUM}→{NUM}分|得分不变)（(?:第{NUM}→第{NUM}|名次不变)(?:，{NUM}个地区并列|，不再并列)?）",
        facts.by_basis),
    (f"（共{NUM}个地区）", lambda t, s, f, _: int(f[1]) == sum(
        row["scenario"] == "merged" and not pd.isna(row["rank_low"]) for row in t.records["rank_ranges"])),
    (f"等{NUM}个单位补报▪", lambda t, s, f, _: int(f[1]) == sum(row["verdict"] == "未报" for row in t.late)),
    (f"补报本期未报的指标，共{NUM}项", lambda t, s, f, _: int(f[1]) == sum(
        row["light"] == "unreported" and row["scope"] in {
            sent["reporter"] for sent in t.late if sent["verdict"] not in ("未报", "未到期限")}
        for row in t.records["status"])),
    (f"等{NUM}个单位补报缺少的任务进展", lambda t, s, f, _: int(f[1]) == len(silent(t) - {
        row["reporter"] for row in t.late if row["verdict"] == "未报"})),
    (f"{facts.UNIT_NAME}（{NUM}天）", lambda t, s, f, _: (f[1], int(f[2])) in {
        (row["name"], row["days_late"]) for row in t.late if row["verdict"] == "迟报"}),
    (f"{DIS}（第{NUM}）", lambda t, s, f, _: int(f[2]) == t.scores[NAMES[f[1]]]["rank"]),
    (f"分解到地区的指标{NUM}项(（目标为0的视为已完成）)?", lambda t, s, f, x: facts.by_indicator(t, f, x) and bool(
        f[2]) == any(row["target"] == 0 and row["light"] == "done" and row["scope"] != CITY for row in t.own)),
    (f"(?:地区(?:都)?完成的|有地区本期未报的){NUM}项", lambda t, s, f, x: facts.by_indicator(t, f, x)),
    (f"{IND}（{NUM}个）", lambda t, s, f, x: int(f[2]) == sum(
        row["indicator"] == INDICATORS[f[1]] and row["light"] == ("unreported" if "有地区本期未报的" in x else "done")
        for row in t.own if row["scope"] != CITY)),
    (f"全市{NUM}项目标(?:中完成{NUM}项(（目标为0的视为已完成）)?|(?:尚无|没有)一项完成)", lambda t, s, f, _: [
        int(f[1]), int(f[2] or 0), bool(f[3])] == [len(t.of(CITY)), len(reached(t, CITY, "done")), any(
            row["target"] == 0 for row in reached(t, CITY, "done"))]),
    (f"全市{NUM}项目标都已完成(（目标为0的视为已完成）)?", lambda t, s, f, _: (int(f[1]), bool(f[2])) == (
        len(reached(t, CITY, "done")), any(row["target"] == 0 for row in t.of(CITY)))),
    (f"(变好|变差|状态下降|到年末没有完成|报来|本月未报)的{NUM}项(?=：)", facts.changes_of),
    (f"另有{NUM}项本月和上月都没有报", lambda t, s, f, _: int(f[1]) == sum(row["reported"] == 0 for row in t.of(s))),
    (f"应报单位{NUM}个", lambda t, s, f, _: int(f[1]) == sum(row["expected"] > 0 for row in t.late)),
    (f"(按时|迟报|未报|未到期限){NUM}个", lambda t, s, f, _: facts.verdicts(t, f)),
    (f"{facts.UNIT_NAME}（{NUM}项）", lambda t, s, f, x: "逾期才报来" in x and int(f[2]) == sum(
        row["reported"] - row["on_time"] for row in t.late if row["name"] == f[1])),
    (f"另有{NUM}个单位所欠", lambda t, s, f, _: int(f[1]) == sum(row["expected"] == 0 for row in t.late)),
    (f"应由牵头单位报送进展{NUM}份", lambda t, s, f, _: int(f[1]) == len(t.records["tasks"])),
    (f"的{NUM}项任务", lambda t, s, f, _: int(f[1]) == len({row["task_no"] for row in t.records["tasks"]})),
    (f"已报{NUM}份", lambda t, s, f, _: int(f[1]) == sum(isinstance(r["status"], str) for r in t.records["tasks"])),
    (f"(已完成|推进中|未启动){NUM}份", lambda t, s, f, _: int(f[2]) == sum(
        row["status"] == f[1] for row in t.records["tasks"])),
    (f"另有{NUM}份由共同牵头的单位报送", lambda t, s, f, x: int(f[1]) + sum(map(int, re.findall(r"，未报(\d+)份", x)))
        == sum(not isinstance(row["status"], str) for row in t.records["tasks"])),
    (f"，未报{NUM}份", lambda t, s, f, x: "另有" in x or int(f[1]) == sum(
        not isinstance(row["status"], str) for row in t.records["tasks"])),
    (f"存在问题的进展有{NUM}份", lambda t, s, f, _: int(f[1]) == sum(
        isinstance(row["problems"], str) for row in t.records["tasks"])),
    (f"报为“已完成”的{NUM}份任务进展(?:中，有{NUM}份|都|)与", lambda t, s, f, _: [int(f[1]), int(f[2] or f[1])] == [
        len(t.done), sum(doubtful(t, row) for row in t.done)]),
    (f"单位{NUM}个（[^）]*?(?:等{NUM}个单位)?），是否通报", lambda t, s, f, _: int(f[1]) == len({
        row["owner"] for row in t.records["bulletin_candidates"]})),
    (f"{IND}＊?连续{NUM}个月", lambda t, s, f, x: (INDICATORS[f[1]], int(f[2])) in {
        (row["indicator"], row["times"])
        for row in t.records["bulletin_candidates"] if x.startswith(row["owner_name"])}),
    (f"超期的任务、交办事项和举措合计{NUM}件", lambda t, s, f, x: int(f[1]) in {
        row["times"] for row in t.records["bulletin_candidates"]
        if row["test"] == "overdue" and x.startswith(row["owner_name"])}),
    (f"本年(?=[迟未]报\\d)(?:迟报{NUM}次)?、?(?:未报{NUM}次)?", lambda t, s, f, x: sum(
        int(number) for number in f.groups() if number) in {
            row["times"] for row in t.records["bulletin_candidates"] if x.startswith(row["owner_name"])}),
    (f"本月交办{NUM}件，办结{NUM}件(?:（其中超期办结{NUM}件）)?", lambda t, s, f, _: [int(f[1]), int(f[2])] == [
        t.records["open_matters_summary"][0][name] for name in ("raised", "closed")]),
    (f"期末未办结{NUM}件", lambda t, s, f, _: int(f[1]) == len(t.records["open_matters"])),
    (f"其中超期{NUM}件", lambda t, s, f, _: int(f[1]) == t.records["open_matters_summary"][0]["overdue"]),
    (f"已交办{NUM}天", lambda t, s, f, _: int(f[1]) == max(row["age_days"] for row in t.records["open_matters"])),
    (f"交办事项，共{NUM}件", lambda t, s, f, _: int(f[1]) == sum(
        (row["overdue_days"] or 0) > 0 for row in t.records["open_matters"] if row["status"] != "退回")),
    (f"举措，共{NUM}件", lambda t, s, f, _: int(f[1]) == sum(
        (row["overdue_days"] or 0) > 0 for row in t.records["measure_status"])),
    (f"由谁负责，共{NUM}件", lambda t, s, f, _: int(f[1]) == sum(
        row["owner"] in NAMES.values() and row["owner"] not in t.scores and row["status"] != "已完成"
        for name in ("open_matters", "measure_status") for row in t.records[name])),
    (f"须重新明确责任单位的{NUM}件", lambda t, s, f, _: int(f[1]) == sum(
        row["status"] == "退回" for row in t.records["open_matters"])),
    (f"逾期未完成：.*等{NUM}份", lambda t, s, f, _: int(f[1]) == len(overdue(t))),
    (f"等{NUM}个单位对逾期未完成的任务", lambda t, s, f, _: int(f[1]) == len({row["reporter"] for row in overdue(t)})),
    (f"等{NUM}个单位退回", lambda t, s, f, _: int(f[1]) == len({
        row["owner"] for row in t.records["open_matters"] if row["status"] == "退回"})),
    (f"等{NUM}(?:个地区|个单位|项|个)?(?=[。，（])", lambda t, s, f, _: int(f[1]) > 8),
]  # fmt: skip


def of_one_district(t, scope, sentence):
    if "（应达数" in sentence:
        return facts.small(t, scope, *FAR)
    if "逾期才报来" in sentence:
        return sum(row["reported"] - row["on_time"] for row in t.late if row["reporter"] == scope)
    levels = {"unreported"} if "未报" in sentence else FAR if "欠进度" in sentence else BEHIND
    return sum(row["light"] in levels for row in t.of(scope)) - (
        facts.small(t, scope, *FAR) if "差不到1的不计" in sentence else 0)  # fmt: skip


def overdue(t):
    return [row for row in t.records["tasks"] if known(row["overdue"]) and row["overdue"]]


def silent(t):
    """Units that owe progress of a task that no other bureau has reported either."""
    bureaus = {row["task_no"] for row in t.records["tasks"] if known(row["status"]) and row["reporter"] not in t.scores}
    return {row["reporter"] for row in t.records["tasks"] if not known(row["status"])
            and (row["reporter"] in t.scores or row["task_no"] not in bureaus)}  # fmt: skip


def beyond_the_third(t, scope):
    lost = sorted((r["points_lost"] for r in t.records["next_steps"] if r["district"] == scope), reverse=True)
    return sum(points < lost[2] for points in lost)


def wrong_numbers(case):
    """Numbers in sentences that differ from the tables, and sentences that no pattern matches."""
    wrong = []
    for scope, sentence in case.sentences:
        unread = sentence
        for pattern, check in ATOMS:
            read = [found for found in re.finditer(pattern, unread) if check and found[0]]
            wrong += [f"{found[0]}：{sentence}" for found in read if not check(case, scope, found, sentence)]
            unread = re.sub(pattern, lambda found: re.sub(r"\d", "▪", found[0]), unread)
        if re.search(r"\d", unread):
            wrong.append(f"没有核对：{unread}")
    return wrong


def test_every_number_of_every_sentence_is_the_tables(case):
    assert wrong_numbers(case) == []
