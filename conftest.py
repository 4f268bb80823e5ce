"""Lets a bare ``pytest`` find what ``./guanjia test`` prepared."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "scripts"))

config = Path(os.environ.get("GUANJIA_HOME") or ROOT / ".guanjia") / "test.conf"
if config.exists():
    os.environ.setdefault("ODOO_RC", str(config))
