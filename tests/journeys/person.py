"""Somebody at a browser: what they do is counted, one press or one field filled each."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth import get_user_model
from playwright.sync_api import Locator, Page


class Person:
    """Signs in with a password like anybody. `did` is how many things they have done since `starts_counting`."""

    def __init__(self, page: Page, site: str, email: str) -> None:
        self.page, self.site, self.email, self.did = page, site, email, 0

    def signs_in(self) -> Person:
        user = get_user_model().objects.get(email=self.email)
        user.set_password("a long day at the council")
        user.save()
        self.page.context.clear_cookies()
        self.page.goto(f"{self.site}/sign-in/")
        self.page.get_by_label("E-mail address").fill(self.email)
        self.page.get_by_label("Password").fill("a long day at the council")
        self.page.get_by_role("button", name="Sign in").click()
        return self

    def starts_counting(self) -> None:
        self.did = 0

    def presses(self, name: str, *, within: Locator | None = None, exact: bool = False) -> None:
        """A link or a button, by what it says."""
        where: Any = within or self.page
        found = where.get_by_role("button", name=name, exact=exact).or_(
            where.get_by_role("link", name=name, exact=exact)
        )
        found.first.click()
        self.page.wait_for_load_state()
        self.did += 1

    def chooses(self, colour: str) -> None:
        self.page.get_by_role("radio", name=re.compile(f"^{colour}")).first.check()
        self.did += 1

    def writes(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(words)
        self.did += 1

    def types(self, *keys: str) -> None:
        """On the keyboard: names of keys, or words."""
        for key in keys:
            if key in ("Tab", "Shift+Tab", "Enter", "Space", "ArrowRight", "ArrowLeft", "ArrowDown", "Escape"):
                self.page.keyboard.press(key)
            else:
                self.page.keyboard.type(key)

    def opens(self, address: str) -> None:
        self.page.goto(f"{self.site}{address}")

    def reads(self, words: str) -> bool:
        return " ".join(words.split()) in " ".join(self.page.locator("body").inner_text().split())

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def is_told(self) -> str:
        """The banner that says what was done."""
        return self.page.locator(".govuk-notification-banner__heading").first.inner_text()

    @property
    def stands_on(self) -> Any:
        """The name, or the words, of what has the focus."""
        return self.page.evaluate("(document.activeElement.name || document.activeElement.textContent || '').trim()")
