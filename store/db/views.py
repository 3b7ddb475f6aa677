"""The views of the store: rights for our own readers, Chinese names for the content team's
tools.
"""

from typing import Final

CREATE_RIGHTS_VIEW: Final = """
CREATE VIEW rights AS
SELECT a.uid,
  CASE WHEN l.licence <> '' THEN l.licence WHEN a.source = '' THEN 'operator'
    ELSE coalesce(s.licence, '') END AS licence,
  CASE WHEN a.source = '' THEN 'internal' WHEN coalesce(s.full_text, 'none') = 'public'
    AND l.full_text = 'internal' THEN 'internal'
    ELSE coalesce(s.full_text, 'none') END AS full_text,
  CASE WHEN a.source = '' THEN 1 WHEN upper(s.licence) LIKE '%-ND%'
    OR coalesce(s.full_text, 'none') = 'none' THEN 0
    WHEN s.licence = 'per-article' AND l.uid IS NULL THEN 0
      ELSE s.translate END * coalesce(l.translate, 1) AS translate,
  CASE WHEN a.source = '' OR l.licence = 'unstated' THEN ''
    ELSE coalesce(s.attribution, '') END AS attribution
FROM articles AS a LEFT JOIN sources AS s ON s.name = a.source
  LEFT JOIN licences AS l ON l.uid = a.uid
  AND NOT (l.licence = 'all-rights-reserved'
    AND coalesce(s.licence, '') IN ('', 'contract', 'all-rights-reserved'))
  AND NOT (l.licence = 'unstated' AND coalesce(s.licence, '') IN ('', 'all-rights-reserved'))
"""
"""What may be done with each article: the stricter of what its source and its own page say.

A source that is unknown or states no rights allows nothing; under a licence without derivatives
(ND) nothing is translated, nor what may not be read, nor an article that says nothing in a source
where each one says its own. A page that reserves all rights says nothing new where no public
licence was claimed: then the agreement counts that the source's file describes. A page on a host
that its source does not own and that states no licence has neither the source's licence nor its
contract: it is read inside the house, and translated where the source's own reserved pages are.
"""

