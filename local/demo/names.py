"""Invented names with their pinyin. Put together by chance from common syllables; nobody real is meant.

Some characters are rare on purpose: outside GB 2312, in CJK extension A (䶮, 㛃) or outside the basic plane (𬱖),
because a name that a font, a text message or a database cannot hold is how a service hall insults somebody.
"""

from __future__ import annotations

from random import Random

from chalicelib.shared.text import Text


def _syllables(text: str) -> list[tuple[str, str]]:
    """``"王Wang 欧阳Ouyang"`` as characters and their pinyin."""
    found = []
    for word in text.split():
        characters = "".join(c for c in word if ord(c) > 0x2E80)
        found.append((characters, word.removeprefix(characters)))
    return found


_SURNAMES = _syllables(
    """
    王Wang 李Li 张Zhang 刘Liu 陈Chen 杨Yang 赵Zhao 黄Huang 周Zhou 吴Wu 徐Xu 孙Sun 胡Hu 朱Zhu 高Gao 林Lin 何He
    郭Guo 马Ma 罗Luo 梁Liang 宋Song 郑Zheng 谢Xie 韩Han 唐Tang 冯Feng 于Yu 董Dong 萧Xiao 程Cheng 曹Cao 袁Yuan
    邓Deng 许Xu 傅Fu 沈Shen 曾Zeng 彭Peng 吕Lü 苏Su 卢Lu 蒋Jiang 蔡Cai 贾Jia 丁Ding 魏Wei 薛Xue 叶Ye 阎Yan 余Yu
    潘Pan 杜Du 戴Dai 夏Xia 钟Zhong 汪Wang 田Tian 任Ren 姜Jiang 欧阳Ouyang 司徒Situ 上官Shangguan 诸葛Zhuge
    """
)
_FIRST = _syllables(
    """
    晓xiao 子zi 雨yu 思si 嘉jia 文wen 明ming 志zhi 俊jun 浩hao 欣xin 梓zi 书shu 若ruo 景jing 泽ze 安an 宇yu 佳jia
    清qing 立li 海hai 云yun 星xing 知zhi 亦yi 承cheng 怀huai 乐le 静jing 国guo 建jian 春chun 秋qiu 亚ya 永yong
    """
)
_LAST = _syllables(
    """
    雯wen 涵han 然ran 琪qi 轩xuan 宁ning 远yuan 航hang 瑶yao 彤tong 辰chen 阳yang 帆fan 敏min 颖ying 杰jie 斌bin
    磊lei 晨chen 昕xin 岚lan 溪xi 屿yu 霖lin 川chuan 禾he 桐tong 菲fei 诺nuo 恩en 瑾jin 瑜yu 芸yun 澜lan 宸chen
    谦qian 舟zhou 言yan
    """
)
_RARE = _syllables("䶮yan 㛃jie 喆zhe 𬱖wei 犇ben 翀chong 旻min 玥yue 垚yao 赟yun 祎yi 堃kun")

OTHER_NAMES = (
    Text("阿依努尔·买买提", "Aynur Memet"),
    Text("扎西顿珠", "Tashi Dondrup"),
    Text("巴特尔", "Bator"),
    Text("迪丽娜尔·阿卜杜热合曼", "Dilnar Abdurehman"),
    Text("金美英", "Kim Mi-yeong"),
)
"""Names that are not surname and one or two syllables; forms and columns must have room for them."""

INTERNATIONAL = (
    ("marie.dubois", Text("玛丽·杜布瓦", "Marie Dubois"), Text("法国", "France")),
    ("ivan.sokolov", Text("伊万·索科洛夫", "Ivan Sokolov"), Text("俄罗斯", "Russia")),
    ("amina.diallo", Text("阿米娜·迪亚洛", "Amina Diallo"), Text("塞内加尔", "Senegal")),
    ("nguyen.thithuha", Text("阮氏秋河", "Nguyễn Thị Thu Hà"), Text("越南", "Viet Nam")),
    ("jose.garciamarquez", Text("何塞·加西亚", "José García Márquez"), Text("墨西哥", "Mexico")),
    ("bjork.olafsdottir", Text("比约克·奥拉夫斯多蒂尔", "Björk Ólafsdóttir"), Text("冰岛", "Iceland")),
    ("siddharth.rao", Text("悉达多·拉奥", "Siddharth Rao"), Text("印度", "India")),
    ("aigerim.nurlanova", Text("艾格丽姆·努尔兰诺娃", "Aigerim Nurlanova"), Text("哈萨克斯坦", "Kazakhstan")),
    ("tariq.hussain", Text("塔里克·侯赛因", "Tariq Hussain"), Text("巴基斯坦", "Pakistan")),
    ("o.brien", Text("肖恩·奥布莱恩", "Seán O'Brien"), Text("爱尔兰", "Ireland")),
    ("suda.wongsawat", Text("苏达·翁沙瓦", "Suda Wongsawat"), Text("泰国", "Thailand")),
    ("li", Text("李·约翰逊", "Lee Johnson-Okonkwo-Featherstonehaugh"), Text("英国", "United Kingdom")),
)


class Names:
    """Names one after the other, none twice; the same ones for the same `random`."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given: set[str] = set()

    def next(self, rare: bool = False) -> Text:
        while True:
            name = self._compose(rare)
            if name.zh not in self._given and name.en not in self._given:
                self._given.update(name)
                return name

    def take(self, name: Text) -> Text:
        """Keep a name for somebody who is meant to have it."""
        self._given.update(name)
        return name

    def _compose(self, rare: bool) -> Text:
        pick = self._random.choice
        surname, family = pick(_SURNAMES)
        syllables = [pick(_FIRST), pick(_RARE if rare else _LAST)]
        if self._random.random() < 0.18:
            del syllables[0]
        given = syllables[0][1]
        for _, pinyin in syllables[1:]:
            given += f"'{pinyin}" if pinyin[0] in "aeo" else pinyin
        return Text(surname + "".join(c for c, _ in syllables), f"{family} {given.capitalize()}")
