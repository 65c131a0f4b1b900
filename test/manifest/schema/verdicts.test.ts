import { agrees } from './harness/agreement.js';
import { cases } from './harness/cases.js';
import { readVerdicts, RECORDED } from './harness/recorded.js';

describe('verdicts of the API server', () => {
  const verdicts = readVerdicts();
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
