"""Turns inputs of Pulumi resources into requests of AWS, and holds these to the service models of botocore."""

import re

import regex
from botocore.loaders import Loader
from botocore.model import ServiceModel

LOADER = Loader()
MODELS = {}


def model_of(service):
    """The model of a service, as botocore carries it."""
    if service not in MODELS:
        MODELS[service] = ServiceModel(LOADER.load_service_model(service, "service-2"), service)
    return MODELS[service]


def requests_of(resource, call):
    """Requests by operation, and what no operation takes."""
    requests = {operation: {} for operation in call["calls"]}
    shapes = {operation: model_of(call["service"]).operation_model(operation).input_shape for operation in requests}
    first = next(iter(requests))
    problems = []
    for key, value in resource["inputs"].items():
        operation = next((name for name, names in call["calls"].items() if key in names), first)
        names = call["calls"][operation]
        path = names.get(key, member_of(shapes[operation], key))
        if key in names and names[key] is None:
            continue
        if key == "tags" and key not in names:
            path, value = tags_of(shapes[operation], value)
        if path is None:
            problems.append(f"{operation}: no member for input \"{key}\"")
            continue
        try:
            shape = shape_at(shapes[operation], path)
        except KeyError as missing:
            problems.append(f"{operation}: the service has no member {missing} of {path}")
            continue
        put(requests[operation], path, converted(shape, value, nested(names, key), problems, f"{operation}.{path}"))
    for operation, paths in call.get("given", {}).items():
        for path in paths:
            put(requests[operation], path, GIVEN)
    return {name: (shapes[name], request) for name, request in requests.items() if request or name == first}, problems


class Given:
    """A value that the provider makes by itself, such as an id or a name."""


GIVEN = Given()


def nested(names, key):
    """Names of members of an input, by their own names."""
    return {name[len(key) + 1 :]: path for name, path in names.items() if name.startswith(f"{key}.")}


def plain(name):
    """A name without case and plural, in which SDKs differ."""
    lower = name.lower()
    return lower[:-1] if lower.endswith("s") else lower


def member_of(shape, key):
    """Name of the member that an input is, or None."""
    members = getattr(shape, "members", {})
    return next((name for name in members if name.lower() == key.lower()), None) or next(
        (name for name in members if plain(name) == plain(key)), None
    )


def tags_of(shape, tags):
    """Where tags stand in a request: a map, a list, or a specification of EC2."""
    if "TagSpecifications" in shape.members:
        return "TagSpecifications", [{"ResourceType": GIVEN, "Tags": tags}]
    return member_of(shape, "tags"), tags


def shape_at(shape, path):
    for part in path.split("."):
        name = part.removesuffix("[]")
        if shape.type_name == "map":
            shape = shape.value
            continue
        shape = shape.members[name]
        if part.endswith("[]"):
            shape = shape.member
    return shape


def put(request, path, value):
    """Puts a value at a path; `[]` is the one item of a list."""
    at = request
    parts = path.split(".")
    for number, part in enumerate(parts):
        name, listed, last = part.removesuffix("[]"), part.endswith("[]"), number == len(parts) - 1
        if last and not listed:
            at[name] = value
        elif last:
            at[name] = [value]
        elif listed:
            at = at.setdefault(name, [{}])[0]
        else:
            at = at.setdefault(name, {})


def converted(shape, value, names, problems, where):
    """A value in the form of a shape: names of members, lists of tags, numbers that Pulumi takes as text."""
    if isinstance(value, Given):
        return value
    kind = shape.type_name
    if kind == "structure":
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if not isinstance(value, dict):
            return value
        result = {}
        for key, child in value.items():
            name = names.get(key) or member_of(shape, key)
            if name is None:
                problems.append(f"{where}: no member for \"{key}\"")
                continue
            result[name] = converted(shape.members[name], child, nested(names, key), problems, f"{where}.{name}")
        return result
    if kind == "list":
        if isinstance(value, dict):
            value = pairs(shape.member, value)
        if not isinstance(value, list):
            return value
        return [converted(shape.member, child, names, problems, f"{where}[]") for child in value]
    if kind == "map" and isinstance(value, dict):
        return {key: converted(shape.value, child, {}, problems, f"{where}.{key}") for key, child in value.items()}
    return scalar(kind, value)


def pairs(shape, tags):
    """Tags as a list, by what the service calls key and value."""
    key, value = (next(name for name in shape.members if name.lower().endswith(end)) for end in ("key", "value"))
    return [{key: name, value: text} for name, text in tags.items()]


def scalar(kind, value):
    if kind == "string" and isinstance(value, bool):
        return str(value).lower()
    if kind == "string" and isinstance(value, (int, float)):
        return str(int(value))
    if kind in ("integer", "long") and isinstance(value, (str, float)) and re.fullmatch(r"-?\d+(\.0)?", str(value)):
        return int(float(value))
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    return value


TYPES = {"string": str, "blob": str, "boolean": bool, "integer": int, "long": int, "structure": dict, "map": dict, "list": list}


def violations(shape, value, where):
    """What of a value the service would refuse."""
    if isinstance(value, Given):
        return
    kind = shape.type_name
    if not isinstance(value, TYPES.get(kind, object)) or (kind in ("integer", "long") and isinstance(value, bool)):
        yield f"{where}: {kind} is asked for, not {value!r}"
        return
    yield from limits(shape, kind, value, where)
    if kind == "structure":
        for name in shape.required_members:
            if name not in value and not shape.members[name].metadata.get("idempotencyToken"):
                yield f"{where}: {name} is missing"
        for name, child in value.items():
            yield from violations(shape.members[name], child, f"{where}.{name}")
    elif kind == "list":
        for child in value:
            yield from violations(shape.member, child, f"{where}[]")
    elif kind == "map":
        for key, child in value.items():
            yield from violations(shape.key, key, f"{where} key")
            yield from violations(shape.value, child, f"{where}.{key}")


def limits(shape, kind, value, where):
    metadata = shape.metadata
    allowed, pattern = metadata.get("enum"), metadata.get("pattern")
    if allowed and value not in allowed:
        yield f"{where}: {value!r} is none of {', '.join(allowed)}"
    if pattern and isinstance(value, str) and not regex.fullmatch(pattern, value):
        yield f"{where}: {value!r} does not match {pattern}"
    size = value if kind in ("integer", "long") else len(value) if hasattr(value, "__len__") else None
    if size is None:
        return
    if "min" in metadata and size < metadata["min"]:
        yield f"{where}: {size} is below {metadata['min']}"
    if "max" in metadata and size > metadata["max"]:
        yield f"{where}: {size} is above {metadata['max']}"


def check_request(resource, calls):
    """What AWS would refuse of a resource, by its name."""
    call = calls.get(resource["type"])
    if call is None:
        return [f"{resource['name']}: no call is known for {resource['type']}"]
    requests, problems = requests_of(resource, call)
    for operation, (shape, request) in requests.items():
        problems.extend(violations(shape, request, operation))
    return [f"{resource['name']} ({resource['type']}): {problem}" for problem in problems]
