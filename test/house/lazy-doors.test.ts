import { runInNewContext } from 'node:vm';
import { lateDoor, lateNames, reExports } from '../../scripts/package/lazy-doors.js';

/** Loads the text of a door and keeps account of what it asked for. */
function open(text: string, modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>) {
  const asked: string[] = [];
  const exports: Record<string, unknown> = {};
  const require = (from: string): unknown => {
    asked.push(from);
    return modules[from];
  };
  runInNewContext(text, { exports, module: { exports }, require });
  return { exports, asked };
}

const modules = { './a.js': { A: 1, B: 2 }, './c.js': { C: 3 } };
const source = `
export * from './a.js';
export { C as D, type E } from './c.js';
`;

function door() {
  const found = reExports(source);
  if (found === undefined) throw new Error('not taken for a door');
  return lateDoor(lateNames(found, ['A', 'B', 'D'], (from) => Object.keys(modules[from as keyof typeof modules])));
}

describe('doors of the compiled package', () => {
  it('loads nothing until a name is read, and then only where it comes from', () => {
    const { exports, asked } = open(door(), modules);
    expect(Object.keys(exports)).toEqual(['A', 'B', 'D']);
    expect(asked).toEqual([]);
    expect(exports['D']).toBe(3);
    expect(asked).toEqual(['./c.js']);
  });

  it('asks once for each name', () => {
    const { exports, asked } = open(door(), modules);
    expect([exports['A'], exports['A'], exports['B']]).toEqual([1, 1, 2]);
    expect(asked).toEqual(['./a.js', './a.js']);
  });

  it.each(["import './effect.js';\nexport * from './a.js';", 'export const a = 1;', "export * as all from './a.js';"])(
    'leaves a file alone that does more than re-export names: %j',
    (text) => {
      expect(reExports(text)).toBeUndefined();
    },
  );

  it('refuses a name that nothing brings', () => {
    expect(() => lateNames(reExports(source) ?? [], ['F'], () => [])).toThrow('No re-export brings F.');
  });
});
