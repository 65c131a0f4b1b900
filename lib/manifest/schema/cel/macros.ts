import { CelError, CelSyntaxError, type Expr } from './ast.js';
import { isList, isMap, type CelValue } from './values.js';

/** A compiled expression: takes the values of the variables, gives a value. */
export type Run = (frame: CelValue[]) => CelValue;

/** A loop over a list or the keys of a map. */
type Loop = (items: readonly CelValue[], frame: CelValue[], slot: number, steps: readonly Run[]) => CelValue;

const LOOPS: Readonly<Record<string, Loop>> = {
  all: (items, frame, slot, [test]) => !some(items, frame, slot, test, false),
  exists: (items, frame, slot, [test]) => some(items, frame, slot, test, true),
  exists_one: (items, frame, slot, [test]) => select(items, frame, slot, test).length === 1,
  existsOne: (items, frame, slot, [test]) => select(items, frame, slot, test).length === 1,
  filter: (items, frame, slot, [test]) => select(items, frame, slot, test),
  map: (items, frame, slot, steps) => {
    const [test, step] = steps.length === 2 ? steps : [undefined, steps[0]];
    const chosen = test ? select(items, frame, slot, test) : items;
    return chosen.map((one) => at(frame, slot, one, step));
  },
};

/** The name of the variable and the steps of a loop, where a call is one. */
export function loopOf(call: Expr & { kind: 'call' }): { variable: string; steps: readonly Expr[] } | undefined {
  const [variable, ...steps] = call.args;
  if (!call.target || !Object.hasOwn(LOOPS, call.name) || variable?.kind !== 'ident') return undefined;
  const wanted = call.name === 'map' ? [1, 2] : [1];
  if (!wanted.includes(steps.length)) throw new CelSyntaxError(`'${call.name}' with ${call.args.length} arguments`);
  return { variable: variable.name, steps };
}

/** Compiles a loop whose variable lives in a slot of the frame. */
export function loop(name: string, range: Run, slot: number, steps: readonly Run[]): Run {
  const run = LOOPS[name];
  if (!run) throw new CelSyntaxError(`unknown macro '${name}'`);
  return (frame) => run(itemsOf(range(frame)), frame, slot, steps);
}

function itemsOf(value: CelValue): readonly CelValue[] {
  if (isList(value)) return value;
  if (isMap(value)) return Object.keys(value);
  throw new CelError('only lists and maps can be walked');
}

function at(frame: CelValue[], slot: number, value: CelValue, step: Run | undefined): CelValue {
  frame[slot] = value;
  return step ? step(frame) : null;
}

/** Whether a test gives `wanted` for an item; an error counts only where no item decides. */
function some(
  items: readonly CelValue[],
  frame: CelValue[],
  slot: number,
  test: Run | undefined,
  wanted: boolean,
): boolean {
  let failure: CelError | undefined;
  for (const one of items) {
    try {
      if (truth(at(frame, slot, one, test)) === wanted) return true;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  return false;
}

function select(
  items: readonly CelValue[],
  frame: CelValue[],
  slot: number,
  test: Run | undefined,
): readonly CelValue[] {
  return items.filter((one) => truth(at(frame, slot, one, test)));
}

/** A truth value; anything else is an error. */
export function truth(value: CelValue): boolean {
  if (typeof value !== 'boolean') throw new CelError('a truth value is wanted');
  return value;
}
