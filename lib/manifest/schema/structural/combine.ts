import type { JsonValue } from '../../../model/index.js';
import type { SchemaFinding } from '../finding.js';
import type { SchemaNode } from './node.js';

/** Check of a value against one branch; returns how many checks the value met. */
type Check = (node: SchemaNode, value: JsonValue, path: string, found: SchemaFinding[]) => number;

interface Outcome {
  readonly met: number;
  readonly found: readonly SchemaFinding[];
}

type Run = (branch: SchemaNode) => Outcome;

/** The alternatives of a schema: any of, one of, all of, not. Returns how many checks the value met. */
export function combine(
  node: SchemaNode,
  value: JsonValue,
  path: string,
  found: SchemaFinding[],
  check: Check,
): number {
  if (node.plain) return 1;
  const run = (branch: SchemaNode): Outcome => {
    const inner: SchemaFinding[] = [];
    return { met: check(branch, value, path, inner), found: inner };
  };
  let met = 1;
  if (node.anyOf.length > 0) met += anyOf(node.anyOf, run, path, found);
  if (node.oneOf.length > 0) met += oneOf(node.oneOf, run, path, found);
  for (const branch of node.allOf) met += keep(run(branch), found);
  if (node.not && run(node.not).found.length === 0) {
    found.push(
      fault(path, 'has a form that the kind excludes', 'Leave out one of the fields that exclude each other.'),
    );
  }
  return met;
}

function anyOf(branches: readonly SchemaNode[], run: Run, path: string, found: SchemaFinding[]): number {
  let best: Outcome | undefined;
  for (const branch of branches) {
    const outcome = run(branch);
    if (outcome.found.length === 0) return outcome.met;
    best = better(best, outcome);
  }
  found.push(fault(path, 'fits none of the alternatives of the field', 'Write one of the alternatives of the field.'));
  return best ? keep(best, found) : 0;
}

function oneOf(branches: readonly SchemaNode[], run: Run, path: string, found: SchemaFinding[]): number {
  const outcomes = branches.map(run);
  const fitting = outcomes.filter((outcome) => outcome.found.length === 0);
  const [first] = fitting;
  if (first && fitting.length === 1) return first.met;
  const choices = branches.flatMap(({ schema }) => schema.required ?? []).map((name) => `'${name}'`);
  const remedy =
    choices.length > 1 ? `Write exactly one of ${[...new Set(choices)].join(', ')}.` : 'Write one alternative.';
  if (first) {
    found.push(fault(path, `fits ${fitting.length} alternatives where one is wanted`, remedy));
    return 0;
  }
  found.push(fault(path, 'fits none of the alternatives of the field', remedy));
  const best = outcomes.reduce<Outcome | undefined>(better, undefined);
  return best ? keep(best, found) : 0;
}

/** The failed alternative that met most checks; the first of equals. */
function better(best: Outcome | undefined, next: Outcome): Outcome {
  return best === undefined || next.met > best.met ? next : best;
}

function keep(outcome: Outcome, found: SchemaFinding[]): number {
  found.push(...outcome.found);
  return outcome.met;
}

function fault(field: string, message: string, remedy: string): SchemaFinding {
  return { code: 'TM3012', field, message, remedy };
}
