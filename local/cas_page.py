"""The pages of the local CAS server: plain HTML in two languages, no scripts, one style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Protocol
from urllib.parse import urlencode

from chalicelib.shared.text import Text


class Account(Protocol):
    """One button of the sign-in page; `about` says who that is, for example "counsellor, class CS2301"."""

    @property
    def login(self) -> str: ...
    @property
    def name(self) -> Text: ...
    @property
    def about(self) -> Text: ...


_TITLE = Text("统一身份认证（演示）", "Unified sign-in (demo)")
_DEMO = Text(
    "这是本机演示用的登录页，不需要密码，所有人员均为虚构。请选择一个身份，或输入账号。",
    "A demo sign-in for this machine only: no password is needed and every person is invented. "
    "Choose somebody, or type an account.",
)
_ACCOUNT = Text("账号（校园卡号、学号或网络账号）", "Account (card number, student number or network account)")
_SIGN_IN = Text("登录", "Sign in")
_SIGN_OUT = Text("退出登录", "Sign out")
_CHOOSE = Text("演示身份", "Demo people")
_UNKNOWN = Text("没有账号“{user}”", "There is no account “{user}”")
_NOTICES = {
    "missing": Text("没有这个页面", "There is no such page"),
    "refused": Text(
        "该应用未登记，不能使用统一身份认证", "This application is not registered and cannot use this sign-in"
    ),
    "signed_in": Text("您已登录：{user}", "You are signed in as {user}"),
    "signed_out": Text("您已退出登录", "You are signed out"),
}

CSS = """
:root{color-scheme:light;--ink:#1b2430;--soft:#5a6675;--line:#dfe4ea;--paper:#f4f6f8;--accent:#0a6b4f;--warn:#8a4b00}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"PingFang SC",
"Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:34rem;margin:0 auto;padding:1rem 1rem 3rem}
header{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;padding:.75rem 0}
h1{font-size:1.25rem;margin:0}
h2{font-size:1rem;color:var(--soft);margin:1.5rem 0 .5rem}
a{color:var(--accent);padding:.5rem 0}
.demo{background:#fff6e5;border-left:4px solid #c77700;color:var(--warn);padding:.75rem 1rem;border-radius:6px;margin:0}
.error{background:#fdecea;border-left:4px solid #b3261e;color:#8c1d18;padding:.75rem 1rem;border-radius:6px}
ul{list-style:none;margin:0;padding:0;background:#fff;border:1px solid var(--line);border-radius:10px;overflow:hidden}
li+li{border-top:1px solid var(--line)}
li form{margin:0}
li button{display:grid;grid-template-columns:1fr auto;gap:0 1rem;width:100%;min-height:56px;padding:.6rem 1rem;border:0;
background:none;color:inherit;font:inherit;text-align:left;cursor:pointer}
li button:hover,li button:focus-visible{background:#eef6f3}
li b{font-weight:600}
li code{color:var(--soft);font-size:.875rem;align-self:center}
li span{color:var(--soft);font-size:.875rem;grid-column:1/-1}
.other{background:#fff;border:1px solid var(--line);border-radius:10px;padding:1rem;margin-top:1rem}
.row{display:flex;gap:.5rem}
label{display:block;margin-bottom:.25rem}
input[name=username]{flex:1;min-width:0;min-height:44px;padding:.5rem .75rem;font:inherit;border:1px solid #8592a1;
border-radius:6px}
.primary{min-height:44px;padding:0 1.25rem;border:0;border-radius:6px;background:var(--accent);color:#fff;
font:inherit;font-weight:600;cursor:pointer}
:focus-visible{outline:3px solid #7ac4ab;outline-offset:1px}
""".lstrip()


def login_page(lang: str, accounts: Sequence[Account], service: str, base: str, *, unknown: str = "") -> str:
    """The sign-in page; `unknown` is the account that was typed and does not exist."""
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in (("service", service), ("locale", lang))
    )
    action = f'<form method="post" action="{escape(base)}/login">{hidden}'
    error = ""
    if unknown:
        error = f'<p class="error" role="alert">{escape(_UNKNOWN.get(lang).format(user=unknown))}</p>'
    buttons = "".join(f"<li>{action}{_button(account, lang)}</form></li>" for account in accounts)
    people = f"<h2>{_CHOOSE.get(lang)}</h2><ul>{buttons}</ul>" if accounts else ""
    other = (
        f'<div class="other">{action}'
        f'<label for="username">{_ACCOUNT.get(lang)}</label>'
        f'<div class="row"><input id="username" name="username" autocomplete="username" autocapitalize="none" '
        f'spellcheck="false" maxlength="64" required value="{escape(unknown)}">'
        f'<button class="primary" type="submit">{_SIGN_IN.get(lang)}</button></div></form></div>'
    )
    query = {"service": service} if service else {}
    return _frame(lang, f'<p class="demo">{_DEMO.get(lang)}</p>{error}{other}{people}', base, query)


def notice_page(lang: str, what: str, *, user: str = "", base: str = "/cas") -> str:
    """One sentence of `_NOTICES`, and the way out for who is signed in."""
    link = f'<p><a href="{escape(base)}/logout">{_SIGN_OUT.get(lang)}</a></p>' if what == "signed_in" else ""
    return _frame(lang, f"<p>{escape(_NOTICES[what].get(lang).format(user=user))}</p>{link}", base, {})


def _button(account: Account, lang: str) -> str:
    return (
        f'<button type="submit" name="username" value="{escape(account.login)}"><b>{escape(account.name.get(lang))}</b>'
        f"<code>{escape(account.login)}</code><span>{escape(account.about.get(lang))}</span></button>"
    )


def _frame(lang: str, inside: str, base: str, query: dict[str, str]) -> str:
    other, label = ("en", "English") if lang == "zh" else ("zh", "中文")
    link = escape(f"{base}/login?{urlencode({**query, 'locale': other})}")
    return (
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<title>{_TITLE.get(lang)}</title><link rel="stylesheet" href="{escape(base)}/cas.css"></head><body><main>'
        f'<header><h1>{_TITLE.get(lang)}</h1><a href="{link}" lang="{"en" if other == "en" else "zh-CN"}">{label}</a>'
        f"</header>{inside}</main></body></html>"
    )
