"""Groups of copies in the store: the same whatever came first, moved by revisions and withdrawals,
told to importers.
"""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.articles.articles import get_article
from store.articles.changes import get_last_seq, iter_changes
from store.articles.withdraw import set_article_status
from store.backup.integrity import find_store_errors
from store.open import open_store
from store.recluster import iter_stored_records, recluster_article
from store.sources.runs import begin_run
from store.translations.translations import list_pending_translations

NOW = "2026-11-23T19:00:00Z"
LATER = "2026-11-24T19:00:00Z"
A, B, C, D = (f"https://daily.example/{name}" for name in "abcd")
SLEEP = (
    "一是固定起床时间，无论前一晚睡得怎样，周末也不例外。二是有了睡意再上床，床只用来睡觉，"
    "不在床上看手机。"
)
WALK = (
    "每坐一小时就起来活动三分钟，接一杯水、爬一层楼、做十个下蹲。打电话时站着说，开小会时走着谈，"
    "都能积少成多。"
)
EATING = (
    "食物多样，谷类为主。多吃蔬果、奶类、大豆，适量吃鱼、禽、蛋、瘦肉。少盐少油，控糖限酒，"
    "吃动平衡，健康体重。"
)
ISSUE = (
    "{day}日，全市报告流感样病例{cases}例，暴发疫情{x}起。有发热、咳嗽等症状时应佩戴口罩、"
    "居家休息，老年人发病后应尽早就诊。"
)


def groups(store):
    """Everything that says who copied whom, by address."""
    urls = {row["uid"]: row["url"] for row in store.query("SELECT uid, url FROM articles")}
    articles = {
        (row["url"], urls[row["cluster"]], row["is_canonical"])
        for row in store.query("SELECT * FROM articles")
    }
    rows = store.query("SELECT * FROM copies")
    return articles, {
        (urls[row["uid"]], urls[row["other_uid"]], row["share"], row["relation"], row["reason"])
        for row in rows
    }


@pytest.mark.parametrize("claimed", ["2026-11-23T18:59:59Z", "2026-11-01", "1999-12-31", ""])
def test_a_copy_of_what_an_earlier_run_stored_does_not_displace_it_by_a_date(press, claimed):
    """Whoever copies an article can say any day; that we had the other one is no claim."""
    begin_run(press.store, "crawl", NOW, "1")
    own = press.issue(A, SLEEP, published="2026-11-23T19:00:00Z")
    copy = press.issue(B, WALK, source="open", published="2026-11-23T19:00:00Z")
    begin_run(press.store, "crawl", LATER, "1")
    stolen = press.issue(D, SLEEP + WALK[:20], source="open", now=LATER, published=claimed)
    assert get_article(press.store, own).is_canonical
    assert get_article(press.store, stolen).cluster == own
    assert press.row("SELECT reason FROM copies WHERE uid = ?", stolen) == {"reason": "first"}
    changes = press.store.query_number("SELECT count(*) FROM changes WHERE uid = ?", (own,))
    assert changes == 1 and get_article(press.store, copy).is_canonical


def test_articles_of_one_run_are_told_apart_by_their_dates(press):
    """In which order one run reads its sources says nothing."""
    begin_run(press.store, "crawl", NOW, "1")
    reprint = press.issue(A, SLEEP, published="2026-11-21")
    begin_run(press.store, "crawl", "2026-11-25T00:00:00Z", "1")
    original = press.issue(B, SLEEP, source="open", now=LATER, published="2026-11-20")
    assert get_article(press.store, reprint).cluster == original


def test_a_reprint_is_a_copy_of_the_first_with_its_share(press):
    first = press.issue(A, SLEEP, published="2026-11-20")
    second = press.issue(B, f"康讯网讯 {SLEEP[:45]}", published="2026-11-21")
    third = press.issue(C, WALK, published="2026-11-19")
    assert press.row("SELECT uid, other_uid, relation, reason FROM copies") == {
        "uid": second,
        "other_uid": first,
        "relation": "copy",
        "reason": "earlier",
    }
    assert 0.5 <= press.row("SELECT share FROM copies")["share"] < 1
    assert [
        (get_article(press.store, uid).cluster, get_article(press.store, uid).is_canonical)
        for uid in (first, second, third)
    ] == [
        (first, True),
        (first, False),
        (third, True),
    ]
    assert find_store_errors(press.store) == []


def test_issues_of_a_series_are_linked_and_stay_articles_of_their_own(press):
    uids = [
        press.issue(
            f"https://daily.example/{day}",
            ISSUE.format(day=day, cases=day * 37, x=day),
            published=f"2026-11-0{day}",
        )
        for day in (3, 1, 2)
    ]
    rows = {
        (row["uid"], row["other_uid"])
        for row in press.store.query("SELECT * FROM copies WHERE relation = 'series'")
    }
    third, first, second = uids
    assert rows == {(second, first), (third, first), (third, second)}
    assert all(get_article(press.store, uid).cluster == uid for uid in uids)
    copy = press.issue(B, "康讯网讯 " + ISSUE.format(day=2, cases=74, x=2), published="2026-11-04")
    assert get_article(press.store, copy).cluster == second
    assert find_store_errors(press.store) == []


