"""Which figure changed, from what to what, by which submission."""

from datetime import date

import pytest

from panjin_kpi import schemas
from panjin_kpi.batch.comparison.comparison import NoRun, between_days, between_runs
from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.storage.snapshot import take_snapshot
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.project import Project
from panjin_kpi.reference.calendar import today

pytestmark = pytest.mark.slow

HEADER = "period,district,indicator,value,note,withdrawn"
JUNE, JULY, AUGUST = date(2021, 6, 26), date(2021, 7, 26), date(2021, 8, 26)


def changed(folder, plan):
    """June's figures; in July one is revised and one withdrawn, one is new."""
    project = Project(folder / "data")
    store = Store(project.store_url)
    june = ("2021-06,panshan,activities,3,,", "2021-06,dawa,activities,2,,")
    july = ("2021-06,panshan,activities,2,核减,", "2021-06,dawa,activities,,,是", "2021-07,dawa,activities,4,,")
    for name, rows, day in (("june.csv", june, JUNE), ("july.csv", july, JULY)):
        store.submit(check_file(written(folder / name, *rows), "progress", plan), day)
    return project


def written(path, *rows):
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path, plan):
    return changed(tmp_path, plan)


def test_between_two_days_each_changed_figure_names_its_submission(project, plan):
    found = between_days(Store(project.store_url), plan, JUNE, JULY)
    cause = "第2号　july.csv　2021-07-26"
    assert found.to_numpy().tolist() == [
        ["指标月报", "2021-06　大洼区　举办创新创业活动", "本年累计", "2", "（无）", cause],
        ["指标月报", "2021-06　盘山县　举办创新创业活动", "本年累计", "3", "2", cause],
        ["指标月报", "2021-06　盘山县　举办创新创业活动", "备注", "（无）", "核减", cause],
        ["指标月报", "2021-07　大洼区　举办创新创业活动", "本年累计", "（无）", "4", cause],
    ]


def test_backwards_gives_the_same_figures(project, plan):
    there, back = (between_days(Store(project.store_url), plan, *days) for days in ((JUNE, JULY), (JULY, JUNE)))
    assert there["原来"].tolist() == back["现在"].tolist()
    assert there["由哪件报送"].tolist() == back["由哪件报送"].tolist()


def test_a_figure_that_came_after_its_period_was_closed_is_marked(project, plan):
    store = Store(project.store_url)
    store.close("2021-06", "sci_tech_bureau")
    came = check_file(written(project.data / "late.csv", "2021-06,panshan,activities,9,补报"), "progress", plan)
    last = store.submit(came, AUGUST).submission
    found = between_days(store, plan, JULY, AUGUST)
    assert set(found["由哪件报送"]) == {f"第{last}号　late.csv　{AUGUST}（封账后收到，不计入）"}


def test_between_two_days_is_what_counts_and_beside_it_what_came_after_the_closing(project, plan):
    store = Store(project.store_url)
    late = {
        "late": ("2021-06,panshan,activities,3,又改,", AUGUST),
        "gone": ("2021-06,xinglongtai,activities,,,是", JULY),
    }
    first = check_file(written(project.data / "first.csv", "2021-06,xinglongtai,activities,1,,"), "progress", plan)
    store.submit(first, JUNE)
    store.close("2021-06", "sci_tech_bureau")
    for name, (row, day) in late.items():
        store.submit(check_file(written(project.data / f"{name}.csv", row), "progress", plan), day)
    found = between_days(store, plan, JUNE, today())
    june = found[found["哪一项"].str.startswith("2021-06")].drop(columns="表")
    counts, after = "第2号　july.csv　2021-07-26", "（封账后收到，不计入）"
    panshan, xinglongtai = ("2021-06　" + name + "　举办创新创业活动" for name in ("盘山县", "兴隆台区"))
    assert june.to_numpy().tolist() == [
        ["2021-06　大洼区　举办创新创业活动", "本年累计", "2", "（无）", counts],
        [panshan, "本年累计", "3", "2", counts],
        [panshan, "备注", "（无）", "核减", counts],
        [panshan, "本年累计", "2", "3", f"第5号　late.csv　2021-08-26{after}"],
        [panshan, "备注", "核减", "又改", f"第5号　late.csv　2021-08-26{after}"],
        [xinglongtai, "本年累计", "1", "（无）", f"第6号　gone.csv　2021-07-26{after}"],
    ]
    assert between_days(store, plan, today(), JUNE)["原来"].tolist() == found["现在"].tolist()
    (closing,) = set(between_days(store, plan, AUGUST, today())["由哪件报送"])
    assert closing == f"第4号　2021-06 封账　{today()}", "what it no longer counts had come before that day"


