"""The OpenAPI document: made of the same columns as the answers, so that it cannot say anything else. Pure."""

from __future__ import annotations

from typing import Any

from people.models import Scope
from reports.api.answering import A_PAGE, MOST
from reports.api.columns import Shape
from reports.api.rows import RESOURCES

VERSION = "1.0.0"
ABOUT = """Reads what the owner of a token may see in commsplan, and changes nothing. Make a token under “Tokens” and send it \
with every request: `Authorization: Bearer commsplan_…`. A cookie opens nothing here.

Lists come in pages, in the order of their ids: `next` is the address of the page after, or null. In CSV it stands in the \
header `Link`. At most 60 requests a minute are answered to one token; what is refused is refused in a sentence (RFC 9457)."""
REFUSALS = {
    "400": "A parameter is not understood.",
    "401": "No token was sent that works.",
    "403": "The token does not name the scope, or its owner may not read this any more.",
    "404": "There is no such plan that the reader may see.",
    "405": "Only GET and HEAD are answered.",
    "406": "Neither JSON nor CSV is taken.",
    "429": "Too many requests in a minute; Retry-After says in how many seconds to ask again.",
}


def openapi(server: str) -> dict[str, Any]:
    """OpenAPI 3.1 for the site at this address."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "commsplan", "version": VERSION, "description": ABOUT},
        "servers": [{"url": f"{server}/api/v1"}],
        "security": [{"token": []}],
        "paths": {f"/{name}/": {"get": operation(one.shape, one.scope)} for name, one in RESOURCES.items()},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {**{one.shape.name: row(one.shape) for one in RESOURCES.values()}, "problem": PROBLEM},
            "parameters": PARAMETERS,
            "responses": {code: refusal(words) for code, words in REFUSALS.items()},
        },
    }


def operation(shape: Shape, scope: Scope) -> dict[str, Any]:
    names = [name for name in PARAMETERS if name != "since" or shape.since]
    page = {
        "type": "object",
        "required": ["data", "next"],
        "additionalProperties": False,
        "properties": {
            "data": {"type": "array", "items": {"$ref": f"#/components/schemas/{shape.name}"}},
            "next": {"type": ["string", "null"], "format": "uri"},
        },
    }
    shown = {
        "description": "A page of rows.",
        "headers": {
            "ETag": {"schema": {"type": "string"}},
            "Link": {"schema": {"type": "string"}, "description": 'The page after, rel="next".'},
        },
        "content": {"application/json": {"schema": page}, "text/csv": {"schema": {"type": "string"}}},
    }
    return {
        "operationId": shape.name,
        "summary": shape.about,
        "description": f"Takes the scope {scope.value}.",
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in names],
        "responses": {
            "200": shown,
            "304": {"description": "Unchanged since the ETag in If-None-Match."},
            **{code: {"$ref": f"#/components/responses/{code}"} for code in REFUSALS},
        },
    }


def row(shape: Shape) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [column.name for column in shape.columns],
        "additionalProperties": False,
        "properties": {column.name: column.schema for column in shape.columns},
    }


def refusal(words: str) -> dict[str, Any]:
    return {
        "description": words,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}},
    }


def parameter(name: str, about: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": about, "schema": schema}


PARAMETERS = {
    "format": parameter("format", "JSON without it, unless only text/csv is accepted.", type="string", enum=["json", "csv"]),
    "plan": parameter("plan", "Only rows of the plan of this slug.", type="string"),
    "since": parameter("since", "Only rows of this day and later.", type="string", format="date"),
    "after": parameter("after", "Only rows with a larger id: as in next.", type="integer", minimum=0),
    "limit": parameter("limit", "Rows of a page.", type="integer", minimum=1, maximum=MOST, default=A_PAGE),
}  # fmt: skip
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence that says how to put it right."},
    },
}
