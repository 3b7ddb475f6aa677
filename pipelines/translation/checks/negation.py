"""Negation: what must not be done must not become what may be done, nor the other way round."""

import re
from typing import Final, Literal

from pipelines.translation.checks.finding import Finding

VERSION: Final = 1

_ENGLISH: Final = re.compile(
    r"\b(?:not|no|never|none|nor|neither|cannot|without|nobody|nothing|nowhere|unable|hardly"
    r"|scarcely|fail(?:s|ed|ing)? to)\b|n[’']t\b",
    re.IGNORECASE,
)
_NO_ENGLISH_NEGATION: Final = re.compile(
    r"\bnot\b[^.;,]{0,60}\buntil\b|\bnot only\b|\bnot just\b|\bnot merely\b|\bnot simply\b"
    r"|\bwhether or not\b|\bor not\b|\bno\.\s?\d|\bno longer than\b|\bnot?[- ]for[- ]profit\b"
    r"|\bno (?:more|less|fewer|later|earlier|sooner|matter|doubt|wonder)\b|\bnot (?:less"
    r"|fewer|more|until)\b"
    r"|\bnot (?:un|in(?!\b)|im)\w+|\bif not\b|\bnot least\b|\bwhy not\b|\b(?:is|are|do|does"
    r"|did|was|has|have|wo|ca|could|should)n[’']t (?:it|they|you|he|she|we)\b"
    r"|\bnothing (?:but|less|more)\b|\bnone other\b|\bnone of this\b|\bcannot but\b"
    r"|\bno one knows\b|\b(?:no|without)-\w+"
    r"|\bno[,!]|\bno-one\b|\bneither\b(?=.*\bnor\b)|\bwithout (?:doubt|question|fail)\b"
    r"|\bdo not hesitate\b",
    re.IGNORECASE,
)
_NEUTRAL_CHINESE: Final = re.compile(
    "非常|免疫|未来|无论|不断|不仅|不但|不光|不只|不单|不同(?!意)|不少|不过|不管|不论|不妨"
    "|不久|不禁|莫名|特别|性别|区别|分别|级别|类别|派别|国别"
    "|鉴别|识别|辨别|甄别|判别|个别|别人|别的|别处|别墅|告别|离别|是否|能否|可否|与否|无疑"
    "|无数|非洲|非凡|要不然|要不|差不多|不由|莫斯科|无线|无人机"
    "|无形|无限|南非|非典|不锈钢|未成年|不丹|不列颠|无花果|无烟|无机|无菌|无纺|无名|无国界"
    "|无障碍|未婚|非政府|非营利|非盈利|非法|非正式|非官方|非甾体"
    "|不良|不适(?![合宜用应])"
    "|不幸|不规则|不断|不得不|不利|不等|不满|不平|不朽|不惜|不可避免|不可思议"
    "|不可或缺|不日|不时|不一|不料|不愧|不解"
    "|没收|没药|埋没|沉没|淹没|出没|没落|缺失|失去|无家可归|无缘|无辜|无助(?!于)|无私|避孕|避难"
    "|避风|否则|否认|否定|否决|不可逆"
    "|不可见|不当|不宜居|非裔|非特异|非小细胞|非洲|非白人|非必要|非处方|非传染|非侵入|非结构|非酒精"
)
_CHINESE: Final = re.compile("[不没沒無无未非别勿莫否]|毫无")
_SOFT_CHINESE: Final = re.compile(
    "失败|失灵|失效"
    "|避免|以免|免于|严禁|禁|拒|缺乏|缺少|失去|停|暂缓|从来|难以|以外|除外|而是|很少|远离|公益"
    "|阻止|防止|零|空白|取消|放弃|忽视"
    "|直到|直至|例外|戒|忌|摆脱|不得不|不可避免|反对|罕|鲜[少有为]|免费|抵制|杜绝|解除|匿名"
    "|匮乏|短缺|豁免|之外|相反|反而|无国界|随时联"
)
_SOFT_ENGLISH: Final = re.compile(
    r"\b(?:avoid\w*|prevent\w*|lack\w*|refus\w*|ban\w*|prohibit\w*|cancel\w*|until|except\w*"
    r"|exclud\w*|stop\w*|forbid\w*"
    r"|rare\w*|difficult\w*|hard\w*|only|away|differ\w*|various|asymptomatic|instead|rather"
    r"|inevitab\w*|inval\w*|ineff\w*)\b",
    re.IGNORECASE,
)
_UN_WORDS: Final = re.compile(
    r"\b(?:unknown|unclear|unlikely|uncertain\w*|unable|insufficient\w*|unavailab\w*|unsafe"
    r"|inadequate\w*|impossible|unnecessar\w*)\b",
    re.IGNORECASE,
)


