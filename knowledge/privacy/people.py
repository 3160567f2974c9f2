"""How people say their names and addresses, in English and Chinese."""

from __future__ import annotations

import re

_WORD = r"[^\W\d_]+(?:['’.-][^\W\d_]+)*"
_NOT_A_NAME = (
    r"(?:"
    + "|".join(
        "back a an the when later at on please tomorrow today tonight if asap now soon again maybe and but or not on "
        "in i so about is for to my you it this that with from because of".split()
    )
    + r")\b"
)
_CAPITALISED = r"[A-Z][a-zà-ÿ]+(?:['’-][A-Za-zà-ÿ]+)*"
_NO_ADDRESS = r"(?:on|the|in|for|of|my|a|to|and|by|from|or|is|are|with|your)\b"

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方"
    "金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
)
_SURNAME = rf"(?:欧阳|上官|司马|诸葛|司徒|东方|慕容|[{_SURNAMES}])"
_HAN = r"[\u3400-\u9fff]"
_GIVEN = r"[^\W\da-zA-Z_想要是在有的我你您他她买问和，不来会可请也就能去找退订查了吗呢吧]"
_COUNT = r"[\d一二三四五六七八九十百零]+"
_PLACE = r"[^\W\da-zA-Z_我住在到是送寄去往址址和的，]"

#: Each has a group ``before``, which stays; what follows it is the name.
NAMES: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"(?P<before>\b(?:my (?:full |first |last |sur)?name(?:['’]s|\s+is)?|(?:i am|i['’]m) (?:called|named)|call me|"
        r"(?:under|in) the name(?: of)?|name\s*:)\s+)"
        rf"(?!{_NOT_A_NAME}){_WORD}(?:\s+(?!{_NOT_A_NAME}){_WORD}){{0,2}}",
        re.I,
    ),
    re.compile(
        r"(?P<before>\b(?:[Ii](?: am|['’]m)|[Tt]his is|[Mm]rs?\.?|[Mm]s\.?|[Mm]iss|[Dd]r\.?|[Rr]egards,?)\s+)"
        rf"{_CAPITALISED}(?:\s+{_CAPITALISED}){{0,2}}"
    ),
    re.compile(
        r"(?P<before>(?:我的?(?:全名|名字|姓名|大名)|(?<![帮给替为])我叫(?!个|一|辆)|本人叫|叫我|我姓|收[件货]人|联系人|姓名)(?:是|叫|为|：|:)?\s*)"
        rf"(?:{_GIVEN}{{1,4}}|{_CAPITALISED}(?:\s+{_CAPITALISED})?)"
    ),
    re.compile(rf"(?P<before>我是){_SURNAME}{_GIVEN}{{1,2}}(?=[，,。.！!\s]|$)"),
    re.compile(rf"(?P<before>){_SURNAME}{_GIVEN}{{0,2}}(?=先生|女士|小姐|太太)"),
)

ADDRESSES: tuple[re.Pattern[str], ...] = (
    re.compile(
        rf"\b\d{{1,5}}[a-z]?\s+(?:(?!{_NO_ADDRESS})[a-z.'’]+\s+){{1,4}}"
        r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|boulevard|blvd|court|square|terrace|crescent|highway|hwy)\b\.?",
        re.I,
    ),
    re.compile(r"\b(?:apt|apartment|flat|suite)\.?\s*#?\d+[a-z]?\b", re.I),
    re.compile(
        rf"{_PLACE}{{1,24}}(?:路|街|大道|巷|弄|胡同)\s*{_COUNT}\s*[号弄]"
        rf"(?:{_PLACE}{{0,6}}{_COUNT}\s*(?:栋|幢|号楼|楼|单元|室|层|号))*"
    ),
    re.compile(
        rf"{_PLACE}{{2,8}}(?:小区|花园|公寓|大厦|新村)\s*{_COUNT}\s*(?:栋|幢|号楼|楼|单元|室|层|号)"
        rf"(?:{_COUNT}\s*(?:栋|幢|号楼|楼|单元|室|层|号))*"
    ),
)
