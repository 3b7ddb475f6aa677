"""The columns of an article follow from the one declaration of its fields."""

from records.article import ARTICLE_FIELDS, Article, ArticleTerm
from records.record import Image, Keyword, Term
from store.articles.articles import get_article
from store.articles.columns import VISIBLE_COLUMNS
from store.db.schema import ARTICLES_TABLE, SOURCES_TABLE, TRANSLATIONS_TABLE

A = "https://daily.example/a"


def test_every_field_says_where_it_is_kept():
    tables = {table.name: table.columns for table in (SOURCES_TABLE, TRANSLATIONS_TABLE)}
    tables |= {"articles": ARTICLES_TABLE.columns}
    assert ARTICLE_FIELDS.keys() == Article.__dataclass_fields__.keys()
    for name, use in ARTICLE_FIELDS.items():
        assert use.table == "rights" or (use.column or name) in tables[use.table], name
    assert set(VISIBLE_COLUMNS) <= ARTICLES_TABLE.columns.keys()


def test_what_the_store_writes_is_the_same_byte_for_byte(press):
    terms = (
        Term("高血壓", "高血压", "disease", 4, 7, "hypertension"),
        Term("阿司匹林", "阿司匹林", "drug", 9, 13),
        Term("高血压", "高血压", "disease", 20, 23, "hypertension"),
        Term("高血压", "高血压", "disease", 30, 33, "hypertension", in_title=True),
    )
    uid = press.publish(
        A,
        authors=("王一", "李二"),
        tags=("慢病",),
        words=("高血压", "防治"),
        keywords=(Keyword("防治", 6.4, 2, 12),),
        terms=terms,
        images=(Image("https://daily.example/1.jpg", "图", "说明"),),
    ).uid
    row = press.row("SELECT author, tags, words, keywords, terms, images FROM articles")
    assert row == {
        "author": "王一; 李二",
        "tags": '["慢病"]',
        "words": '["高血压","防治"]',
        "keywords": '[["防治",6.4,2,12]]',
        "terms": '[{"term":"高血压","canonical":"高血压","type":"disease","en":"hypertension",'
        '"count":3,"in_title":1,"at":[[4,7],[20,23],[30,33]]},'
        '{"term":"阿司匹林","canonical":"阿司匹林","type":"drug","en":"",'
        '"count":1,"in_title":0,"at":[[9,13]]}]',
        "images": '[{"url":"https://daily.example/1.jpg","alt":"图","caption":"说明"}]',
    }
    article = get_article(press.store, uid)
    places = ((4, 7), (20, 23), (30, 33))
    assert article.terms == (
        ArticleTerm("高血压", "高血压", "disease", "hypertension", 3, 1, places),
        ArticleTerm("阿司匹林", "阿司匹林", "drug", "", 1, 0, ((9, 13),)),
    )
    assert article.keywords == (Keyword("防治", 6.4, 2, 12),)
    assert article.images == (Image("https://daily.example/1.jpg", "图", "说明"),)
    assert (article.authors, article.words) == (("王一", "李二"), ("高血压", "防治"))


def test_the_credit_of_a_picture_is_kept(press) -> None:
    image = Image("https://daily.example/2.jpg", "", "义诊现场 王宁 摄", "王宁")
    uid = press.publish(A, images=(image,)).uid
    article = get_article(press.store, uid)
    assert article is not None and article.images == (image,)
