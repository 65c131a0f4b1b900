import {
  askRefused,
  askTwin,
  CASES,
  prepareCases,
  refuser,
  refusingPolicy,
  TENANT,
} from './harness/admission-cases.js';
import { ask } from './harness/policies.js';
import { sharedClient } from './harness/shared-bench.js';
import { openTally } from './harness/tally.js';

const client = sharedClient();
const tally = openTally('kube-apiserver', 'admission policies: forbidden things, asked twice, and their near twins');

beforeAll(() => prepareCases(client));

afterAll(() => {
  client.close();
});

describe('the admission policies, asked by an account with every right in the namespace', () => {
  it.each(CASES)('$policy refuses $asks', async (one) => {
    const { ok, message } = await askRefused(client, one);
    expect({ ok, message }).toEqual({ ok: false, message: expect.stringContaining(one.says) as string });
    expect(refusingPolicy(message)).toBe(one.policy);
    tally.count(1, 1);
  });

  it.each(CASES)('$policy lets the near twin of $asks pass', async (one) => {
    const { ok, message, warnings } = await askTwin(client, one);
    expect({ ok, message, warnings }).toEqual({ ok: true, message: '', warnings: [] });
    tally.count(1);
  });
});

describe('the same, asked with the rights of the tenant', () => {
  it('is refused, by RBAC or by a policy', async () => {
    const found: string[] = [];
    for (const { policy, asks, refused, by } of CASES) {
      if (by === 'platform') continue;
      const { ok, message } = await ask(client, refused, TENANT);
      found.push(`${policy}: ${asks}: ${ok ? 'NOBODY' : refuser(message)}`);
    }
    expect(found.filter((line) => line.endsWith('NOBODY'))).toEqual([]);
    expect(found.join('\n')).toMatchSnapshot();
    tally.count(found.length, found.length);
  });
});
