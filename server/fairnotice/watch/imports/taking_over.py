"""A platform with facts taken over: actions and notices in our own fixed sentences, policies, hosts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from fairnotice.catalogue.links import find_link_fault
from fairnotice.catalogue.model import Action, Notice, Platform, Policy, Source
from fairnotice.watch.imports.facts import (
    EASY,
    HARD,
    IMPOSSIBLE,
    LIMITED,
    MEDIUM,
    Contact,
    Deletion,
    Fact,
    Origin,
    OtherHost,
    PolicyPage,
)

SUMMARIES: Final = {
    EASY: "You can close the account yourself, in a few clicks.",
    MEDIUM: "You can close the account yourself; it takes several steps.",
    HARD: "The account is closed by the company when you ask for it.",
    LIMITED: "Only some people can close the account; the page says who.",
    IMPOSSIBLE: "No way to close the account is known.",
}
REQUEST_SUMMARY: Final = "You can ask what the company keeps about you, and ask for a copy of it or to have it erased."
SIGN_IN, FIND = "Sign in", "Look for the choice to delete the account"
ASK, SAY = "Ask for the account to be deleted", "Say which account is meant"
_CAN_DO: Final = (EASY, MEDIUM)


def take_over(platform: Platform, facts: Iterable[Fact]) -> Platform:
    """Answer the platform with these facts in it. None of them is known to it yet."""
    for fact in facts:
        if isinstance(fact, PolicyPage):
            platform = replace(platform, policies=(*platform.policies, Policy(fact.kind, fact.url, True)))
        elif isinstance(fact, OtherHost):
            platform = replace(platform, link_hosts=(*platform.link_hosts, fact.host))
        elif isinstance(fact, Deletion):
            summary = SUMMARIES[fact.difficulty]
            platform = _add(platform, _make_deletion(platform, fact), fact, "account-deletion", summary)
        elif isinstance(fact, Contact):
            platform = _add(platform, _make_request(platform, fact), fact, "data-download", REQUEST_SUMMARY)
    return platform


def _make_deletion(platform: Platform, fact: Deletion) -> Action:
    can_do, is_possible = fact.difficulty in _CAN_DO, fact.difficulty != IMPOSSIBLE
    return Action(
        id="delete",
        kind="delete" if is_possible else "learn-more",
        label="Delete your account" if is_possible else "Read about the account",
        url=fact.url,
        reach="near" if can_do else "help",
        device="web",
        needs_login=can_do,
        regions=("*",),
        except_regions=(),
        steps=(SIGN_IN, FIND) if can_do else (ASK, SAY) if is_possible else ("Read the page",),
        control=None,
        limits=None,
        confidence=_judge(platform, fact.url, "medium"),
        seen_in=fact.seen_in,
    )


def _make_request(platform: Platform, fact: Contact) -> Action:
    is_mail = fact.url.startswith("mailto:")
    return Action(
        id="ask-by-mail" if is_mail else "ask-by-form",
        kind="request",
        label="Write to the company" if is_mail else "Open the request form",
        url=fact.url,
        reach="exact",
        device="web",
        needs_login=False,
        regions=fact.regions,
        except_regions=(),
        steps=("Say which account is meant and what you want to know or have erased",),
        control=None,
        limits=None,
        confidence=_judge(platform, fact.url, fact.confidence),
        seen_in=fact.seen_in,
    )


def _judge(platform: Platform, url: str, confidence: str) -> str:
    """Answer the confidence in a link: one that leaves the platform stays a draft until somebody adds its host."""
    return "low" if find_link_fault(url, platform.hosts, platform.link_hosts) else confidence


def _add(platform: Platform, action: Action, fact: Fact, topic: str, summary: str) -> Platform:
    """Put an action into the notice of this topic, which is made when there is none."""
    source = Source(fact.origin.title, fact.origin.publisher, fact.origin.url, None, "register")
    held = next((notice for notice in platform.notices if notice.topic == topic), None)
    if held is None:
        made = _make_notice(platform, topic, summary, action, source, fact.origin)
        return replace(platform, notices=(*platform.notices, made))
    action = replace(action, id=_find_id(action.id, {each.id for each in held.actions}))
    is_named = any(each.url == source.url for each in held.sources)
    sources = held.sources if is_named else (*held.sources, source)
    new = replace(held, actions=(*held.actions, action), sources=sources)
    return replace(platform, notices=tuple(new if notice is held else notice for notice in platform.notices))


def _make_notice(
    platform: Platform, topic: str, summary: str, action: Action, source: Source, origin: Origin
) -> Notice:
    headline = (
        f"Delete your {platform.name} account" if topic == "account-deletion" else f"Ask {platform.name} for your data"
    )
    return Notice(
        id=_find_id(topic, {notice.id for notice in platform.notices}),
        topic=topic,
        attention="know",
        headline=headline,
        summary=summary,
        data_used=("account data",),
        recipients=(),
        default="none",
        applies_to="account holders",
        regions=action.regions,
        except_regions=(),
        announced_on=None,
        effective_on=None,
        act_by=None,
        verified_on=None,
        actions=(action,),
        sources=(source,),
        notes=f"Taken over from {origin.name}, {origin.url}. Check it before review.",
    )


def _find_id(wanted: str, taken: set[str]) -> str:
    number, id = 1, wanted
    while id in taken:
        number += 1
        id = f"{wanted}-{number}"
    return id
