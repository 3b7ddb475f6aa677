"""Names of outlets whose pages are cited by their address."""

import re
from typing import Final
from urllib.parse import urlsplit

_URL: Final = re.compile(r"^(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,24}(?:[:/?]\S*)?", re.IGNORECASE)
_NAME_BY_DOMAIN: Final = {
    "163.com": "网易",
    "39.net": "39健康网",
    "bbc.com": "BBC",
    "bjnews.com.cn": "新京报",
    "caixin.com": "财新网",
    "cctv.com": "央视网",
    "ce.cn": "中国经济网",
    "chinacdc.cn": "中国疾病预防控制中心",
    "chinadaily.com.cn": "中国日报网",
    "chinanews.com": "中国新闻网",
    "chinanews.com.cn": "中国新闻网",
    "china.com.cn": "中国网",
    "cnr.cn": "央广网",
    "dxy.cn": "丁香园",
    "familydoctor.com.cn": "家庭医生在线",
    "gmw.cn": "光明网",
    "gov.cn": "中国政府网",
    "huanqiu.com": "环球网",
    "ifeng.com": "凤凰网",
    "jkb.com.cn": "健康报网",
    "news.cn": "新华网",
    "nhc.gov.cn": "国家卫生健康委员会",
    "nmpa.gov.cn": "国家药品监督管理局",
    "people.com.cn": "人民网",
    "qq.com": "腾讯网",
    "reuters.com": "Reuters",
    "sina.com.cn": "新浪网",
    "sohu.com": "搜狐网",
    "thepaper.cn": "澎湃新闻",
    "who.int": "WHO",
    "xinhuanet.com": "新华网",
    "youth.cn": "中国青年网",
}


def is_url(text: str) -> bool:
    """Say whether a text is an address, with or without its scheme."""
    return _URL.fullmatch(text) is not None


def name_outlet(text: str) -> str:
    """Give the name of the outlet at an address, "" for an unknown one; a name stays as it is, also
    one that is a domain (IT168.com).
    """
    if not is_url(text):
        return text
    host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
    labels = host.split(".")
    # gov.cn itself is an outlet, what lies below it is another one
    domains = (".".join(labels[first:]) for first in range(len(labels) - 1))
    found = next((domain for domain in domains if domain in _NAME_BY_DOMAIN), "")
    if found == "gov.cn" and host.removeprefix("www.") != found:
        return ""
    is_brand = text.count(".") == 1 and "/" not in text
    return _NAME_BY_DOMAIN.get(found, text if is_brand else "")
