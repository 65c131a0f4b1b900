import { agrees } from './harness/agreement.js';
import { checkSchema } from '../../../lib/manifest/schema/index.js';
import { builtinCases, cases } from './harness/cases.js';
import { readVerdicts, RECORDED, RECORDED_BUILTIN } from './harness/recorded.js';

describe('verdicts of the API server', () => {
  const verdicts = readVerdicts('custom');
  const all = cases(RECORDED);

  it('are recorded for exactly the cases there are', () => {
    expect(new Set(all.map(({ name }) => name))).toEqual(new Set(verdicts.keys()));
  });

  it('accept some objects and refuse others', () => {
    const refused = [...verdicts.values()].filter((fields) => fields.length > 0).length;
    expect(refused).toBeGreaterThan(1000);
    expect(verdicts.size - refused).toBeGreaterThan(1000);
  });

  it('are the verdicts of the schema check, field by field', () => {
    const differing = all.filter((one) => !agrees(one, verdicts.get(one.name) ?? []));
    expect(differing.map(({ name }) => name)).toEqual([]);
  });
});

describe('verdicts of a running API server on built-in kinds', () => {
  const verdicts = readVerdicts('builtin');
  const all = builtinCases(RECORDED_BUILTIN);

  it('are recorded for exactly the cases there are', () => {
    expect(new Set(all.map(({ name }) => name))).toEqual(new Set(verdicts.keys()));
  });

  it('are the verdicts of the schema check, field by field', () => {
    const found = all.map(({ name, object }) => [
      name,
      [...new Set(checkSchema(object).map(({ field }) => field))].sort(),
    ]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(verdicts));
  });
});
