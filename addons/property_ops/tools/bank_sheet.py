"""Reads statements and return files as banks export them; no env.

Text in UTF-8 or GBK, comma, semicolon or tab, or XLSX; headings anywhere in the
first rows, in Chinese or English. What a column means is proposed by its heading.
"""

import csv
import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from odoo.addons.cs_policy.tools.sheet import read_sheets

HEADER_ROWS = 30
"""The heading is looked for in so many rows: banks put account data above it."""

ROLES = (
    # role: words that make the heading, the better ones first
    (
        "result",
        r"处理结果|處理結果|扣款结果|扣款結果|交易状态|交易狀態|处理状态|^状态$|^狀態$|result|status",
    ),
    (
        "serial",
        r"流水号|流水號|交易号|交易號|序列号|回单编号|serial|transaction (id|no)",
    ),
    (
        "account",
        r"对方(账|帐)(号|户)|對方帳(號|戶)|付款(人)?(账|帐)号|付款(人)?帳號|(counterparty|payer).*account",
    ),
    (
        "payer",
        r"对方(户名|名称|单位|账户名)|對方(戶名|名稱)|付款(人|方)|缴费人|繳費人|户名|戶名|payer|counterparty|name",
    ),
    ("direction", r"借贷|借貸|收/?支|direction|^d/?c$"),
    ("debit", r"借方|支出|付出|转出|轉出|debit|withdrawal"),
    (
        "credit",
        r"贷方|貸方|收入|存入|转入|轉入|credit|deposit|收款金额|扣款金额|金额|金額|发生额|amount",
    ),
    ("date", r"交易日|记账日|記帳日|入账日|入帳日|日期|时间|時間|date"),
    (
        "memo",
        r"摘要|用途|附言|备注|備註|备註|说明|說明|参考|參考|编号|編號|memo|reference|description|details|purpose|invoice",
    ),
)
IGNORED = r"余额|餘額|balance|序号|序號|^no\.?$"
OUT = r"借|支|付|d"
SUCCESS = r"成功|已扣|完成|正常|^0+$|success|^ok$|paid|done"
CODES = ("utf-8-sig", "gb18030")
DATES = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%Y年%m月%d日",
    "%d/%m/%Y",
)


@dataclass(frozen=True)
class Row:
    """One movement; ``problem`` is the role that could not be read."""

    number: int
    date: date | None
    amount: Decimal
    payer: str = ""
    account: str = ""
    memo: str = ""
    serial: str = ""
    result: str = ""
    problem: str = ""

    @property
    def is_failed(self):
        return bool(self.result) and not re.search(SUCCESS, self.result, re.I)


def read_rows(data):
    """Rows of texts, numbers and dates of a file.

    :param data: bytes of a text file or an XLSX workbook
    :raises ValueError: for anything else
    """
    if data[:2] == b"PK":
        return read_sheets(data)[0][1]
    for code in CODES:
        try:
            text = data.decode(code)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError("encoding")
    if "\0" in text:
        raise ValueError("binary")
    counts = {mark: text.count(mark) for mark in "\t,;"}
    mark = "\t" if counts["\t"] >= len(text.splitlines()) else max(",;", key=counts.get)
    return [
        [cell.strip() for cell in row]
        for row in csv.reader(io.StringIO(text), delimiter=mark)
    ]


def fold(text):
    """Letters and digits alone, full width as half, upper case: for comparing."""
    text = unicodedata.normalize("NFKC", str(text or "")).upper()
    return "".join(sign for sign in text if sign.isalnum())


def role_of(heading):
    """What a column of that heading holds, or ``ignore``."""
    heading = unicodedata.normalize("NFKC", str(heading or "")).strip().lower()
    if not heading or re.search(IGNORED, heading):
        return "ignore"
    return next((r for r, words in ROLES if re.search(words, heading)), "ignore")


def find_header(rows):
    """(index of the heading, {column: role}); each role but ``memo`` once.

    :raises ValueError: when no row has a date (or a result) and an amount
    """
    best, found = None, {}
    for index, row in enumerate(rows[:HEADER_ROWS]):
        roles = {}
        for column, cell in enumerate(row):
            role = role_of(cell)
            if role in roles.values() and role not in ("memo", "ignore"):
                role = "ignore"
            roles[column] = role
        known = [role for role in roles.values() if role != "ignore"]
        if "credit" in known and len(known) > len([*filter(_known, found.values())]):
            best, found = index, roles
    if best is None:
        raise ValueError("header")
    return best, found


def _known(role):
    return role != "ignore"


def parse_amount(value):
    """Decimal of ``1,234.50``, ``¥ 80``, ``(5)``; zero for nothing.

    :raises ValueError: for anything else
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(str(value)).quantize(Decimal("0.01"))
    text = unicodedata.normalize("NFKC", str(value or ""))
    text = re.sub(r"[\s,¥元]|CNY|RMB", "", text)
    text = re.sub(r"^\((.*)\)$", r"-\1", text)
    if text in ("", "-", "--"):
        return Decimal(0)
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not amount.is_finite():
        raise ValueError(text)
    return amount.quantize(Decimal("0.01"))


def parse_date(value):
    """Day of a date, a moment or a text, or None."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = unicodedata.normalize("NFKC", str(value or "")).strip()
    for candidate in (text, text.split(" ")[0], text.split("T")[0], text[:8]):
        for pattern in DATES:
            try:
                return datetime.strptime(candidate, pattern).date()
            except ValueError:
                continue
    return None


def parse_rows(rows, header, roles, today):
    """Movements below the heading: money received, and what could not be read.

    Payments out and empty rows are left out. A file without dates (a return file)
    is of ``today``.
    """
    has_date = "date" in roles.values()
    for index in range(header + 1, len(rows)):
        cells = {}
        for column, role in roles.items():
            value = rows[index][column] if column < len(rows[index]) else None
            if role == "memo":
                cells["memo"] = f"{cells.get('memo', '')} {value or ''}".strip()
            elif role != "ignore":
                cells[role] = value
        row = _parse_row(index + 1, cells, None if has_date else today)
        if row:
            yield row


def _parse_row(number, cells, day):
    texts = {
        name: _text(cells.get(name))
        for name in ("payer", "account", "memo", "serial", "result")
    }
    try:
        amount = parse_amount(cells.get("credit"))
        out = parse_amount(cells.get("debit"))
    except ValueError:
        if not any(texts.values()):
            return None  # totals and remarks below the table
        return Row(number, day, Decimal(0), problem="credit", **texts)
    if (
        amount <= 0
        or out > amount
        or re.match(OUT, _text(cells.get("direction")), re.I)
    ):
        return None
    day = day or parse_date(cells.get("date"))
    if not day and not any(texts.values()):
        return None
    return Row(number, day, amount, problem="" if day else "date", **texts)


def _text(value):
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() if value is not None else ""


def fingerprint(row, seen):
    """The same for the same movement in any file; ``seen`` counts twins in a file.

    :param seen: dict, kept by the caller for one file
    """
    facts = (str(row.date), str(row.amount), *map(fold, (row.payer, row.account)))
    facts += (fold(row.memo), fold(row.serial))
    number = seen[facts] = seen.get(facts, 0) + 1
    return hashlib.sha256("|".join((*facts, str(number))).encode()).hexdigest()
