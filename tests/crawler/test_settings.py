"""The settings turn round what is unsafe in Scrapy's defaults."""

from scrapy.settings import Settings

from crawler.settings import read_secret
from records.paths import PROJECT_ROOT


def effective() -> Settings:
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    return settings


def test_nothing_opens_a_door_or_reads_the_disk():
    settings = effective()
    for name in (
        "TELNETCONSOLE_ENABLED",
        "REMOTE_CONTROL_ENABLED",
        "METAREFRESH_ENABLED",
        "HTTPPROXY_ENABLED",
    ):
        assert settings.getbool(name) is False
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert {
        scheme
        for scheme, handler in settings.getdict("DOWNLOAD_HANDLERS").items()
        if handler is None
    } == {"file", "data", "ftp", "s3"}
    assert settings.getint("DOWNLOAD_MAXSIZE") == 10 * 1024 * 1024
    assert settings["TWISTED_DNS_RESOLVER"] == "crawler.download.ssrf_guard.SsrfGuardResolver"
    assert settings["JOBDIR"] is None
    assert settings.getdict("FEEDS") == {}


def test_the_file_stays_one_page():
    assert len((PROJECT_ROOT / "crawler" / "settings.py").read_text("utf-8").splitlines()) <= 102


def test_a_token_is_no_setting(monkeypatch):
    monkeypatch.setenv("PARTNER_TOKEN", "hush")
    assert read_secret("PARTNER_TOKEN") == "hush"
    assert read_secret("NO_SUCH") == ""
    assert "hush" not in str(dict(effective()))
