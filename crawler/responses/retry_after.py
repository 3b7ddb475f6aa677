"""Read the Retry-After header of an answer."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from records.limits import RETRY_AFTER_MAX


def parse_retry_after(value: str, now: str) -> float:
    """Read a Retry-After header, seconds or a date, as seconds from now.

    0 when it says nothing usable, at most one day.
    """
    text = value.strip()
    if re.fullmatch(r"\d{1,12}", text):
        return min(float(text), RETRY_AFTER_MAX)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return 0.0
    if moment.tzinfo is None:
        return 0.0
    return min(max((moment - datetime.fromisoformat(now)).total_seconds(), 0.0), RETRY_AFTER_MAX)
