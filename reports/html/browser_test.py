"""The pages of a folder in a real browser: browser_test.py DIR, as reports/html/html_test.cpp writes them."""

import http.server
import os
import sys
import threading
import unittest

from browser import Browser

PHONE = (360, 740)
DESKTOP = (1280, 900)
LONGEST_LOAD_SECONDS = 1.5
# Generous, for a busy machine.
LONGEST_WAIT_MS = 60_000


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()

    def setUp(self):
        self.browser.view(*DESKTOP)

    def open(self, name, fragment=""):
        return self.browser.open(os.path.join(FOLDER, name), fragment)

    def count(self, selector):
        return self.browser.run(f"document.querySelectorAll({selector!r}).length")

    def text(self, selector):
        return self.browser.run(f"document.querySelector({selector!r})?.innerText ?? ''")

    def focused(self):
        return self.browser.run("document.activeElement.innerText ?? ''")

    def assert_quiet(self):
        """Only the page itself was loaded, no dialog was shown, and no script failed."""
        self.assertEqual(len(self.browser.requests), 1, self.browser.requests)
        self.assertEqual(self.browser.dialogs, [])
        self.assertEqual(self.browser.errors, [])


class RunPage(PageTest):
    def test_shows_what_is_broken_first(self):
        self.open("run.html")
        self.assertEqual(self.text("h1"), "Not conformant")
        self.assertIn("Start here", self.text(".requirement"))
        self.assertIn("Stream-Seq values are compared byte by byte.", self.text(".requirement"))
        self.assertEqual(self.count("#plain"), 0)
        self.assert_quiet()

    def test_opens_a_verdict_at_a_click(self):
        self.open("run.html")
        self.assertEqual(self.count(".exchange"), 0)
        self.browser.click(".requirement summary")
        self.assertEqual(self.count(".exchange"), 3)
        self.assertEqual(self.text("mark:not(.right)"), "204")
        self.assertEqual(self.text("mark.right"), "409")
        self.assertIn("curl -i -X PUT", self.text(".requirement .shell"))
        self.assertIn("The exact tuple that closed.", self.text(".ruling"))
        self.browser.click(".requirement summary")
        self.assertFalse(self.browser.run("document.querySelector('.requirement details').open"))
        self.assert_quiet()

    def test_follows_links(self):
        self.open("run.html", "#live.long-poll-wakes")
        self.assertIn("A long-poll returns", self.focused())
        self.assertIn("no response within 5000 ms", self.text("details[open] .trouble"))
        self.browser.click("a.cell.broken")
        self.assertIn("byte by byte", self.focused())
        self.open("run.html", "#create.case-3")
        self.assertIn("create.case-3", self.focused())

    def test_searches_and_filters(self):
        self.open("run.html")
        self.browser.press("/")
        for key in "lexicographic":
            self.browser.press(key)
        self.browser.run("new Promise((done) => setTimeout(done, 200))")
        self.assertEqual(self.text(".found"), "1 of 21 results")
        self.assertEqual(self.count(".requirement"), 1)
        self.browser.press("Escape")
        self.browser.click(".chip.warn")
        self.assertEqual(self.text(".found"), "1 of 21 results")
        self.assertIn("create.location", self.text(".requirement"))

    def test_is_read_with_the_keyboard(self):
        self.open("run.html")
        self.browser.press("j")
        first = self.focused()
        self.browser.press("j")
        self.assertNotEqual(self.focused(), first)
        self.browser.press("k")
        self.assertEqual(self.focused(), first)
        self.browser.press("Enter")
        self.assertTrue(self.browser.run("document.activeElement.parentElement.open"))
        self.browser.press("?")
        self.assertTrue(self.browser.run("document.querySelector('dialog').open"))
        self.browser.press("Escape")
        self.assertFalse(self.browser.run("document.querySelector('dialog').open"))

    def test_is_dark_where_the_reader_likes_it(self):
        ground = "getComputedStyle(document.body).backgroundColor"
        self.open("run.html")
        light = self.browser.run(ground)
        self.browser.view(*DESKTOP, dark=True)
        dark = self.browser.run(ground)
        self.assertNotEqual(dark, light)
        self.browser.press("t")
        self.assertEqual(self.browser.run(ground), light)
        self.browser.press("t")
        self.browser.run("localStorage.clear()")

    def test_fits_a_phone(self):
        self.browser.view(*PHONE)
        for name in ("run.html", "attack.html", "proof.html", "gated.html", "campaign.html", "campaign-attack.html"):
            self.open(name)
            self.browser.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            self.browser.settle()
            self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), PHONE[0], name)

    def test_opens_what_is_broken_for_print(self):
        self.open("run.html")
        self.browser.run("dispatchEvent(new Event('beforeprint'))")
        self.assertEqual(self.count(".requirement details[open]"), self.count(".requirement details"))
        self.browser.run("dispatchEvent(new Event('afterprint'))")
        self.assertEqual(self.count(".requirement details[open]"), 0)

    def test_says_the_most_important_without_scripts(self):
        self.browser.view(*DESKTOP, scripts=False)
        self.open("run.html")
        self.browser.view(*DESKTOP)
        self.assertIn("A long-poll returns as soon as data is appended", self.text("#plain"))


