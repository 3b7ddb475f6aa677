"""Claims about outlets that are cited by their address."""

import pytest

from pipelines.metadata.outlet_names import is_url, name_outlet


@pytest.mark.parametrize(
    ("cited", "wanted"),
    [
        ("http://health.people.com.cn/n1/2020/a.html", "人民网"),
        ("www.xinhuanet.com", "新华网"),
        ("http://www.gov.cn/", "中国政府网"),
        ("http://www.example.gov.cn/", ""),
        ("https://unknown.example/a", ""),
        ("健康报", "健康报"),
    ],
)
def test_an_address_is_named_and_a_name_stays(cited: str, wanted: str) -> None:
    assert name_outlet(cited) == wanted


def test_a_name_is_no_address() -> None:
    assert is_url("a.example.cn/x") and not is_url("39健康网") and not is_url("健康报 www.a.cn")
