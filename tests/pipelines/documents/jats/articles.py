"""Builds JATS articles of invented journals for the tests beside it."""

META = """<article-id pub-id-type="doi">10.5555/Demo.1</article-id>
<title-group><article-title>Salt and blood pressure</article-title></title-group>"""
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def build_article(
    meta: str = META, body: str = "<p>Salt raises blood pressure.</p>", rest: str = "", **attributes
) -> str:
    """Give an article with the journal's front; `attributes` are those of its first element."""
    names = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) v1.2//EN" "JATS1.dtd">\n'
        f"<article {XLINK} {names}><front><journal-meta><journal-title-group>"
        "<journal-title>Journal of Salt</journal-title></journal-title-group></journal-meta>"
        f"<article-meta>{meta}</article-meta></front><body>{body}</body>{rest}</article>"
    )


def build_meta(more: str) -> str:
    """Give front matter that holds something besides id and title."""
    return META + more
