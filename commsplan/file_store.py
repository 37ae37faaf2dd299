"""Where files are kept, as the environment says: a folder, or a bucket of an S3-compatible store."""

import re
from collections.abc import Callable, Mapping
from typing import Any

BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def store(env: Mapping[str, str]) -> dict[str, Any]:
    """Django's description of the place."""
    if not env.get("FILES_BUCKET"):
        return {"BACKEND": "people.room.WholeFiles"}
    options = {"bucket_name": env["FILES_BUCKET"]}
    for name, option in (("FILES_ENDPOINT", "endpoint_url"), ("FILES_REGION", "region_name")):
        if env.get(name):
            options[option] = env[name]
    return {"BACKEND": "people.bucket.Bucket", "OPTIONS": options}


def half_named(env: Mapping[str, str], is_safe_to_call: Callable[[str], bool]) -> list[str]:
    """Sentences about what is missing or wrong. What is secret is not said."""
    bucket, endpoint = env.get("FILES_BUCKET", ""), env.get("FILES_ENDPOINT", "")
    reasons = [
        f"{name} is set without FILES_BUCKET. Set FILES_BUCKET to the name of the bucket, or unset {name}."
        for name in ("FILES_ENDPOINT", "FILES_REGION")
        if env.get(name) and not bucket
    ]
    if bucket and not BUCKET.fullmatch(bucket):
        reasons.append("FILES_BUCKET is not the name of a bucket: 3 to 63 small letters, digits, dots and dashes.")
    if endpoint and not is_safe_to_call(endpoint):
        reasons.append("FILES_ENDPOINT is not an https address (http will do on this machine only).")
    if bool(env.get("AWS_ACCESS_KEY_ID")) != bool(env.get("AWS_SECRET_ACCESS_KEY")):
        reasons.append("Of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY one is set. Set both, or neither.")
    return reasons
