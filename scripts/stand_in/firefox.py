"""Finds Firefox and starts it: quiet, with a fresh profile, everything through the proxy, driven by WebDriver BiDi."""

import json
import os
import re
import shutil
import subprocess
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from scripts.stand_in.bidi import Bidi
from scripts.stand_in.chromium import BrowserMissing

NAMES = ("firefox-esr", "firefox", "firefox-devedition", "firefox-nightly")
START_SECONDS = 60
# The extension's pages get the same address in every start; any valid UUID does.
PAGES_ID = str(uuid.uuid5(uuid.NAMESPACE_DNS, "fairnotice.example"))

# Everything that Firefox does on its own account, off. Each was seen, or is documented, to open connections.
QUIET: dict[str, bool | int | str] = {
    "app.normandy.enabled": False,
    "app.shield.optoutstudies.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.contentblocking.report.lockwise.enabled": False,
    "browser.discovery.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.newtabpage.activity-stream.feeds.section.topstories": False,
    "browser.newtabpage.activity-stream.feeds.topsites": False,
    "browser.newtabpage.activity-stream.showSponsored": False,
    "browser.region.network.url": "",
    "browser.region.update.enabled": False,
    "browser.safebrowsing.blockedURIs.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.provider.google4.updateURL": "",
    "browser.safebrowsing.provider.mozilla.updateURL": "",
    "browser.search.update": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.page": 0,
    "browser.topsites.contile.enabled": False,
    "browser.urlbar.suggest.searches": False,
    "captivedetect.canonicalURL": "",
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.enabled": False,
    "dom.security.https_first": False,
    "dom.security.https_first_schemeless": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "geo.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "media.gmp-manager.url": "",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.http.speculative-parallel-limit": 0,
    "network.predictor.enabled": False,
    "network.prefetch-next": False,
    "network.trr.mode": 5,
    "nimbus.appId": "",
    "privacy.trackingprotection.enabled": False,
    "privacy.trackingprotection.pbmode.enabled": False,
    "security.OCSP.enabled": 0,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "services.sync.enabled": False,
    "signon.management.page.breach-alerts.enabled": False,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
    "toolkit.telemetry.unified": False,
    "trailhead.firstrun.didSeeAboutWelcome": True,
}


@dataclass
class RunningFirefox:
    """A started Firefox with its session and the installed extension."""

    process: subprocess.Popen[str]
    bidi: Bidi
    extension_id: str
    pages_url: str

    def close(self) -> None:
        """End Firefox; what it was doing is lost, as is its profile's use."""
        self.bidi.close()
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def find_firefox() -> Path:
    """Give the executable of Firefox; raises BrowserMissing."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    raise BrowserMissing(
        "Firefox is not installed: install the package firefox-esr (on Debian: apt install firefox-esr)."
    )


def write_profile(profile: Path, proxy_port: int, more: dict[str, bool | int | str]) -> None:
    """Write the preferences into the empty folder `profile`."""
    through_proxy: dict[str, bool | int | str] = {
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": proxy_port,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": proxy_port,
        "network.proxy.no_proxies_on": "",
        # Without these, loopback would go past the proxy, and a failing proxy would be gone around.
        "network.proxy.allow_hijacking_localhost": True,
        "network.proxy.failover_direct": False,
    }
    lines = [f"user_pref({json.dumps(n)}, {json.dumps(v)});\n" for n, v in {**QUIET, **through_proxy, **more}.items()]
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "user.js").write_text("".join(lines))


def find_extension_id(extension: Path) -> str:
    """Give the id that the extension's manifest sets for Firefox."""
    manifest: dict[str, Any] = json.loads((extension / "manifest.json").read_text())
    return str(manifest["browser_specific_settings"]["gecko"]["id"])


def open_firefox(
    profile: Path, extension: Path, proxy_port: int, *, is_visible: bool = True, is_testing: bool = False
) -> RunningFirefox:
    """Start Firefox and install `extension`; `profile` is an empty folder. It runs until `close()`.

    `is_testing` also lets the session into the extension's own pages and the preferences, which a person's
    browser does not need. Faulty certificates are accepted, on hosts with HSTS too.
    """
    extension_id = find_extension_id(extension)
    executable = find_firefox()
    write_profile(profile, proxy_port, {"extensions.webextensions.uuids": json.dumps({extension_id: PAGES_ID})})
    flags = ["--no-remote", "--new-instance", "--profile", str(profile), "--remote-debugging-port=0"]
    flags += [] if is_visible else ["--headless"]
    flags += ["--remote-allow-system-access"] if is_testing else []
    process = subprocess.Popen(
        [str(executable), *flags],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        # Without this, a released Firefox does not heed the preference services.settings.server.
        env={**os.environ, "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1"},
    )
    try:
        bidi = Bidi(f"{_wait_for_address(process)}/session", {"acceptInsecureCerts": True})
        bidi.call("webExtension.install", extensionData={"type": "path", "path": str(extension.resolve())})
    except BaseException:
        process.kill()
        process.wait()
        raise
    return RunningFirefox(process, bidi, extension_id, f"moz-extension://{PAGES_ID}/")


def _wait_for_address(process: subprocess.Popen[str]) -> str:
    """Read Firefox's messages until it says where it listens, and go on reading so that it never blocks on them."""
    said: list[str] = []
    address: list[str] = []
    is_known = threading.Event()

    def read(messages: TextIO) -> None:
        with messages:
            for line in messages:
                if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
                    address.append(found[1])
                    is_known.set()
                if not is_known.is_set():
                    said.append(line)
        is_known.set()

    assert process.stderr is not None  # noqa: S101 - asked for by PIPE above
    threading.Thread(target=read, args=(process.stderr,), daemon=True).start()
    is_known.wait(START_SECONDS)
    if not address:
        raise TimeoutError(
            f"Firefox did not say where it listens within {START_SECONDS} s; it said: {''.join(said[-20:])}"
        )
    return address[0]
