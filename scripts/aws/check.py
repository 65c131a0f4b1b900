"""Checks what programs would send to AWS: python check.py <sent.json>. Each twin in twins.json must be refused."""

import copy
import json
import re
import sys
from pathlib import Path

from policies import check_policies
from service_requests import check_request

HERE = Path(__file__).parent


def read(name):
    return json.loads((HERE / name).read_text())


def problems_of(programs, calls, accepted):
    """What AWS would refuse of programs, each thing once."""
    found = set()
    for resources in programs:
        for resource in resources:
            found.update(check_request(resource, calls))
        found.update(check_policies(resources, accepted))
    return sorted(found)


def broken(resources, twin):
    """The first resource of a type, broken as the twin says."""
    wanted = (each for each in resources if each["type"] == twin["type"] and twin.get("name") in (None, each["name"]))
    resource = copy.deepcopy(next(wanted))
    *path, last = twin["at"]
    at = resource["inputs"]
    for key in path:
        at = at[key]
    if "replace" in twin:
        old, new = twin["replace"]
        if old not in at[last]:
            raise SystemExit(f"The twin of {twin['type']} replaces {old!r}, which is not there.")
        at[last] = at[last].replace(old, new * twin.get("times", 1))
    elif "set" in twin:
        at[last] = twin["set"]
    else:
        del at[last]
    return resource


def main():
    programs = json.loads(Path(sys.argv[1]).read_text())
    calls, accepted, twins = read("calls.json"), read("accepted.json"), read("twins.json")
    problems = problems_of(programs, calls, accepted)
    resources = [resource for program in programs for resource in program]
    problems += [f"accepted.json: nothing is found by {each['finding']}" for each in accepted if not each.get("seen")]
    types = {resource["type"] for resource in resources}
    problems += [f"calls.json: no resource is a {name}" for name in calls if name not in types]
    for twin in twins:
        found = problems_of([[broken(resources, twin)]], calls, accepted)
        if not any(re.search(twin["says"], problem) for problem in found):
            problems.append(f"The twin {json.dumps(twin)} is not refused; found was {found}")
    print("\n".join(problems) or f"{len(resources)} resources and {len(twins)} broken twins are judged rightly.")
    sys.exit(1 if problems else 0)


main()
