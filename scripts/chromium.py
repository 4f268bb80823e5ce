"""A headless Chromium driven through its debugging protocol.

Used to print forms (wkhtmltopdf_chromium.py) and to take screenshots (shots.py).
Needs websocket-client. ``CHROME_BIN`` names the browser.
"""

import base64
import contextlib
import json
import os
import resource
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--remote-allow-origins=*",
    "--remote-debugging-address=127.0.0.1",
    "--remote-debugging-port=0",
)
PATIENCE = 30


class ChromiumError(Exception):
    """The browser is missing, does not start, or refuses a command."""


class Chromium:
    """One browser with one page; a context manager that cleans up after itself."""

    def __init__(self, *flags):
        self.profile = Path(tempfile.mkdtemp(prefix="guanjia-chromium."))
        self.number = 0
        self.events = []
        self.answers = {}
        try:
            self.process = self._start(flags)
            self.socket = self._connect()
        except BaseException:
            self.close()
            raise
        self("Page.enable")
        self("Network.enable")

    process = socket = None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def _start(self, flags):
        command = [find_executable(), *FLAGS, *flags]
        command += [f"--user-data-dir={self.profile}"]
        command += ["--no-sandbox"] if os.geteuid() == 0 else []
        # Odoo lowers the address space of its children; Chromium cannot live in it
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
        return subprocess.Popen(
            [*command, "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _connect(self):
        record = self.profile / "DevToolsActivePort"
        deadline = time.monotonic() + PATIENCE
        while not (record.exists() and record.read_text().strip()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise ChromiumError("Chromium does not start")
            time.sleep(0.02)
        port = record.read_text().split()[0]
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{port}/json", timeout=PATIENCE) as answer:
            targets = json.load(answer)
        page = next(target for target in targets if target["type"] == "page")
        return websocket.create_connection(page["webSocketDebuggerUrl"], timeout=120)

    def __call__(self, method, **parameters):
        """Send a command and return its result.

        :raises ChromiumError: when the browser refuses it
        """
        number = self._send(method, **parameters)
        while True:
            message = self._receive()
            if message.get("id") != number:
                continue
            if "error" in message:
                raise ChromiumError(f"{method}: {message['error'].get('message')}")
            return message["result"]

    def _send(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        self.socket.send(json.dumps(message))
        return self.number

    def _receive(self):
        message = json.loads(self.socket.recv())
        if message.get("method") == "Fetch.requestPaused":
            self._answer(message["params"])
        elif "method" in message:
            self.events.append(message["method"])
        return message

    def serve(self, pattern, pages):
        """Answer requests matching ``pattern`` from ``pages`` (URL -> bytes)."""
        self.answers = pages
        self("Fetch.enable", patterns=[{"urlPattern": pattern}])

    def _answer(self, paused):
        body = self.answers.get(paused["request"]["url"].split("?")[0])
        header = {"name": "Content-Type", "value": "text/html; charset=utf-8"}
        self._send(
            "Fetch.fulfillRequest",
            requestId=paused["requestId"],
            responseCode=404 if body is None else 200,
            responseHeaders=[header],
            body=base64.b64encode(body or b"").decode(),
        )

    def load(self, url):
        """Open ``url`` and wait until its files and fonts are there."""
        self.events.clear()
        self._send("Page.navigate", url=url)
        while "Page.loadEventFired" not in self.events:
            self._receive()
        self.evaluate(
            "document.fonts.ready.then("
            "() => new Promise((done) => requestAnimationFrame(() => done(1))))"
        )

    def evaluate(self, expression):
        """The value of a JavaScript expression; promises are waited for."""
        answer = self(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            raise ChromiumError(str(answer["exceptionDetails"].get("exception")))
        return answer["result"].get("value")

    def wait_for(self, selector, patience=60):
        """Wait until ``selector`` matches something."""
        deadline = time.monotonic() + patience
        test = f"!!document.querySelector({json.dumps(selector)})"
        while not self.evaluate(test):
            if time.monotonic() > deadline:
                raise ChromiumError(f"nothing on the page matches {selector}")
            time.sleep(0.1)

    def settle(self, seconds=0.6):
        """Let animations and late requests end."""
        milliseconds = int(seconds * 1000)
        self.evaluate(f"new Promise((done) => setTimeout(done, {milliseconds}))")

    def set_size(self, width, height, scale=1, mobile=False):
        self(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=mobile,
        )

    def take_screenshot(self, whole=False):
        """The visible part of the page as PNG, or the ``whole`` of it."""
        options = {"format": "png"}
        if whole:
            size = self("Page.getLayoutMetrics")["cssContentSize"]
            options.update(captureBeyondViewport=True, clip={**size, "scale": 1})
        return base64.b64decode(self("Page.captureScreenshot", **options)["data"])

    def print_pdf(self, **options):
        """The page as PDF; ``options`` are those of Page.printToPDF, in inches."""
        answer = self("Page.printToPDF", printBackground=True, **options)
        return base64.b64decode(answer["data"])

    def close(self):
        with contextlib.suppress(Exception):
            self("Browser.close")
        if self.process:
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


def find_executable():
    for name in (os.environ.get("CHROME_BIN"), *NAMES):
        path = shutil.which(name) if name else None
        if path:
            return path
    raise ChromiumError("no Chromium found; CHROME_BIN can name one")
