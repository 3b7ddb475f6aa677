"""Claims about names: a person is not an outlet, a label is not a name."""

import pytest

from pipelines.metadata.person_names import is_outlet_name, is_person_name, split_names


@pytest.mark.parametrize(
    "name",
    [
        "裴剑飞",
        "王文",
        "欧阳修文",
        "諸葛亮",
        "陳美玲",
        "Jane Doe",
        "Mary-Ann O’Neil",
        "Ludwig van der Berg",
    ],
)
def test_a_bare_name_is_a_persons(name: str) -> None:
    assert is_person_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "新京报",
        "中国网",
        "IT之家",
        "体育教科书",
        "网络整理",
        "管理员",
        "佚名",
        "Reuters",
        "The New York Times",
        "CNN Business",
        "admin",
        "",
        "光明日报",
        "Jane",
    ],
)
def test_an_outlet_or_a_role_is_no_person(name: str) -> None:
    assert not is_person_name(name)


@pytest.mark.parametrize(
    "name", ["新华社", "人民日报", "补壹刀微信公号", "中国疾控中心", "BBC News", "衛福部"]
)
def test_an_outlet_is_known_by_its_words(name: str) -> None:
    assert is_outlet_name(name)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("杨迪、崔元苑", ("杨迪", "崔元苑")),
        ("余毅菁 向雪妮", ("余毅菁", "向雪妮")),
        ("叨叨姐、胡一刀&李小飞刀", ("叨叨姐", "胡一刀", "李小飞刀")),
        ("南都见习记者 林子沛", ("林子沛",)),
        ("记者 张三 通讯员 李四（摄影）", ("张三", "李四")),
        ("李 明", ("李明",)),
        ("张三和李四", ("张三", "李四")),
        ("Demi Xia", ("Demi Xia",)),
        ("张三 Demi Xia", ("张三", "Demi Xia")),
        ("Jane Doe and John Smith", ("Jane Doe", "John Smith")),
        ("加布里埃尔·马尔克斯", ("加布里埃尔·马尔克斯",)),
        ("HN666", ()),
        ("系统管理员", ()),
        ("网络整理", ()),
        ("", ()),
        ("张三、张三", ("张三",)),
    ],
)
def test_a_labelled_byline_splits_into_names(written: str, wanted: tuple[str, ...]) -> None:
    assert split_names(written) == wanted
