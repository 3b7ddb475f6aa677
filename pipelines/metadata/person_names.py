"""Recognise names of people and of outlets, and split bylines into names."""

import re
from typing import Final

_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万"
    "钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁"
    "尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆"
    "农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋"
    "商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟"
    "冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来"
    "扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾"
    "茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植張劉陳楊黃趙吳孫馬鄭謝許鄧韓馮蕭葉蘇魏呂鍾譚陸"
    "範賈韋鄒閆閻龍陶賀顧龔萬錢嚴湯溫齊喬龐顏倪莊聶魯歐關蘭寧紀單塗駱藍遊華費連蘆婁車項衛盧羅蔣餘"
    "鮑時"
)
_COMPOUND_SURNAMES: Final = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "夏侯",
    "东方",
    "宇文",
    "端木",
    "歐陽",
    "諸葛",
    "東方",
)
_NOT_A_NAME: Final = re.compile(
    r"管理员|管理員|佚名|匿名|网络|網絡|整理|综合|未知|本站|本报|本刊|编辑|編輯|小编|记者|通讯员|"
    r"作者|来源|admin|editor|staff|report"
    r"|newsroom|"
    r"desk|team|writer|www|http|@|来稿|供稿|原创|转载|发布|责编|审核|校对|部门|摄影|中心"
    r"|robot|test|整合|编译|編譯|撰稿|出自|来自|发自|受访|供图|图片|文字|视频|报道|報導|主任|院长|"
    r"医师|醫師|教授|研究员|护士长|博士"
    r"|简介|介绍|声明|授权|单位|观点|本人"
    r"|自述|专栏|特约|实习"
    r"|见习|口述|图文|文图|全文|分享|微博|微信|字号|打印|时间|日期|点击|查看|关注|更多|首页|正文|"
    r"相关|推荐|宣传[科部处]|办公室|[党院校]办|[医护]务科|护理部"
    r"|(?:医务|门诊|人事|财务|总务|保卫|预防|健教|信息|科教|公卫|妇产|内|外|骨|眼|儿)科$|(?:管理|"
    r"事业|工作)处$",
    re.IGNORECASE,
)
_OUTLET_WORDS: Final = re.compile(
    r"网$|網$|报$|報$|报社|日报|晚报|時報|时报|周刊|週刊|杂志|电视|電視|广播|新闻|新聞|通讯社|"
    r"通訊社|新华社|社$|公众号|微信|客户端|频道|财经|"
    r"在线|研究院|委员会|委$|局$|部$|厅$|政府|公司|集团|大学|医院|协会|中心|出版|媒体|媒體|传媒|"
    r"傳媒|觀察|資訊|论坛|論壇|集團|頻道|觀點|观察|资讯|论坛|平台"
    r"|头条|号$|科技|健康$|"
    r"\b(?:news|times|post|press|agency|magazine|media|journal|network|university|reuters"
    r"|associated|afp|xinhua|"
    r"business|daily|weekly|today|tv|radio|channel|wire|bureau|contributors?|cnn|bbc|npr)\b",
    re.IGNORECASE,
)
_ROLE_LABEL: Final = re.compile(
    r"[\u4e00-\u9fff]{0,10}(?:记者|記者|通讯员|通訊員|实习生|作者|撰稿人|评论员|特约撰稿)\s*[:："
    r"/／|]?|"
    r"(?:撰文|文字|编译|采写|摄影报道|报道|文图|图文|执笔|(?<![\u4e00-\u9fff])[文图摄])\s*[:：/／|]"
)
_NAME_SEPARATOR: Final = re.compile(
    r"[、，,;；/／╱&＆|｜\s\u3000]+|(?<=[\u4e00-\u9fff])(?:和|与)(?=[\u4e00-\u9fff])"
)
_HAN_NAME: Final = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8})+"
)
_LATIN_NAME: Final = re.compile(
    r"^(?:(?:Dr\.|[A-Z\u00c0-\u00de]\.|[A-Z\u00c0-\u00de][\w'’\-]*+)\s++)+(?:(?:de|van|von|der|den"
    r"|la|le|du|da|bin|al|del|di|el)\s+)*"
    r"[A-Z\u00c0-\u00de][\w'’\-.]+"
)
_BRACKETED: Final = re.compile(r"[（(【\[][^）)】\]]*+[）)】\]]?")
"""What stands in brackets, or from one that is never closed to the end."""
MAX_NAMES: Final = 8


def is_outlet_name(name: str) -> bool:
    """Say whether a name is that of a medium or an institution by its words."""
    return bool(_OUTLET_WORDS.search(name.strip()))


def is_no_name(text: str) -> bool:
    """Say whether a text has a word that no name has: a role, a button, a department."""
    return _NOT_A_NAME.search(text) is not None


def is_person_name(name: str) -> bool:
    """Say whether a bare name, which no label announces, is a person's: a Chinese surname with one
    or two characters, or First Last.
    """
    name = name.strip()
    if is_outlet_name(name) or _NOT_A_NAME.search(name):
        return False
    if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name):
        return (name[0] in _SURNAMES and len(name) <= 3) or (
            name[:2] in _COMPOUND_SURNAMES and len(name) >= 3
        )
    return len(name) <= 40 and bool(_LATIN_NAME.fullmatch(name))


def split_names(label_text: str) -> tuple[str, ...]:
    """Split what a label such as 记者 or 责编 announces into names; what cannot be one is left out.

    A pen name counts here (叨叨姐): the label says that it is a person.
    """
    text = _ROLE_LABEL.sub(" ", _BRACKETED.sub(_blank_closed, label_text)).strip(" 　:：。.")
    latin = re.fullmatch(r"[A-Za-z][A-Za-z .'’-]+", text)
    pieces = (
        re.split(r"(?<!\s)\s++and\s+", text)
        if latin
        else _rejoin_names(_NAME_SEPARATOR.split(text))
    )
    names = [piece for piece in pieces if _may_be_name(piece)]
    return tuple(dict.fromkeys(names))[:MAX_NAMES]


def _blank_closed(bracketed: re.Match[str]) -> str:
    return " " if bracketed[0][-1] in "）)】]" else bracketed[0]


def _rejoin_names(pieces: list[str]) -> list[str]:
    """Join names of two characters that were written apart (李 明), and Latin first and last
    names.
    """
    out: list[str] = []
    for piece in pieces:
        apart = (
            out
            and re.fullmatch(r"[\u4e00-\u9fff]", piece)
            and re.fullmatch(r"[\u4e00-\u9fff]", out[-1])
        )
        latin = (
            out
            and re.fullmatch(r"[A-Z][\w.'’-]*", piece)
            and re.fullmatch(r"[A-Z][\w.'’ -]*", out[-1])
        )
        if apart:
            out[-1] += piece
        elif latin:
            out[-1] += " " + piece
        else:
            out.append(piece)
    return out


def _may_be_name(piece: str) -> bool:
    if not piece or _NOT_A_NAME.search(piece) or is_outlet_name(piece):
        return False
    if any(char.isdigit() for char in piece):
        return False
    return (
        bool(
            _HAN_NAME.fullmatch(piece) or re.fullmatch(r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]*)*", piece)
        )
        and len(piece) <= 40
    )
