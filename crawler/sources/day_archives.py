"""Give the day pages of an archive for a backfill."""

from datetime import date, timedelta


def build_day_urls(template: str, today: str, number: int) -> list[str]:
    """Fill the template for `today` (ISO) and the days before it, `number` in all, the newest
    first.

    {yyyy} {mm} {dd} are padded, {m} {d} are not, {mmdd} is both padded.
    """
    last = date.fromisoformat(today[:10])
    return [_fill_template(template, last - timedelta(days=back)) for back in range(number)]


def get_first_day(today: str, number: int) -> str:
    """Give the oldest of `number` days that end with `today`, as ISO."""
    return (date.fromisoformat(today[:10]) - timedelta(days=number - 1)).isoformat()


def _fill_template(template: str, day: date) -> str:
    parts = {
        "yyyy": f"{day:%Y}",
        "mmdd": f"{day:%m%d}",
        "mm": f"{day:%m}",
        "dd": f"{day:%d}",
        "m": str(day.month),
        "d": str(day.day),
    }
    for name, text in parts.items():
        template = template.replace(f"{{{name}}}", text)
    return template