class GatedPage(PageTest):
    def test_tells_what_is_known_and_what_is_objected(self):
        self.open("gated.html")
        self.assertIn("outdated: create.case-1 passes", self.text(".objections"))
        self.assertEqual(self.count(".requirement .badge.known"), 1)
        self.browser.click(".chip.known")
        self.assertEqual(self.count(".requirement .row"), 1)
        self.browser.click(".requirement summary")
        self.assertIn("Known: #12: long polls wake late (until 2027-01-31)", self.text(".requirement .known p, .requirement p.known"))
        self.assert_quiet()


class CampaignPage(PageTest):
    def test_begins_with_what_was_found(self):
        self.open("campaign.html")
        self.assertEqual(self.count("article.requirement"), 2)
        self.assertIn("seen again in all of 5 more runs", self.text("article.requirement"))
        self.assertEqual(self.count("article.requirement:first-of-type .exchange"), 3)
        self.assertIn("conform replay f/findings/found-1.seq-compares.toml", self.text("#found"))
        self.assertIn("seen again in 2 of 5 more runs", self.text("article.requirement:has(.badge.unstable)"))
        self.assert_quiet()

    def test_tells_which_rules_had_no_occasion(self):
        self.open("campaign.html")
        self.assertIn("Never applied", self.text("#rules"))
        self.assertEqual(self.count("#rules details.suite"), 2)

    def test_follows_links_to_findings(self):
        self.open("campaign.html", "#found-2.seq-compares")
        self.assertLess(self.browser.run("document.getElementById('found-2.seq-compares').getBoundingClientRect().top"), 400)
        self.assert_quiet()

    def test_runs_nothing_that_stands_in_it(self):
        self.open("campaign-attack.html")
        self.assertEqual(self.count("img"), 0)
        self.assert_quiet()


class HostilePage(PageTest):
    def test_runs_nothing_that_a_server_sent(self):
        self.open("attack.html")
        self.browser.run("document.querySelectorAll('details').forEach((one) => one.build?.())")
        self.browser.run("document.querySelectorAll('details').forEach((one) => one.build?.())")
        self.browser.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        self.browser.run("new Promise((done) => setTimeout(done, 300))")
        self.assertTrue(self.browser.run("document.title").startswith("Not conformant"))
        self.assertEqual(self.count("img, svg, iframe, object, style ~ style"), 0)
        self.assertEqual(self.count("script"), 2)
        self.assertIn("onerror=alert(2)", self.text("#broken"))
        self.assertNotIn("\u202e", self.browser.run("document.body.innerText"))
        self.assert_quiet()

    def test_runs_nothing_without_scripts_either(self):
        self.browser.view(*DESKTOP, scripts=False)
        self.open("attack.html")
        self.browser.view(*DESKTOP)
        self.assertEqual(self.count("img, svg"), 0)
        self.assert_quiet()


