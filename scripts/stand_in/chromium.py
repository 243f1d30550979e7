"""Finds Chromium and says how to start it: quiet, with a fresh profile, everything through the proxy."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-for-testing", "google-chrome", "google-chrome-stable")

# Everything that Chromium does on its own account, off. Each was seen, or is documented, to open connections.
QUIET_FEATURES = (
    "AutofillServerCommunication", "CertificateTransparencyComponentUpdater", "DialMediaRouteProvider",
    "InterestFeedContentSuggestions", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationGuideModelDownloading",
    "OptimizationHints", "OptimizationTargetPrediction", "SafeBrowsing", "Translate", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "AimEnabled", "LensOverlay", "PreconnectToSearch",
    # Not about quiet: Chrome from 137 on ignores --load-extension while this one is on.
    "DisableLoadExtensionCommandLineSwitch",
)  # fmt: skip
QUIET = (
    "--no-first-run", "--no-default-browser-check", "--no-service-autorun", "--no-pings",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-breakpad",
    "--disable-default-apps", "--disable-domain-reliability", "--disable-client-side-phishing-detection",
    "--disable-search-engine-choice-screen", "--disable-quic", "--metrics-recording-only",
    
    # What still asks for components or for signed-in accounts has nowhere to ask: Chromium itself refuses port 1.
    "--component-updater=url-source=data:,", "--gaia-url=https://0.0.0.0:1/",
    "--password-store=basic", "--use-mock-keychain", "--disable-features=" + ",".join(QUIET_FEATURES),
)  # fmt: skip
PREFERENCES = {
    "alternate_error_pages": {"enabled": False},
    "dns_prefetching": {"enabled": False},
    "net": {"network_prediction_options": 2},
    "safebrowsing": {"enabled": False},
    "search": {"suggest_enabled": False},
    "signin": {"allowed": False, "allowed_on_next_startup": False},
    "translate": {"enabled": False},
}


class BrowserMissing(Exception):
    """No browser of the wanted kind is installed; the message says what to install."""


def find_chromium() -> Path:
    """Give the executable of Chromium, or of Chrome when there is no other; raises BrowserMissing."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    raise BrowserMissing("Chromium is not installed: install the package chromium (on Debian: apt install chromium).")


def warn_of_branded(executable: Path) -> str | None:
    """Give the sentence to tell when `executable` is a Chrome that ignores extensions given by path, else None."""
    if "google-chrome" in executable.name and "testing" not in executable.name:
        return (
            "Google Chrome ignores --load-extension: open chrome://extensions, switch on developer mode and load the "
            "folder by hand, or install Chromium."
        )
    return None


def list_flags(extension: Path, proxy_port: int, fingerprint: str) -> list[str]:
    """Give the flags that do not depend on who starts Chromium.

    `fingerprint` is that of the stand-in's certificate: its key is accepted for every host, with no exception for
    HSTS or pinned hosts such as x.com, and no other faulty certificate is.
    """
    return [
        *QUIET,
        f"--disable-extensions-except={extension}",
        f"--load-extension={extension}",
        f"--proxy-server=http://127.0.0.1:{proxy_port}",
        # Without this, loopback would go past the proxy and be missing from its record.
        "--proxy-bypass-list=<-loopback>",
        f"--ignore-certificate-errors-spki-list={fingerprint}",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
    ]


def write_profile(profile: Path) -> None:
    """Write the preferences that keep a fresh profile quiet into the empty folder `profile`."""
    folder = profile / "Default"
    folder.mkdir(parents=True)
    (folder / "Preferences").write_text(json.dumps(PREFERENCES))


def find_extension_id(extension: Path) -> str:
    """Give the id that Chromium gives the unpacked folder: from the manifest's key, else from the folder's path."""
    key = json.loads((extension / "manifest.json").read_text()).get("key")
    source = base64.b64decode(key) if key else str(extension.resolve()).encode()
    return "".join(chr(ord("a") + int(digit, 16)) for digit in hashlib.sha256(source).hexdigest()[:32])


def open_chromium(
    profile: Path, extension: Path, proxy_port: int, fingerprint: str, url: str, *, is_visible: bool = True
) -> subprocess.Popen[bytes]:
    """Start Chromium at `url` for a person to use; end it with `terminate()`. `profile` is an empty folder."""
    write_profile(profile)
    # --test-type only hides the bar about unusual flags, which would cover a part of what there is to see.
    flags = [*list_flags(extension.resolve(), proxy_port, fingerprint), f"--user-data-dir={profile}", "--test-type"]
    return subprocess.Popen(
        [str(find_chromium()), *flags, *([] if is_visible else ["--headless=new"]), url],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
