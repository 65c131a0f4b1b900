import { join } from 'node:path';
import { moduleOfSdk, replace } from '../../../../lib/testing/pulumi/quick/replace.js';

describe('what is replaced in the SDK', () => {
  it('is put back', () => {
    const holder = { answer: () => 1 };
    const restore = replace<() => number>(holder, 'answer', (replaced) => () => replaced() + 1);
    expect(holder.answer()).toBe(2);
    restore();
    expect(holder.answer()).toBe(1);
  });

  it('is nothing where a release of the SDK has no such module or function', () => {
    const holder = {};
    const missing = moduleOfSdk('@pulumi/pulumi/runtime/of-another-release.js');
    expect(missing).toBeUndefined();
    for (const each of [missing, holder]) replace(each, 'answer', () => () => 1)();
    expect(holder).toEqual({});
  });

  it('is not hidden where a module is broken', () => {
    expect(() => moduleOfSdk(join(__dirname, '../../../../README.md'))).toThrow('unexpected token');
  });
});