class LiveServer(http.server.SimpleHTTPRequestHandler):
    """Serves the page, and what it asks for."""

    state = 0

    def __init__(self, *arguments):
        super().__init__(*arguments, directory=os.path.join(FOLDER, "live"))

    def do_GET(self):
        if self.path == "/state":
            self.path = f"/state-{LiveServer.state}"
        super().do_GET()

    def log_message(self, *_):
        pass


class LivePage(PageTest):
    def setUp(self):
        super().setUp()
        LiveServer.state = 0
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), LiveServer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.browser.visit(f"http://127.0.0.1:{self.server.server_port}/")

    def tearDown(self):
        self.browser.visit("about:blank")
        self.server.shutdown()
        self.server.server_close()

    def show(self, state, exchanges):
        LiveServer.state = state
        self.wait_until(f"document.querySelector('#exchanges').innerText === '{exchanges}'")

    def wait_until(self, condition):
        self.browser.run(f"""new Promise((done, fail) => {{
            const end = Date.now() + {LONGEST_WAIT_MS};
            const timer = setInterval(() => {{
                if ({condition}) {{ clearInterval(timer); done(); }}
                if (Date.now() > end) {{ clearInterval(timer); fail(new Error("not within the limit")); }}
            }}, 20);
        }})""")

    def test_shows_what_has_changed(self):
        self.assertEqual(self.text("h1"), "Waiting for traffic")
        self.show(1, 7)
        self.assertEqual(self.text("h1"), "No failures so far")
        self.assertEqual(self.text(".lede"), "1 recommendation (SHOULD) is not followed.")
        self.browser.click("summary")
        self.show(2, 107)
        self.assertEqual(self.text("h1"), "Not conformant")
        self.assertEqual(self.count("details.row"), 2)
        self.assertTrue(self.browser.run("document.querySelector('details[open]').innerText.includes('The client')"))

    def test_runs_nothing_that_passed(self):
        self.show(2, 107)
        self.browser.run("document.querySelectorAll('details').forEach((one) => one.build())")
        self.browser.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        self.browser.run("new Promise((done) => setTimeout(done, 300))")
        self.assertIn("onerror=alert(2)", self.text("#failures"))
        self.assertEqual(self.count("img"), 0)
        self.assertEqual(self.count("script"), 2)
        self.assertEqual(self.browser.dialogs, [])
        self.assertEqual(self.browser.errors, [])

    def test_says_when_the_monitor_is_gone(self):
        self.show(1, 7)
        self.server.shutdown()
        self.server.server_close()
        self.wait_until("document.querySelector('#failures [role=status]').innerText.includes('does not answer')")


class LargePage(PageTest):
    def test_is_quick_with_thousands_of_verdicts(self):
        self.assertLess(self.open("large.html"), LONGEST_LOAD_SECONDS)
        self.assertLess(self.count("*"), 5000)
        self.browser.click("#results summary")
        self.assert_quiet()

    def test_finds_any_of_them(self):
        self.open("large.html", "#append.number-4321")
        self.assertIn("append.number-4321", self.focused())


class ProofPage(PageTest):
    def test_begins_with_what_survived(self):
        self.open("proof.html")
        self.assertEqual(self.text("h1"), "One bug survived")
        self.assertIn("sequence.subtle", self.text("#attention"))
        self.assertIn("create.new-stream", self.text("#attention"))
        self.browser.click("#defects summary")
        self.assertIn("sequence.greater", self.text("#defects"))
        self.assertIn("conform serve --defect sequence.as-number", self.text("#defects"))
        self.assert_quiet()

    def test_follows_links(self):
        self.open("proof.html", "#sequence.subtle")
        self.assertIn("Nobody sees <this>", self.focused())


if __name__ == "__main__":
    FOLDER = sys.argv.pop()
    unittest.main()
