"""Join the pages of an article into one."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines import byline
from pipelines.article import Found
from pipelines.metadata import Fields
from pipelines.titles import fold


def join(pages: Sequence[tuple[Fields, Found]]) -> tuple[Fields, Found]:
    """Give the fields of the first page with the texts and pictures of all, in their order.

    What stands on every page (title, byline, a notice) counts once. The editor, who is often named on the last page alone, comes
    from whichever page names one.
    """
    (fields, first), further = pages[0], pages[1:]
    if not further:
        return fields, first
    blocks, known = list(zip(first.blocks, first.paths, strict=True)), {fold(text) for text in (*first.blocks, fields.title)}
    for _, found in further:
        fresh = [(text, path) for text, path in zip(found.blocks, found.paths, strict=True) if fold(text) not in known]
        known.update(fold(text) for text, _ in fresh)
        blocks += fresh
    images = {image.url: image for _, found in pages for image in found.images}
    editor = next((name for said, found in pages if (name := said.editor or byline.editors(found.blocks))), "")
    texts, paths = zip(*blocks, strict=True) if blocks else ((), ())
    return replace(fields, editor=editor), Found(texts, tuple(images.values()), paths)
