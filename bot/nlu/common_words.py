"""Words that do not name a product when they stand alone, though some category, brand or value may be called so."""

from __future__ import annotations

from knowledge.graph.text import words
from knowledge.language import ENGLISH_STOP_WORDS

# What people say in a shop's chat: about the chat, the order, the price, the shop.
_CONVERSATION = """
    accessories account action activity add address affordable agent answer any app ask available back bag
    bargain basket best better big bigger birthday black blue bonus book boxed brand break brown business buy
    cancel card cart cash category center chain change chat cheap cheaper cheapest check choice choose clean
    combo computer contact continuity convenience cook cooked cooking cost counter country coupon cover credit
    customer day deal delivery design desk detail different digital discontinued discount display dollar each
    eat error exchange expensive explain fall family fill filter find finds flavor free fresh friend game gift
    give goes good great green group hand hello help high hold holiday home hot house how human hunting idea
    included info information item join kid kind large last layout lead less licensed like list live local look
    love low make manual many market match me measure meet member menu mild mini misc miscellaneous mix money
    more moving name national natural need new news next nice note notions now number offer office one online
    only open option order other outgoing pack package party pay people person personal phone pick pink place
    plain planning play player please plus point pool popular portion premium prepared present price process
    processed product profile promo promotion purchase purple quality quarter question quick random real receipt
    recommend red regional regular removal repair restaurant result retail return returnable round safe sale
    same save science section select seller send serve service set setter shape ship shop show signing single
    size skin sleeping slice sliced small social sore special specialty sport standard status stock store super
    support surprise sweet system table tag take talk team temporary test thank thing throw tie time timer tip
    today tomorrow top total track traditional travel treat try type ultra under ups use utility value variety
    vehicle video view vision visit voucher want wash watch way wear weather week welcome wet white wild wing
    wire work world worth yellow yes yesterday you
"""
# What things are made of, kept in or cut into: with another word they name a product, alone they narrow or say little.
_MANNERS = """
    acc adults animal annuals aseptic automatic bands bars base basics bits boards boneless bottle bowl box
    boxes bulb bunch butt can canister caps capsule carrier chopped chunk classic coated cold collegiate color
    combinations container coordinates cream crushed crystals cube cup cured daily deluxe diced dish domestic
    drops dry ear economy enhancement exterior external filled flavored floods fluid food foot fork forms
    formula frozen general grill ground half hard heat imported infused ingredients instant interior internal
    jar king label leg light liquid loaf lots mashed medium merch mixed multipack muscle national organic
    outdoor packet piece pint pocket polish pops pouch powdered private quart rated ration ready refill seasonal
    seasoned serving sheets shelled slices snsl solid spec spread spring steak sticks strip stuffed substitute
    summer tablets tall trans trays treatment trees tub unsweetened warm whole winter
"""
_CHINESE = """
    有 买 要 看 多 大 小 好 和 的 个 件 款 块 元 钱 第 一 二 三 四 五 六 七 八 九 十 是 不 你 我 他
    店 人 家 中 全 派 条 罩 调 盖 健康 游戏 影像 其他 促销 促销品 特价品 换购品 半个 半只 整块 单枝 儿童 家庭 女士
    身体 手部 装饰 天然 配件 配料 用品 外用品 器具 容器 零售 预制 风味 高级 杂项 意式 服药 搬家 收纳 数码
    测量 军事 标签 标牌 非食品 多件装 红色款 罐装 过敏 餐厅 餐食 早餐 晚餐 澳洲 游泳 露台 书店
    快餐 地中海 留言板 日历 门票
"""

#: Folded, as ``knowledge.graph.text.words`` folds; Chinese ones by character.
COMMON_WORDS = frozenset(words(f"{_CONVERSATION} {_MANNERS} {' '.join(ENGLISH_STOP_WORDS)}")) | frozenset(
    word for word in _CHINESE.split() if len(word) == 1
)
COMMON_CHINESE = frozenset(word for word in _CHINESE.split() if len(word) > 1)
