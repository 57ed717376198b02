import numpy as np

from panjin_kpi.sample.figures import courses, reporters


def test_every_target_cell_has_one_reporter(plan):
    cells = [(scope, name) for _, scope, names in reporters(plan, 2021) for name in names]
    targets, split = plan.targets_in(2021), plan.split_indicators(2021)
    own = targets[(targets["scope"] != "city") | ~targets["indicator"].isin(split)]
    assert sorted(cells) == sorted(zip(own["scope"], own["indicator"], strict=True))


def test_courses_rise_and_the_lagging_district_stays_behind(plan):
    ends = {}
    for district in ("dawa", "panshan"):
        course = courses(np.random.default_rng(1), plan, 2021, district, ["activities", "incubatees"])
        assert all(values == sorted(values) for values in course.values())
        targets = plan.targets_in(2021).set_index(["scope", "indicator"])["target"]
        ends[district] = sum(values[-1] / targets[district, name] for name, values in course.items())
    assert ends["dawa"] < ends["panshan"]