def test_what_a_later_file_only_repeats_has_the_submission_that_changed_it(project, plan):
    store = Store(project.store_url)
    again = ("2021-06,panshan,activities,2,又核减,", "2021-06,dawa,activities,,,是", "2021-08,dawa,activities,5,,")
    receipt = store.submit(check_file(written(project.data / "again.csv", *again), "progress", plan), AUGUST)
    assert str(receipt.differences) == "新增 1 行，更改 1 行，不变 1 行"
    july, august = "第2号　july.csv　2021-07-26", "第3号　again.csv　2021-08-26"
    found = between_days(store, plan, JUNE, AUGUST)
    assert found[["列", "现在", "由哪件报送"]].to_numpy().tolist() == [
        ["本年累计", "（无）", july],
        ["本年累计", "2", july],
        ["备注", "又核减", august],
        ["本年累计", "4", july],
        ["本年累计", "5", august],
    ]


def test_what_is_repeated_after_the_closing_has_the_submission_that_brought_it(project, plan):
    store = Store(project.store_url)
    store.close("2021-06", "sci_tech_bureau")
    for name in ("late", "again"):
        row = f"2021-06,panshan,activities,9,补报{name},"
        store.submit(check_file(written(project.data / f"{name}.csv", row), "progress", plan), AUGUST)
    found = between_days(store, plan, JULY, AUGUST).set_index("列")["由哪件报送"].str[:3]
    assert found.to_dict() == {"本年累计": "第4号", "备注": "第5号"}


def test_nothing_between_two_days_is_an_empty_table(project, plan):
    assert between_days(Store(project.store_url), plan, JULY, AUGUST).empty


@pytest.fixture(scope="module")
def compared(tmp_path_factory, plan):
    """A project with June's run and July's; before the second, another district sends June's figure in a file."""
    root = tmp_path_factory.mktemp("runs")
    project = changed(root, plan)
    late = written(root / "late.csv", "2021-06,xinglongtai,activities,1,,")
    Store(project.store_url).submit(check_file(late, "progress", plan), JULY)
    folders = []
    for day in (JUNE, JULY):
        snapshot = take_snapshot(Store(project.store_url), project.snapshots, day)
        folder = root / day.isoformat()
        ResultSet.compute(snapshot, plan, "2021-06").write(folder / "results", project.reference)
        folders.append(folder)
    return project, folders


@pytest.fixture(scope="module")
def differences(compared):
    project, runs = compared
    return between_runs(project, *runs)


def test_between_two_runs_computed_figures_name_the_submissions_behind_them(differences):
    found = differences.set_index(["哪一项", "列"])
    judged = found[found["表"] == schemas.schema("status").title]
    completion = judged.loc[("2021-06　盘山县　举办创新创业活动", "完成率")]
    assert completion[["原来", "现在", "由哪件报送"]].tolist() == ["75.0%", "50.0%", "第2号　july.csv"]
    scopes = ("全市", "大洼区", "盘山县", "兴隆台区")
    value = judged.loc[[(f"2021-06　{scope}　举办创新创业活动", "本年累计") for scope in scopes]]
    assert value[["原来", "现在"]].to_numpy().tolist() == [["5", "3"], ["2", "（无）"], ["3", "2"], ["（无）", "1"]]
    city, withdrawn, revised, late = (set(cause.split("；")) for cause in value["由哪件报送"])
    assert (revised, late) == ({"第2号　july.csv"}, {"第3号　late.csv"})
    assert withdrawn == {"撤回（第2号　july.csv、第3号　late.csv之一）"}, (
        "not the later month's figure of the same cell"
    )
    assert city == withdrawn | revised | late, "a figure of the city has the causes of every district"
    named = judged.index.get_level_values(0).str.split("　").str[2]
    assert set(named) == {"举办创新创业活动"}
    # a rank depends on every indicator and on the others' figures
    for name in ("scores", "next_steps", "rank_ranges"):
        rows = found[found["表"] == schemas.schema(name).title]
        assert len(rows) > 0
        assert rows["由哪件报送"].str.contains("第[23]号").all()