SHORT_SENTENCE_WORDS: Final = 14
"""In longer sentences a negation is often said by a word that no list holds: a warning there."""
_DENIED_VERB: Final = re.compile(
    r"\b(?:can|could|may|might|must|shall|should|will|would|do|does|did|is|are|was|were|has"
    r"|have|ca|wo)\s?(?:not\b|n[o']t\b)"
    r"|n’t\b|\bcannot\b|\bnever\b|\bthere (?:is|are|was|were) no\b",
    re.IGNORECASE,
)
_AFFIRMED: Final = re.compile("可以|应该?|必须|需要|能够?|会|将|有证据|有研究|适合|请|须")
_ANY_NEGATIVE: Final = re.compile(
    r"\b(?:not|no|never|none|nor|neither|cannot|without|nobody|nothing|nowhere|hardly"
    r"|scarcely|rarely|seldom|few\w*|little|less\w*"
    r"|only|unless|until|except\w*|but|instead|rather|otherwise|against|lack\w*|absen\w*|free"
    r"|fail\w*|avoid\w*|prevent\w*|protect\w*"
    r"|refus\w*|stop\w*|ban\w*|prohibit\w*|forbid\w*|exclu\w*|reject\w*|den(?:y|ied|ies)\w*"
    r"|resist\w*|mis\w+|los[est]\w*|end(?:s|ed)?"
    r"|un(?!it|ion|der|ivers|iq|til)\w+|in(?:suff|adeq|eff|abil|capab|compl|corr|activ|valid"
    r"|appropr|consist|depend|freq|secur|vis|toler|access|accur|signific|curab|compat|direct"
    r"|form)\w*"
    r"|im(?:poss|prop|mat|mob|perf|pair|mun)\w*|irr\w+|ill\w*|dis(?!ease|cuss|tanc|tribut"
    r"|play|tric|cover|h|tinct|tinguish)\w+|non\w*|anti\w*|contra\w*|short\w*|too|hard\w*"
    r"|difficult\w*|troubl\w*|wrong\w*|yet|still|ceas\w*|quit\w*|abstain\w*|refrain\w*"
    r"|skip\w*|ignor\w*|declin\w*|poor\w*|bad\w*"
    r"|regardless|despite|whether|doubt\w*|ab(?:sen|norm|ol|st)\w*|neg\w+|zero|rare\w*|away"
    r"|off|differ\w*|otherwise|alone|limit\w*|restrict\w*|clos\w+"
    r"|danger\w*|warn\w*|crash\w*|block\w*|delay\w*|worse|weak\w*|less|beyond|far from"
    r"|no\w*-\w+|nor\w*|complicat\w*|vulnerab\w*|shut\w*|cancel\w*|die[sd]?|death\w*)\b"
    r"|n[’']t\b|less\b",
    re.IGNORECASE,
)
_HARD_CHINESE: Final = re.compile(
    "不(?:应|要|得|能|可|会(?![用写说])|需要|必|建议|推荐|宜|适合|安全)|请勿|切勿|严禁"
    "|没有(?:证据|风险|危险|效果|作用|必要|好处|关系)|并非|无法|从不|从未|并未|尚未|并不"
)
_NOT_A_DENIAL: Final = re.compile(
    "不可或缺|不可避免|不可思议|不得不|能不能|是不是|会不会|不会不|无不|要不|不可分割|不能不|不可逆"
)


def check_added_negation(source: str, target: str) -> Finding | None:
    """Nothing in the source denies or limits anything, yet the translation says no."""
    if _ANY_NEGATIVE.search(source):
        return None
    if match := _HARD_CHINESE.search(_NOT_A_DENIAL.sub(" ", target)):
        severity: Literal["error", "warning"] = (
            "error" if len(source.split()) <= SHORT_SENTENCE_WORDS else "warning"
        )
        return Finding("negation", severity, f"译文多出否定：“{match.group()}”")
    return None


def check_negation(source: str, target: str) -> Finding | None:
    """'Do not take' must not become 'take', and 'take' not 'do not take'."""
    english = len(_ENGLISH.findall(_NO_ENGLISH_NEGATION.sub(" ", source)))
    if not english:
        return None
    chinese = len(_CHINESE.findall(_NEUTRAL_CHINESE.sub(" ", target)))
    needed = english + len(_UN_WORDS.findall(source))
    excused = max(0, len(_SOFT_CHINESE.findall(target)) - len(_SOFT_ENGLISH.findall(source)))
    if chinese + excused >= needed:
        return None
    short = len(source.split()) <= SHORT_SENTENCE_WORDS
    denied = short and not (chinese or excused) and _DENIED_VERB.search(source)
    severity: Literal["error", "warning"] = (
        "error" if denied and _AFFIRMED.search(target) else "warning"
    )
    return Finding("negation", severity, "原文有否定词，译文中未见否定")
