"""Read one article as it may be shown in the house, with its history."""

from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, replace

from records.article import Article
from records.paths import Paths
from store.articles.articles import get_article
from store.articles.provenance import Provenance, read_provenance
from store.dedup.linked_articles import LinkedArticle, list_linked_articles
from store.open import open_store
from text.chinese.to_traditional import convert_to_traditional


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """An article as far as its rights allow it to be read, and where it came from."""

    article: Article
    history: Provenance
    linked: Sequence[LinkedArticle] = ()  # its duplicates and series, where they were asked for

    def as_dict(self) -> dict[str, object]:
        """Give article and history as JSON has them."""
        keywords = [astuple(keyword) for keyword in self.article.keywords]
        return asdict(self.article) | {"keywords": keywords, "provenance": asdict(self.history)}


def read_shown_article(
    home: Paths, key: str, *, traditional: bool = False, with_linked: bool = False
) -> ShownArticle:
    """Read the article that a uid, the beginning of one or an address names.

    Where the rights allow no text, there is none in what is given. With `traditional` the
    translation is in traditional characters; the original stays as it was published. Raises
    UsageError where there is no such article, StoreError where there is no store.
    """
    with open_store(home.store, readonly=True) as store:
        article = get_article(store, key)
        history = read_provenance(store, article.uid)
        linked = list_linked_articles(store, article.uid) if with_linked else ()
    if article.full_text == "none":
        article, history = _remove_text(article), replace(history, removed=())
    if traditional:
        article = _translation_to_traditional(article)
    return ShownArticle(article, history, linked)


def _remove_text(article: Article) -> Article:
    """Take out the text, as search and feeds do."""
    return replace(article, body="", body_zh="", words=(), keywords=(), images=(), captions_zh=())


def _translation_to_traditional(article: Article) -> Article:
    return replace(
        article,
        title_zh=convert_to_traditional(article.title_zh),
        body_zh=convert_to_traditional(article.body_zh),
        captions_zh=tuple(map(convert_to_traditional, article.captions_zh)),
    )
