-- The tables, views and triggers of schema 1 as Jianwen 0.1.0 made them: what lies on disks and must be brought up to date.
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE "meta" (
   "key" TEXT PRIMARY KEY NOT NULL,
   "value" TEXT NOT NULL DEFAULT ''
);
CREATE TABLE "sources" (
   "name" TEXT PRIMARY KEY NOT NULL,
   "title" TEXT NOT NULL DEFAULT '',
   "kind" TEXT NOT NULL DEFAULT '',
   "home" TEXT NOT NULL DEFAULT '',
   "language" TEXT NOT NULL DEFAULT '',
   "enabled" INTEGER NOT NULL DEFAULT 1,
   "licence" TEXT NOT NULL DEFAULT '',
   "full_text" TEXT NOT NULL DEFAULT 'none',
   "translate" INTEGER NOT NULL DEFAULT 0,
   "attribution" TEXT NOT NULL DEFAULT '',
   "stale_after" INTEGER NOT NULL DEFAULT 0,
   "added" TEXT NOT NULL DEFAULT '',
   "changed" TEXT NOT NULL DEFAULT '',
   "last_new" TEXT NOT NULL DEFAULT ''
);
CREATE TABLE "urls" (
   "id" INTEGER PRIMARY KEY NOT NULL,
   "url" TEXT NOT NULL DEFAULT '',
   "uid" TEXT NOT NULL DEFAULT '',
   "source" TEXT NOT NULL DEFAULT '',
   "kind" TEXT NOT NULL DEFAULT '',
   "state" TEXT NOT NULL DEFAULT '',
   "settled" TEXT NOT NULL DEFAULT '',
   "found" TEXT NOT NULL DEFAULT '',
   "due_at" TEXT NOT NULL DEFAULT '',
   "leased_until" TEXT NOT NULL DEFAULT '',
   "run" INTEGER,
   "tries" INTEGER NOT NULL DEFAULT 0,
   "checks" INTEGER NOT NULL DEFAULT 0,
   "etag" TEXT NOT NULL DEFAULT '',
   "last_modified" TEXT NOT NULL DEFAULT '',
   "digest" TEXT NOT NULL DEFAULT '',
   "fetched" TEXT NOT NULL DEFAULT '',
   "status" INTEGER NOT NULL DEFAULT 0,
   "gone_at" TEXT NOT NULL DEFAULT '',
   "line" TEXT NOT NULL DEFAULT '',
   "hint" TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX "idx_urls_source_kind_state_due_at"
    ON "urls" ("source", "kind", "state", "due_at");
CREATE INDEX "idx_urls_uid"
    ON "urls" ("uid");
CREATE INDEX "idx_urls_url"
    ON "urls" ("url");
CREATE INDEX "idx_urls_state_line"
    ON "urls" ("state", "line");
CREATE TABLE "pages" (
   "url_id" INTEGER PRIMARY KEY NOT NULL REFERENCES "urls"("id"),
   "form" TEXT NOT NULL DEFAULT '',
   "media" TEXT NOT NULL DEFAULT '',
   "charset" TEXT NOT NULL DEFAULT '',
   "status" INTEGER NOT NULL DEFAULT 0,
   "fetched" TEXT NOT NULL DEFAULT '',
   "fetched_url" TEXT NOT NULL DEFAULT '',
   "hint" TEXT NOT NULL DEFAULT '{}',
   "digest" TEXT NOT NULL DEFAULT '',
   "size" INTEGER NOT NULL DEFAULT 0,
   "body" BLOB NOT NULL
);
CREATE TABLE "articles" (
   "id" INTEGER PRIMARY KEY NOT NULL,
   "uid" TEXT NOT NULL DEFAULT '',
   "url" TEXT NOT NULL DEFAULT '',
   "source" TEXT NOT NULL DEFAULT '',
   "status" TEXT NOT NULL DEFAULT 'published',
   "reason" TEXT NOT NULL DEFAULT '',
   "version" INTEGER NOT NULL DEFAULT 1,
   "is_canonical" INTEGER NOT NULL DEFAULT 1,
   "cluster" TEXT NOT NULL DEFAULT '',
   "published" TEXT NOT NULL DEFAULT '',
   "fetched" TEXT NOT NULL DEFAULT '',
   "modified" TEXT NOT NULL DEFAULT '',
   "added" TEXT NOT NULL DEFAULT '',
   "language" TEXT NOT NULL DEFAULT '',
   "script" TEXT NOT NULL DEFAULT '',
   "translation" TEXT NOT NULL DEFAULT 'none',
   "line" TEXT NOT NULL DEFAULT '',
   "fingerprint" TEXT NOT NULL DEFAULT '',
   "damaged" INTEGER NOT NULL DEFAULT 0,
   "title" TEXT NOT NULL DEFAULT '',
   "title_zh" TEXT NOT NULL DEFAULT '',
   "outlet" TEXT NOT NULL DEFAULT '',
   "author" TEXT NOT NULL DEFAULT '',
   "editor" TEXT NOT NULL DEFAULT '',
   "section" TEXT NOT NULL DEFAULT '',
   "tags" TEXT NOT NULL DEFAULT '[]',
   "images" TEXT NOT NULL DEFAULT '[]',
   "terms" TEXT NOT NULL DEFAULT '[]',
   "body" TEXT NOT NULL DEFAULT '',
   "body_zh" TEXT NOT NULL DEFAULT '',
   "words" TEXT NOT NULL DEFAULT '[]',
   "removed" TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX "idx_articles_status_published"
    ON "articles" ("status", "published");
CREATE INDEX "idx_articles_source_published"
    ON "articles" ("source", "published");
CREATE INDEX "idx_articles_fingerprint"
    ON "articles" ("fingerprint");
CREATE INDEX "idx_articles_cluster"
    ON "articles" ("cluster");
CREATE INDEX "idx_articles_translation"
    ON "articles" ("translation");
CREATE UNIQUE INDEX "idx_articles_uid"
    ON "articles" ("uid");
CREATE UNIQUE INDEX "idx_articles_url"
    ON "articles" ("url");
CREATE TABLE "copies" (
   "uid" TEXT PRIMARY KEY NOT NULL,
   "canonical" TEXT NOT NULL DEFAULT '',
   "share" REAL NOT NULL DEFAULT 1.0
);
CREATE INDEX "idx_copies_canonical"
    ON "copies" ("canonical");
CREATE TABLE "revisions" (
   "id" INTEGER PRIMARY KEY NOT NULL,
   "uid" TEXT NOT NULL DEFAULT '',
   "version" INTEGER NOT NULL DEFAULT 0,
   "at" TEXT NOT NULL DEFAULT '',
   "changed" TEXT NOT NULL DEFAULT '[]',
   "title" TEXT NOT NULL DEFAULT '',
   "old" BLOB NOT NULL
);
CREATE INDEX "idx_revisions_uid_version"
    ON "revisions" ("uid", "version");
CREATE TABLE "translations" (
   "uid" TEXT NOT NULL,
   "language" TEXT NOT NULL,
   "version" INTEGER NOT NULL DEFAULT 0,
   "title" TEXT NOT NULL DEFAULT '',
   "body" TEXT NOT NULL DEFAULT '',
   "status" TEXT NOT NULL DEFAULT '',
   "backend" TEXT NOT NULL DEFAULT '',
   "model" TEXT NOT NULL DEFAULT '',
   "at" TEXT NOT NULL DEFAULT '',
   "flagged" TEXT NOT NULL DEFAULT '[]',
   PRIMARY KEY ("uid", "language")
);
CREATE TABLE "sentences" (
   "model" TEXT NOT NULL,
   "source" TEXT NOT NULL,
   "target" TEXT NOT NULL DEFAULT '',
   "checks" TEXT NOT NULL DEFAULT '[]',
   "at" TEXT NOT NULL DEFAULT '',
   PRIMARY KEY ("model", "source")
);
CREATE TABLE "models" (
   "name" TEXT PRIMARY KEY NOT NULL,
   "version" TEXT NOT NULL DEFAULT '',
   "sha256" TEXT NOT NULL DEFAULT '',
   "path" TEXT NOT NULL DEFAULT '',
   "installed" TEXT NOT NULL DEFAULT ''
);
CREATE TABLE "verdicts" (
   "id" INTEGER PRIMARY KEY NOT NULL,
   "url" TEXT NOT NULL DEFAULT '',
   "source" TEXT NOT NULL DEFAULT '',
   "stage" TEXT NOT NULL DEFAULT '',
   "kind" TEXT NOT NULL DEFAULT '',
   "reason" TEXT NOT NULL DEFAULT '',
   "detail" TEXT NOT NULL DEFAULT '',
   "at" TEXT NOT NULL DEFAULT '',
   "run" INTEGER
);
CREATE INDEX "idx_verdicts_url"
    ON "verdicts" ("url");
CREATE INDEX "idx_verdicts_run_reason"
    ON "verdicts" ("run", "reason");
CREATE TABLE "runs" (
   "id" INTEGER PRIMARY KEY NOT NULL,
   "command" TEXT NOT NULL DEFAULT '',
   "version" TEXT NOT NULL DEFAULT '',
   "started" TEXT NOT NULL DEFAULT '',
   "finished" TEXT NOT NULL DEFAULT '',
   "exit_code" INTEGER,
   "summary" TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE "run_sources" (
   "run" INTEGER NOT NULL REFERENCES "runs"("id"),
   "source" TEXT NOT NULL,
   "state" TEXT NOT NULL DEFAULT 'ok',
   "error" TEXT NOT NULL DEFAULT '',
   "found" INTEGER NOT NULL DEFAULT 0,
   "fetched" INTEGER NOT NULL DEFAULT 0,
   "unchanged" INTEGER NOT NULL DEFAULT 0,
   "new" INTEGER NOT NULL DEFAULT 0,
   "updated" INTEGER NOT NULL DEFAULT 0,
   "copies" INTEGER NOT NULL DEFAULT 0,
   "dropped" INTEGER NOT NULL DEFAULT 0,
   "failed" INTEGER NOT NULL DEFAULT 0,
   PRIMARY KEY ("run", "source")
);
CREATE INDEX "idx_run_sources_source_run"
    ON "run_sources" ("source", "run");
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL,
  op TEXT NOT NULL,
  version INTEGER NOT NULL,
  at TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT ''
);

CREATE UNIQUE INDEX urls_one_article ON urls (url) WHERE kind = 'article';
CREATE UNIQUE INDEX urls_one_endpoint ON urls (source, kind, url) WHERE kind <> 'article';
CREATE INDEX changes_uid ON changes (uid, seq);
CREATE VIEW rights AS
SELECT a.uid,
  CASE WHEN a.source = '' THEN 'operator' ELSE coalesce(s.licence, '') END AS licence,
  CASE WHEN a.source = '' THEN 'internal' ELSE coalesce(s.full_text, 'none') END AS full_text,
  CASE WHEN a.source = '' THEN 1 ELSE coalesce(s.translate, 0) END AS translate,
  CASE WHEN a.source = '' THEN '' ELSE coalesce(s.attribution, '') END AS attribution
FROM articles AS a LEFT JOIN sources AS s ON s.name = a.source;
CREATE VIEW "文章" AS
SELECT a.uid AS "编号", a.title AS "标题", a.title_zh AS "中文标题", a.published AS "发布时间", a.source AS "来源代号",
  coalesce(s.title, '手工导入') AS "来源", a.outlet AS "原载媒体", a.author AS "作者", a.editor AS "责任编辑", a.section AS "栏目",
  a.language AS "语言", a.script AS "文字", a.body AS "正文", a.body_zh AS "中文正文",
  CASE a.translation WHEN 'none' THEN '不译' WHEN 'pending' THEN '待译' WHEN 'ok' THEN '已译'
    WHEN 'review' THEN '待审' ELSE '失败' END AS "翻译状态",
  CASE a.status WHEN 'published' THEN '已发布' WHEN 'withdrawn' THEN '已撤回' WHEN 'rejected' THEN '已拒绝' ELSE '暂缓' END AS "状态",
  a.reason AS "原因", a.is_canonical AS "是否首发", a.cluster AS "首发编号", json_array_length(a.words) AS "词数",
  length(a.body) AS "字数", a.version AS "版本", a.fetched AS "抓取时间", a.modified AS "修改时间", r.licence AS "许可",
  CASE r.full_text WHEN 'public' THEN '公开' WHEN 'internal' THEN '内部' ELSE '不可用' END AS "全文权限",
  a.url AS "网址"
FROM articles AS a JOIN rights AS r ON r.uid = a.uid LEFT JOIN sources AS s ON s.name = a.source;
CREATE VIEW "译文" AS
SELECT t.uid AS "编号", a.title AS "原标题", t.title AS "译文标题", a.body AS "原文", t.body AS "译文",
  CASE t.status WHEN 'ok' THEN '通过' WHEN 'review' THEN '待审' ELSE '失败' END AS "检查结果",
  t.flagged AS "存疑句", t.backend AS "引擎", t.model AS "模型", t.at AS "翻译时间", a.translation = t.status AS "是否最新", a.url AS "网址"
FROM translations AS t JOIN articles AS a ON a.uid = t.uid;
CREATE VIEW "来源" AS
SELECT s.name AS "来源代号", s.title AS "来源", s.kind AS "类型", s.home AS "主页", s.enabled AS "启用", s.licence AS "许可",
  CASE s.full_text WHEN 'public' THEN '公开' WHEN 'internal' THEN '内部' ELSE '不可用' END AS "全文权限",
  s.translate AS "可翻译", s.attribution AS "署名要求",
  (SELECT count(*) FROM articles AS a WHERE a.source = s.name AND a.status = 'published') AS "文章数", s.last_new AS "最近新文章"
FROM sources AS s;
CREATE VIEW "转载" AS
SELECT c.canonical AS "首发编号", o.title AS "首发标题", o.source AS "首发来源代号", c.uid AS "转载编号", a.title AS "转载标题",
  a.source AS "转载来源代号", a.published AS "转载时间", c.share AS "相同比例", a.url AS "转载网址"
FROM copies AS c JOIN articles AS o ON o.uid = c.canonical JOIN articles AS a ON a.uid = c.uid;
CREATE VIEW "术语" AS
SELECT a.uid AS "编号", a.title AS "标题", json_extract(t.value, '$.canonical') AS "术语", json_extract(t.value, '$.term') AS "原文写法",
  json_extract(t.value, '$.type') AS "类别", json_extract(t.value, '$.en') AS "英文", json_extract(t.value, '$.count') AS "次数",
  json_extract(t.value, '$.in_title') AS "在标题中", a.published AS "发布时间"
FROM articles AS a, json_each(a.terms) AS t WHERE a.status = 'published';
CREATE VIEW "修订" AS
SELECT r.uid AS "编号", r.version AS "旧版本", r.title AS "旧标题", r.changed AS "改动字段", r.at AS "改动时间",
  a.title AS "现标题", a.url AS "网址"
FROM revisions AS r JOIN articles AS a ON a.uid = r.uid;
CREATE VIEW "变更" AS
SELECT c.seq AS "序号", CASE c.op WHEN 'upsert' THEN '更新' ELSE '删除' END AS "操作", c.uid AS "编号", a.title AS "标题",
  c.version AS "版本", c.at AS "时间", c.reason AS "原因"
FROM changes AS c LEFT JOIN articles AS a ON a.uid = c.uid;
CREATE VIEW "未收录" AS
SELECT v.url AS "网址", v.source AS "来源代号", v.stage AS "工序",
  CASE v.kind WHEN 'drop' THEN '不收' WHEN 'retry' THEN '重试' ELSE '隔离' END AS "结论",
  v.reason AS "理由", v.detail AS "说明", v.at AS "时间", v.run AS "运行号"
FROM verdicts AS v;
CREATE VIEW "抓取队列" AS
SELECT u.url AS "网址", u.source AS "来源代号", u.kind AS "种类",
  CASE u.state WHEN 'due' THEN '待抓' WHEN 'leased' THEN '在抓' WHEN 'fetched' THEN '待处理' WHEN 'stored' THEN '已收录'
    WHEN 'dropped' THEN '不收' WHEN 'quarantined' THEN '隔离' ELSE '已消失' END AS "状态",
  u.due_at AS "下次时间", u.fetched AS "上次抓取", u.status AS "应答码", u.tries AS "失败次数", u.uid AS "编号"
FROM urls AS u;
CREATE VIEW "运行" AS
SELECT r.id AS "运行号", r.command AS "命令", r.started AS "开始", r.finished AS "结束", r.exit_code AS "退出码", r.version AS "程序版本",
  rs.source AS "来源代号", rs.state AS "结果", rs.error AS "错误", rs.found AS "发现", rs.fetched AS "抓取", rs.unchanged AS "未变",
  rs.new AS "新增", rs.updated AS "更新", rs.copies AS "转载", rs.dropped AS "不收", rs.failed AS "失败"
FROM runs AS r LEFT JOIN run_sources AS rs ON rs.run = r.id;
CREATE VIEW articles_fts_src AS
    SELECT id, mark(title) AS title, mark(body) AS body, mark(title_zh) AS title_zh, mark(body_zh) AS body_zh FROM articles;
CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, body, title_zh, body_zh, content='articles_fts_src', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, title, body, title_zh, body_zh)
      VALUES (new.id, mark(fold(new.title)), mark(fold(new.body)), mark(fold(new.title_zh)), mark(fold(new.body_zh)));
  END;
CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, body, title_zh, body_zh)
      VALUES ('delete', old.id, mark(fold(old.title)), mark(fold(old.body)), mark(fold(old.title_zh)), mark(fold(old.body_zh)));
  END;
CREATE TRIGGER articles_au AFTER UPDATE OF title, body, title_zh, body_zh ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, body, title_zh, body_zh)
      VALUES ('delete', old.id, mark(fold(old.title)), mark(fold(old.body)), mark(fold(old.title_zh)), mark(fold(old.body_zh)));
    INSERT INTO articles_fts (rowid, title, body, title_zh, body_zh)
      VALUES (new.id, mark(fold(new.title)), mark(fold(new.body)), mark(fold(new.title_zh)), mark(fold(new.body_zh)));
  END;
CREATE TRIGGER articles_guard BEFORE UPDATE ON articles WHEN fold('') <> '' BEGIN SELECT 1; END;