def test_a_chinese_version_is_linked_to_its_original_and_both_stay_canonical(press):
    english = (
        "Researchers in Geneva said that 3,812 patients took 12.5 mg. In all, 66.4% of them"
        " recovered, against 41.7% before."
    )
    chinese = (
        "日内瓦（Geneva）的研究人员说，3812名患者服用了12.5毫克。其中66.4%的人康复，此前为41.7%。"
    )
    version = press.issue(A, chinese, published="2026-11-01")
    original = press.issue(B, english, language="en", source="open")
    assert press.row("SELECT uid, other_uid, share, relation FROM copies") == {
        "uid": version,
        "other_uid": original,
        "share": 1.0,
        "relation": "translation",
    }
    assert get_article(press.store, version).is_canonical
    assert get_article(press.store, original).is_canonical
    assert [one.uid for one in list_pending_translations(press.store)] == [original]


BODIES = st.lists(
    st.sampled_from(
        [
            SLEEP,
            SLEEP[:45],
            SLEEP + WALK,
            WALK,
            WALK[20:],
            SLEEP[:30] + WALK[:30],
            EATING,
            EATING + SLEEP[:20],
        ]
    )
    | st.builds(
        lambda day, cases: ISSUE.format(day=day, cases=cases, x=day),
        st.integers(1, 3),
        st.integers(50, 52),
    ),
    min_size=2,
    max_size=6,
)
DATES = st.sampled_from(["", "2026-11-20", "2026-11-20T08:00:00+08:00"])


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), bodies=BODIES)
def test_any_order_of_arrival_gives_the_same_groups(
    data, bodies, tmp_path_factory, template, press_of
):
    told = [
        (f"https://daily.example/{number}", body, data.draw(DATES))
        for number, body in enumerate(bodies)
    ]
    found = []
    for order in (told, data.draw(st.permutations(told)), told[::-1]):
        path = tmp_path_factory.mktemp("order") / "jianwen.db"
        path.write_bytes(template.read_bytes())
        with open_store(path) as store:
            press = press_of(store)
            for url, body, date in order:
                press.issue(url, body, published=date)
            assert find_store_errors(store) == []
            for _, record in iter_stored_records(store):
                from pipelines.stages.fingerprint import compute_fingerprint

                recluster_article(
                    store, get_article(store, record.url).uid, compute_fingerprint(record), LATER
                )
            assert find_store_errors(store) == []
            found.append(groups(store))
    assert found[0] == found[1] == found[2]


def test_a_revision_leaves_one_group_and_joins_another(press):
    first = press.issue(A, SLEEP, published="2026-11-20")
    second = press.issue(B, SLEEP[:45], published="2026-11-21")
    third = press.issue(C, WALK, published="2026-11-19")
    since = get_last_seq(press.store)
    press.issue(A, WALK[:45], published="2026-11-20", now=LATER)
    assert [get_article(press.store, uid).cluster for uid in (first, second, third)] == [
        third,
        second,
        third,
    ]
    assert {change.uid for change in iter_changes(press.store, since)} == {first, second}
    assert find_store_errors(press.store) == []


def test_a_withdrawn_original_hands_over_to_the_next_and_comes_back_to_its_place(press):
    first = press.issue(A, SLEEP, published="2026-11-20", language="en")
    second = press.issue(B, SLEEP[:45], published="2026-11-21", language="en")
    third = press.issue(C, f"{SLEEP}（转自网络）", published="2026-11-22", language="en")
    since = get_last_seq(press.store)
    assert [one.uid for one in list_pending_translations(press.store)] == [first]
    press.withdraw(first, "gone", LATER)
    assert {(change.op, change.uid) for change in iter_changes(press.store, since)} == {
        ("delete", first),
        ("upsert", second),
        ("upsert", third),
    }
    assert [one.uid for one in list_pending_translations(press.store)] == [second]
    assert get_article(press.store, third).cluster == second
    assert find_store_errors(press.store) == []
    press.issue(A, SLEEP, published="2026-11-20", language="en", title="重新发布", now=LATER)
    assert {get_article(press.store, uid).cluster for uid in (first, second, third)} == {first}
    assert find_store_errors(press.store) == []


def test_the_issues_of_a_withdrawn_bulletin_are_linked_no_more(press):
    one, other = (
        press.issue(f"https://daily.example/{day}", ISSUE.format(day=day, cases=day * 37, x=day))
        for day in (1, 2)
    )
    assert press.store.query_number("SELECT count(*) FROM copies") == 1
    set_article_status(press.store, one, "withdrawn", "rights", LATER)
    assert press.store.query_number("SELECT count(*) FROM copies") == 0
    assert find_store_errors(press.store) == []
    assert other


@pytest.mark.unmeasured
def test_grouping_hundreds_of_copies_is_a_short_transaction(press):
    for number in range(150):
        press.issue(
            f"https://daily.example/{number}",
            f"{WALK[number % 41 :][:9]}报道：{SLEEP}{WALK[: number % 40]}",
            published=f"2026-11-{number % 28 + 1:02}",
        )
    writing = press.store.transaction
    spent = []

    def timed():
        start = time.thread_time()
        manager = writing()

        class Timed:
            def __enter__(self):
                return manager.__enter__()

            def __exit__(self, *error):
                done = manager.__exit__(*error)
                spent.append(time.thread_time() - start)
                return done

        return Timed()

    press.store.transaction = timed
    press.issue(D, SLEEP + "（完）", published="2026-10-01")
    assert max(spent) < 0.2  # 20 ms on a free machine; the tests' machine is shared
    assert press.row(
        "SELECT count(*) AS n FROM articles WHERE cluster = ?", get_article(press.store, D).uid
    ) == {"n": 151}


def test_a_page_with_nearly_the_text_of_the_address_it_names_is_no_second_article(press):
    text = ISSUE.format(day=2, cases=74, x=2)
    first = press.issue(A, text)
    press.issue(B, "康讯网讯 " + text, canonical_url=A)
    assert [row["uid"] for row in press.store.query("SELECT uid FROM articles")] == [first]
