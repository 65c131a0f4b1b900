"""Holds IAM policies to what parliament knows of actions, resources and conditions, and to the sizes that IAM takes."""

import json
import re

import parliament

# Characters without blanks: of a trust policy, and of all inline policies of a role together.
TRUST_SIZE = 2048
INLINE_SIZE = 10240

TRUST = "assumeRolePolicy"


def texts_of(resource):
    """Policies of a resource, by the input that holds them."""
    if resource["type"] == "aws:ecr/lifecyclePolicy:LifecyclePolicy":
        return {}
    return {key: resource["inputs"][key] for key in ("policy", TRUST) if key in resource["inputs"]}


def check_policies(resources, accepted):
    """What is wrong with the policies of a program; `accepted` counts the findings that stand for nothing."""
    for resource in resources:
        for key, text in texts_of(resource).items():
            for finding in findings_of(text):
                reason = next((entry for entry in accepted if matches(entry, finding)), None)
                if reason is None:
                    yield f"{resource['name']} ({resource['type']}): {finding}"
                else:
                    reason["seen"] = True
    yield from sizes(resources)


def matches(entry, finding):
    return re.search(entry["finding"], finding) is not None


def findings_of(text):
    """Findings of one policy. One that stands on a resource may leave out which."""
    document = json.loads(text)
    alone = [statement for statement in document["Statement"] if "Resource" not in statement]
    for statement in alone:
        statement["Resource"] = "*"
    for finding in parliament.analyze_policy_string(json.dumps(document)).findings:
        if finding.issue == "RESOURCE_MISMATCH" or (alone and finding.issue == "RESOURCE_STAR"):
            continue
        yield f"{finding.issue}: {finding.detail}"
    yield from out_of_reach(document["Statement"])


def out_of_reach(statements):
    """Actions on resources that they are never about. Parliament asks for every kind of resource, which is too much."""
    for statement in statements:
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        for action in statement["Action"]:
            formats = formats_of(action)
            if formats and not any(fits(form, resource) for form in formats for resource in resources):
                yield f"OUT_OF_REACH: {action} is not about {', '.join(resources)}"


def formats_of(action):
    """ARNs that an action is about, as parliament writes them; none where it knows none."""
    prefix, name = action.split(":")
    formats = []
    for service in (entry for entry in parliament.iam_definition if entry["prefix"] == prefix):
        for privilege in (entry for entry in service["privileges"] if entry["privilege"] == name):
            kinds = {kind["resource_type"].rstrip("*") for kind in privilege["resource_types"]}
            formats += [kind["arn"] for kind in service["resources"] if kind["resource"] in kinds]
    return formats


def fits(form, resource):
    """Whether an ARN of a policy may be one of a form: same service and kind, however the rest is written."""
    ours, theirs = resource.split(":", 5), form.split(":", 5)
    if resource == "*":
        return True
    if len(ours) < 6 or len(theirs) < 6 or ours[2] != theirs[2]:
        return False
    kinds = [re.split(r"[/:]", arn[5])[0] for arn in (ours, theirs)]
    return kinds[0] == kinds[1] or kinds[1].startswith("${")


def sizes(resources):
    roles = {}
    for resource in resources:
        for key, text in texts_of(resource).items():
            size = len(re.sub(r"\s", "", text))
            if key == TRUST and size > TRUST_SIZE:
                yield f"{resource['name']}: its trust policy has {size} characters, and IAM takes {TRUST_SIZE}"
            if resource["type"] == "aws:iam/rolePolicy:RolePolicy":
                role = resource["inputs"]["role"]
                roles[role] = roles.get(role, 0) + size
    for role, size in roles.items():
        if size > INLINE_SIZE:
            yield f"{role}: its policies have {size} characters, and IAM takes {INLINE_SIZE}"
