"""Proposals in JSON: what is answered, and what a request for a change holds."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from fairnotice.api.manage.frame import NumberedPageSchema
from fairnotice.store.contract import Store
from fairnotice.workflow import differences
from fairnotice.workflow.merging import CHOICES
from fairnotice.workflow.platforms import read_version_content
from fairnotice.workflow.proposals import DRAFT, IN_REVIEW, MAX_TITLE, STATES, Proposal

SLUG = validate.Regexp(r"[a-z0-9-]{1,40}\Z", error="Small letters, digits and hyphens, at most 40.")
_CONTENT = {"description": "The platform as it shall be, in catalogue format; null retires it."}


class MarkSchema(Schema):
    """What the change of one notice means to its readers."""

    material = fields.Boolean(
        required=True, truthy={True}, falsy={False}, metadata={"description": "They must look again."}
    )
    reason = fields.String(required=True, metadata={"description": "One sentence that readers may see."})


class CommentSchema(Schema):
    """What somebody said, and with which step."""

    who = fields.String(required=True)
    at = fields.String(required=True)
    step = fields.String(required=True)
    text = fields.String(required=True)


class DifferenceSchema(Schema):
    """A field that differs from what is published."""

    path = fields.String(required=True, metadata={"description": "A JSON pointer; ids name the items of lists."})
    kind = fields.String(required=True, validate=validate.OneOf(["added", "removed", "changed", "moved"]))
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)


class ProposalLineSchema(Schema):
    """A proposal in a list."""

    number = fields.Integer(required=True)
    platform = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    title = fields.String(required=True)
    author = fields.String(required=True)
    base = fields.Integer(
        required=True, metadata={"description": "The edition of the platform that it starts from; 0: none."}
    )
    made_on = fields.String(required=True)
    changed_on = fields.String(required=True)
    reviewed_by = fields.String(required=True, allow_none=True)
    edition = fields.Integer(required=True, allow_none=True, metadata={"description": "The edition that published it."})
    version = fields.Integer(required=True, metadata={"description": "Its ETag, for If-Match."})


class ProposalSchema(ProposalLineSchema):
    """A proposal with all that is in it."""

    content = fields.Dict(required=True, allow_none=True, metadata=_CONTENT)
    marks = fields.Dict(keys=fields.String(), values=fields.Nested(MarkSchema), required=True)
    translations = fields.Dict(
        required=True,
        allow_none=True,
        metadata={"description": "Language -> field -> {source, text}; null leaves them as they are."},
    )
    reason = fields.String(required=True, allow_none=True, metadata={"description": "Why it was declined."})
    comments = fields.List(fields.Nested(CommentSchema), required=True)
    differences = fields.List(fields.Nested(DifferenceSchema), required=True, metadata={"description": "To its base."})


class ProposalsSchema(Schema):
    """A page of proposals, in order of number."""

    items = fields.List(fields.Nested(ProposalLineSchema), required=True)
    next = fields.Integer(required=True, allow_none=True)


class ProposalPageSchema(NumberedPageSchema):
    """Which proposals."""

    state = fields.String(validate=validate.OneOf(STATES))
    platform = fields.String(validate=validate.Length(max=40))
    author = fields.String(validate=validate.Length(max=40))


class SavedSchema(Schema):
    """What an author writes."""

    title = fields.String(
        required=True,
        validate=validate.Length(max=MAX_TITLE),
        metadata={"description": "What changes, in one sentence."},
    )
    content = fields.Dict(required=True, allow_none=True, metadata=_CONTENT)
    marks = fields.Dict(
        keys=fields.String(validate=SLUG),
        values=fields.Nested(MarkSchema),
        load_default=dict,
        metadata={
            "description": "For each notice that changes: whether that is material, and why. A new one needs none."
        },
    )


class TranslationSchema(Schema):
    """A text in another language."""

    source = fields.String(
        required=True, metadata={"description": "The first 16 hex digits of the SHA-256 of the English it translates."}
    )
    text = fields.Raw(required=True, metadata={"description": "A text, or the items of a list."})


class TextsSchema(Schema):
    """The translations of a platform to one language."""

    texts = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(TranslationSchema),
        required=True,
        metadata={"description": "By field, such as ai-sharing/headline or ai-sharing/actions/privacy-form/steps."},
    )


class NewSchema(SavedSchema):
    """A new proposal."""

    platform_id = fields.String(required=True, validate=SLUG)
    state = fields.String(
        load_default=DRAFT,
        validate=validate.OneOf([DRAFT, IN_REVIEW]),
        metadata={"description": "A draft may break the rules of the format; what goes into review may not."},
    )


class ReasonSchema(Schema):
    """Why."""

    reason = fields.String(required=True)


class TextSchema(Schema):
    """What is said."""

    text = fields.String(required=True)


class RemarkSchema(Schema):
    """What is said with a step, if anything."""

    text = fields.String(load_default="")


class NoticeMarkSchema(MarkSchema):
    """What the change of which notice means."""

    notice = fields.String(required=True, validate=SLUG)


class ChoicesSchema(Schema):
    """How clashes are settled."""

    choices = fields.Dict(
        keys=fields.String(),
        values=fields.String(validate=validate.OneOf(CHOICES)),
        load_default=dict,
        metadata={"description": "For each field that both sides changed: whose counts."},
    )


def describe(store: Store, proposal: Proposal) -> dict[str, Any]:
    """Answer a proposal in JSON, with its differences to what it starts from."""
    base = read_version_content(store, proposal.platform, proposal.base)
    found = differences.compare(base, proposal.content)
    described: dict[str, Any] = ProposalSchema(exclude=["differences"]).dump(proposal)
    return described | {
        "differences": [{"path": d.name, "kind": d.kind, "before": d.before, "after": d.after} for d in found]
    }