def test_identifiers_are_shown_in_words_on_either_side(differences):
    found = differences
    lights = found[(found["列"] == "状态") & (found["表"] == schemas.schema("status").title)].set_index("哪一项")
    assert lights.loc["2021-06　大洼区　举办创新创业活动", ["原来", "现在"]].tolist() == ["达进度", "未报"]
    ranges = found[found["表"] == schemas.schema("rank_ranges").title]
    assert ranges["哪一项"].str.contains("任意权重　").any()
    identifiers = "on_pace|unreported|weights_|no_cap|dawa|activities|evidenced"
    shown = found.drop(columns="由哪件报送").astype("str").agg("　".join, axis=1)
    assert not shown.str.contains(identifiers).any()


def test_rows_that_are_no_monthly_figures_are_causes_of_what_they_prove(project, plan, send, tmp_path):
    store, folders = Store(project.store_url), []
    event = "district,event_id,indicator,occurred_on,title\n"
    for day in (JULY, AUGUST):
        snapshot = take_snapshot(store, project.snapshots, day)
        folders.append(tmp_path / day.isoformat())
        ResultSet.compute(snapshot, plan, "2021-06").write(folders[-1] / "results", project.reference)
        rows = send(event.strip(), "panshan,1,activities,2021-05-01,虚构活动", name="events.csv")
        store.submit(check_file(rows, "events", plan), AUGUST)
    found = between_runs(project, *folders).set_index(["表", "哪一项", "列"])
    proven = found.loc[(schemas.schema("evidence").title, "2021-06　盘山县　举办创新创业活动", "佐证数")]
    assert proven.tolist() == ["0", "1", "第3号　events.csv"]
    assert schemas.schema("status").title not in found.index.get_level_values(0)


def test_a_run_is_the_same_as_itself_and_a_folder_without_one_is_refused(compared, tmp_path):
    project, runs = compared
    assert between_runs(project, runs[0], runs[0] / "results").empty
    with pytest.raises(NoRun):
        between_runs(project, runs[0], tmp_path)


def test_whichever_run_is_named_first_the_later_has_the_submissions(compared, differences):
    project, runs = compared
    backwards = between_runs(project, *reversed(runs))
    assert set(backwards["由哪件报送"]) == set(differences["由哪件报送"])
    key = ["表", "哪一项", "列"]
    both = backwards.merge(differences, on=[*key, "由哪件报送"])
    assert len(both) == len(differences), "each figure has the same cause"
    assert both["原来_x"].tolist() == both["现在_y"].tolist()


def test_runs_of_two_months_differ_by_their_month(compared, plan, tmp_path):
    project, runs = compared
    snapshot = take_snapshot(Store(project.store_url), project.snapshots, JULY)
    ResultSet.compute(snapshot, plan, "2021-07").write(tmp_path / "results", project.reference)
    found = between_runs(project, runs[1], tmp_path)
    assert len(found) > 0
    assert set(found["由哪件报送"]) == {"期间不同（2021-06，2021-07）"}


def test_what_only_a_later_day_judges_differently_is_not_put_down_to_other_rules_alone(compared, plan, tmp_path):
    project, _ = compared
    for day in (date(2021, 12, 20), date(2022, 2, 1)):
        snapshot = take_snapshot(Store(project.store_url), project.snapshots, day)
        ResultSet.compute(snapshot, plan, "2021-12").write(tmp_path / str(day) / "results", project.reference)
    found = between_runs(project, *sorted(tmp_path.iterdir()))
    assert set(found["由哪件报送"]) == {"所知的日子、封账、口径或参考数据不同"}


def test_without_the_snapshots_the_figures_are_reported_all_the_same(compared, tmp_path):
    _, runs = compared
    found = between_runs(Project(tmp_path / "elsewhere"), *runs)
    assert set(found["由哪件报送"]) == {"不详（快照不在）"}
