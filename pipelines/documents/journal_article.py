"""Turn a journal's article, delivered as JATS, into a document of the pipeline."""

from pipelines.documents.jats.article import Figure, JatsArticle
from pipelines.documents.jats.read import read_jats
from pipelines.documents.read import Document
from pipelines.metadata.fields import ArticleFields

_FULL_DATE_CHARS = len("2014-04-02")


def read_journal_article(text: str) -> tuple[Document, JatsArticle]:
    """Read an article as a document, all of whose text is kept: it is licensed, nobody cleans it.

    A date of which the day is not known is left out. Raises JatsError for what cannot be read.
    """
    article = read_jats(text)
    fields = ArticleFields(
        title=article.title,
        published=article.published if len(article.published) == _FULL_DATE_CHARS else "",
        outlet=article.journal,
        authors=tuple(author.name for author in article.authors),
        section=article.section,
        tags=article.keywords,
        licence=article.licence.id,
        language=article.language,
    )
    texts = (*(block.text for block in article.blocks), *map(_describe_figure, article.figures))
    return Document(fields, tuple(filter(None, texts))), article


def _describe_figure(figure: Figure) -> str:
    return " ".join(filter(None, (figure.label, figure.title, figure.caption)))