CREATE_READABLE_VIEWS: Final = (
    """CREATE VIEW "文章" AS
SELECT a.uid AS "编号", a.title AS "标题", a.title_zh AS "中文标题", a.published AS "发布时间",
  a.source AS "来源代号",
  coalesce(s.title, '手工导入') AS "来源", a.outlet AS "原载媒体", a.author AS "作者",
  a.editor AS "责任编辑",
  a.section AS "栏目",
  a.language AS "语言", a.script AS "文字",
  CASE r.full_text WHEN 'none' THEN '' ELSE a.body END AS "正文",
  CASE r.full_text WHEN 'none' THEN '' ELSE a.body_zh END AS "中文正文",
  CASE a.translation WHEN 'none' THEN '不译' WHEN 'pending' THEN '待译' WHEN 'ok' THEN '已译'
    WHEN 'review' THEN '待审' ELSE '失败' END AS "翻译状态",
  CASE a.status WHEN 'published' THEN '已发布' WHEN 'withdrawn' THEN '已撤回'
    WHEN 'rejected' THEN '已拒绝'
    ELSE '暂缓' END AS "状态",
  a.reason AS "原因", a.is_canonical AS "是否首发", a.cluster AS "首发编号",
  json_array_length(a.words) AS "词数",
  length(a.body) AS "字数", a.version AS "版本", a.fetched AS "抓取时间", a.modified AS "修改时间",
  r.licence AS "许可",
  CASE r.full_text WHEN 'public' THEN '公开' WHEN 'internal' THEN '内部' ELSE '不可用' END
    AS "全文权限",
  r.translate AS "可翻译", r.attribution AS "署名要求", a.url AS "网址"
FROM articles AS a JOIN rights AS r ON r.uid = a.uid LEFT JOIN sources AS s ON s.name = a.source""",
    """CREATE VIEW "译文" AS
SELECT t.uid AS "编号", a.title AS "原标题", t.title AS "译文标题", a.body AS "原文",
  t.body AS "译文",
  CASE t.status WHEN 'ok' THEN '通过' WHEN 'review' THEN '待审' ELSE '失败' END AS "检查结果",
  t.score AS "未见疑点比例", t.flagged AS "存疑句",
  CASE t.decision WHEN 'approved' THEN '通过' WHEN 'rejected' THEN '退回' ELSE '' END AS "人工决定",
  t.decided_by AS "决定人", t.decided_at AS "决定时间",
  t.backend AS "引擎", t.model AS "模型", t.at AS "翻译时间",
  a.translation = t.status AS "是否最新",
  a.url AS "网址"
FROM translations AS t JOIN articles AS a ON a.uid = t.uid""",
    """CREATE VIEW "句对" AS
SELECT t.uid AS "编号", a.title AS "原标题", json_extract(s.value, '$.block') AS "行",
  json_extract(s.value, '$.position') AS "句",
  json_extract(s.value, '$.source') AS "原句", json_extract(s.value, '$.target') AS "译句",
  json_extract(s.value, '$.checks') AS "检查",
  coalesce(json_extract(s.value, '$.corrected'), 0) AS "人工更正", t.backend AS "引擎",
  t.model AS "模型"
FROM translations AS t JOIN articles AS a ON a.uid = t.uid, json_each(t.sentences) AS s
  WHERE a.translation = t.status""",
    """CREATE VIEW "来源" AS
SELECT s.name AS "来源代号", s.title AS "来源", s.kind AS "类型", s.home AS "主页",
  s.enabled AS "启用",
  s.licence AS "许可",
  CASE s.full_text WHEN 'public' THEN '公开' WHEN 'internal' THEN '内部' ELSE '不可用' END
    AS "全文权限",
  s.translate AS "可翻译", s.attribution AS "署名要求",
  (SELECT count(*) FROM articles AS a WHERE a.source = s.name AND a.status = 'published')
    AS "文章数",
  s.last_new AS "最近新文章",
  s.newest AS "最新发布", s.quiet AS "连续无新文章次数"
FROM sources AS s""",
    """CREATE VIEW "转载" AS
SELECT c.other_uid AS "首发编号", o.title AS "首发标题", o.source AS "首发来源代号",
  c.uid AS "转载编号",
  a.title AS "转载标题",
  a.source AS "转载来源代号", a.published AS "转载时间", c.share AS "相同比例",
  CASE c.reason WHEN 'named' THEN '转载注明出自首发媒体' WHEN 'dated' THEN '只有首发有可信日期'
    WHEN 'earlier' THEN '首发发布更早'
    WHEN 'longer' THEN '首发篇幅更长' ELSE '首发收录更早' END AS "判定依据", a.url AS "转载网址"
FROM copies AS c JOIN articles AS o ON o.uid = c.other_uid JOIN articles AS a ON a.uid = c.uid
  WHERE c.relation = 'copy'""",
    """CREATE VIEW "关联" AS
SELECT c.uid AS "编号", a.title AS "标题",
  CASE c.relation WHEN 'series' THEN '同系列' ELSE '译自' END AS "关系", c.other_uid AS "关联编号",
  o.title AS "关联标题", c.share AS "相同比例", a.published AS "发布时间",
  o.published AS "关联发布时间"
FROM copies AS c JOIN articles AS o ON o.uid = c.other_uid JOIN articles AS a ON a.uid = c.uid
  WHERE c.relation <> 'copy'""",
    """CREATE VIEW "术语" AS
SELECT a.uid AS "编号", a.title AS "标题", json_extract(t.value, '$.canonical') AS "术语",
  json_extract(t.value, '$.term') AS "原文写法",
  json_extract(t.value, '$.type') AS "类别", json_extract(t.value, '$.en') AS "英文",
  json_extract(t.value, '$.count') AS "次数",
  json_extract(t.value, '$.in_title') AS "在标题中", a.published AS "发布时间"
FROM articles AS a, json_each(a.terms) AS t WHERE a.status = 'published'""",
    """CREATE VIEW "修订" AS
SELECT r.uid AS "编号", r.version AS "旧版本", r.title AS "旧标题", r.changed AS "改动字段",
  r.at AS "改动时间",
  a.title AS "现标题", a.url AS "网址"
FROM revisions AS r JOIN articles AS a ON a.uid = r.uid""",
    """CREATE VIEW "变更" AS
SELECT c.seq AS "序号", CASE c.op WHEN 'upsert' THEN '更新' ELSE '删除' END AS "操作",
  c.uid AS "编号",
  a.title AS "标题",
  c.version AS "版本", c.at AS "时间", c.reason AS "原因"
FROM changes AS c LEFT JOIN articles AS a ON a.uid = c.uid""",
    """CREATE VIEW "决定" AS
SELECT d.at AS "时间", d."by" AS "经手人",
  CASE d.action WHEN 'withdraw' THEN '撤回' WHEN 'hold' THEN '暂缓' WHEN 'reject' THEN '拒绝'
    WHEN 'release' THEN '恢复' WHEN 'confirm' THEN '确认撤回' WHEN 'correct' THEN '改句'
    WHEN 'accept' THEN '认可译句' WHEN 'reopen' THEN '撤销认可' WHEN 'approve' THEN '通过译文'
    WHEN 'refuse' THEN '退回译文' WHEN 'undo' THEN '撤销对译文的决定' ELSE d.action END AS "决定",
  d.uid AS "编号", coalesce(a.title, '') AS "标题", d.detail AS "说明"
FROM audit AS d LEFT JOIN articles AS a ON a.uid = d.uid""",
    """CREATE VIEW "未收录" AS
SELECT v.url AS "网址", v.source AS "来源代号", v.stage AS "工序",
  CASE v.kind WHEN 'drop' THEN '不收' WHEN 'retry' THEN '重试' ELSE '隔离' END AS "结论",
  v.reason AS "理由", v.detail AS "说明", v.at AS "时间", v.run AS "运行号"
FROM verdicts AS v""",
    """CREATE VIEW "抓取队列" AS
SELECT u.url AS "网址", u.source AS "来源代号", u.kind AS "种类",
  CASE u.state WHEN 'due' THEN '待抓' WHEN 'leased' THEN '在抓' WHEN 'fetched' THEN '待处理'
    WHEN 'stored' THEN '已收录'
    WHEN 'dropped' THEN '不收' WHEN 'quarantined' THEN '隔离' ELSE '已消失' END AS "状态",
  u.due_at AS "下次时间", u.fetched AS "上次抓取", u.status AS "应答码", u.tries AS "失败次数",
  u.uid AS "编号"
FROM urls AS u""",
    """CREATE VIEW "运行" AS
SELECT r.id AS "运行号", r.command AS "命令", r.started AS "开始", r.finished AS "结束",
  r.exit_code AS "退出码", r.version AS "程序版本",
  rs.source AS "来源代号", rs.state AS "结果", rs.error AS "错误", rs.found AS "发现",
  rs.fetched AS "抓取",
  rs.unchanged AS "未变",
  rs.new AS "新增", rs.updated AS "更新", rs.copies AS "转载", rs.skipped AS "略过",
  rs.dropped AS "不收",
  rs.failed AS "失败", rs.notes AS "备注"
FROM runs AS r LEFT JOIN run_sources AS rs ON rs.run = r.id""",
)
"""For people with DB Browser, Datasette or the sqlite3 shell; docs/store.md explains each column.
"""
