import { agrees } from '../manifest/schema/harness/agreement.js';
import { cases, type Case } from '../manifest/schema/harness/cases.js';
import type { Verdicts } from '../manifest/schema/harness/recorded.js';
import { judge } from './differential/judge.js';
import { sameFields } from './differential/refusals.js';
import { askServer } from './differential/server.js';
import { tallyOf } from './differential/tally.js';
import { programFolder, programIn } from './harness/programs.js';
import { sharedClient } from './harness/shared-bench.js';
import { openTally } from './harness/tally.js';

const COUNTS = { samples: 2, mutants: 2, aimed: 3 };
/** Of so many cases one goes to the running server too. */
const SHARE = 6;

describe('the schema check of custom resources', () => {
  const tally = openTally('crdcheck', 'what the schema check refuses in custom resources, at the same fields');
  const all: readonly Case[] = cases(COUNTS);
  let verdicts: Verdicts;

  beforeAll(() => {
    verdicts = judge(
      programIn(
        programFolder(() => undefined),
        'crdcheck',
      ),
      all,
    );
  });

  const fieldsOf = ({ name }: Case): readonly string[] => verdicts.get(name) ?? [];

  it('refuses the same fields as the code of the API server', () => {
    tally.count(all.length, all.filter((one) => fieldsOf(one).length > 0).length);
    const differing = all.filter((one) => !agrees(one, fieldsOf(one)));
    process.stderr.write(`${tallyOf(all, new Set(differing.map(({ name }) => name)))}\n`);
    expect(differing.map(({ name }) => name)).toEqual([]);
  });

  it('refuses them as a running server does, which that code belongs to', async () => {
    const client = sharedClient();
    const some = all.filter(({ channel }, at) => channel === 'standard' && at % SHARE === 0);
    const asked = await askServer(client, some).finally(() => {
      client.close();
    });
    const differing = some.filter((one) => !sameFields(asked.get(one.name)?.create ?? [], fieldsOf(one)));
    expect(differing.map(({ name }) => name)).toEqual([]);
  });
});
