"""A person at a browser, at a phone or at a desk."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.kit.process import ROOT, ServerProcess

PHONE = {"width": 360, "height": 760}
DESK = {"width": 1440, "height": 900}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
AXE = ROOT / "client-js" / "node_modules" / "axe-core" / "axe.min.js"


class Visitor:
    """A person at a browser."""

    def __init__(self, browser: Browser, server: ServerProcess, name: str, viewport: dict[str, int], *, theme: str = "light") -> None:
        self.context: BrowserContext = browser.new_context(viewport=viewport, color_scheme=theme, has_touch=viewport is PHONE, reduced_motion="reduce")  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(server.url)
        self.page.get_by_test_id("name").fill(name)
        self.page.get_by_role("button", name="Sign in").click()
        self.pass_gate()
        expect(self.page.get_by_role("heading", name="Play", exact=True)).to_be_visible()

    def pass_gate(self) -> None:
        """Grown up, and somewhere where everything is open."""
        expect(self.page.get_by_role("heading", name="Before you play").or_(self.page.get_by_role("heading", name="Play", exact=True))).to_be_visible()
        if self.page.get_by_test_id("gate").count():
            self.page.get_by_label("Where are you now?").select_option("US-CO")
            self.page.get_by_test_id("born").fill("1990-05-17")
            self.page.get_by_test_id("accept").check()
            self.page.get_by_role("button", name="Continue").click()

    def offer(self, game: str, stake: str, category: str = "Darts") -> None:
        self.page.get_by_role("group", name="Category").get_by_role("button", name=category, exact=True).click()
        self.page.get_by_role("button", name=game).first.click()
        self.page.get_by_role("button", name=stake, exact=True).click()
        self.page.get_by_test_id("offer-match").click()
        expect(self.page.get_by_text("Waiting for a player")).to_be_visible()

    def take(self, maker: str) -> None:
        self.page.get_by_test_id("offer").filter(has_text=maker).get_by_role("button").click()
        self.page.get_by_test_id("stake").click()

    def throw(self, *beds: str) -> None:
        """Three darts on the keypad, each when it is our turn."""
        page = self.page
        expect(page.get_by_role("status", name="Loading the scorer")).to_have_count(0)
        if page.viewport_size == PHONE:
            page.get_by_role("button", name="Keypad").click()
        for bed in beds:
            ring = {"D": "Double", "T": "Treble"}.get(bed[0])
            if ring:
                page.get_by_role("button", name=ring, exact=True).click()
            key = page.locator(f'[data-key="{bed}"]')
            expect(key).to_be_enabled()
            key.click()

    def at_rest(self) -> None:
        """Once nothing moves any more, but for what always does."""
        self.page.evaluate(
            "() => Promise.race([new Promise((done) => setTimeout(done, 2000)), Promise.allSettled(document.getAnimations()"
            ".filter((one) => one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished))]).then(() => null)"
        )

    def accessible(self) -> list[str]:
        """What axe finds wrong with the page, once it has settled: a line that fades in is pale for a moment."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self._audited()
        for _ in range(5):
            if not found:
                break
            self.page.wait_for_timeout(300)
            found = self._audited()
        return found

    def _audited(self) -> list[str]:
        self.at_rest()
        found = self.page.evaluate("async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})).violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | '))")
        return list(found)

    def available(self, money: str) -> None:
        expect(self.page.get_by_test_id("available")).to_contain_text(money)
