import { checkSchema } from '../../lib/manifest/schema/index.js';
import { builtinCases, type Case } from '../manifest/schema/harness/cases.js';
import { RECORDED_BUILTIN, writeVerdicts } from '../manifest/schema/harness/recorded.js';
import { readBeyond, writeBeyond } from './differential/beyond.js';
import { compare } from './differential/compare.js';
import { askServer, type ServerVerdict } from './differential/server.js';
import { tallyOf } from './differential/tally.js';
import { sharedClient } from './harness/shared-bench.js';
import { openTally } from './harness/tally.js';

/** Mutants of each object with each fault. */
const MUTANTS = 4;
/** Writes down the list of rules, and what both sides agree on. */
const UPDATE = process.env['UPDATE_VERDICTS'] !== undefined;

describe('the schema check of built-in kinds and the running API server', () => {
  const client = sharedClient();
  const tally = openTally('kube-apiserver', 'what the schema check refuses in built-in kinds, at the same fields');
  const all: readonly Case[] = builtinCases(MUTANTS);
  let verdicts: ReadonlyMap<string, ServerVerdict>;

  beforeAll(async () => {
    verdicts = await askServer(client, all);
    tally.count(all.length, [...verdicts.values()].filter(({ create }) => create.length > 0).length);
  });

  afterAll(() => {
    client.close();
  });

  const of = (one: Case): ServerVerdict => verdicts.get(one.name) ?? { create: [] };

  /** Findings of the schema check that the server shares, for tests that have no server. */
  function confirmed(): ReadonlyMap<string, readonly string[]> {
    const recorded = builtinCases(RECORDED_BUILTIN).map(({ name, object }) => {
      return [name, [...new Set(checkSchema(object).map(({ field }) => field))].sort()] as const;
    });
    return new Map(recorded);
  }

  it('agree on the objects that the mutants come from', () => {
    const refused = all.filter((one) => one.fault === 'valid' && of(one).create.length > 0);
    expect(refused.map(({ name }) => name)).toEqual([]);
  });

  it('agree on unknown fields, types, required fields, keys of lists, and metadata', () => {
    const differing = all.flatMap((one) => compare(one, of(one)).differing.map((what) => `${one.name}: ${what}`));
    const names = new Set(all.filter((one) => compare(one, of(one)).differing.length > 0).map(({ name }) => name));
    process.stderr.write(`${tallyOf(all, names)}\n`);
    expect(differing).toEqual([]);
    if (UPDATE) writeVerdicts('builtin', confirmed());
  });

  it('differ by no rule that is not in the list', () => {
    const found = new Set(all.flatMap((one) => compare(one, of(one)).beyond));
    if (UPDATE) writeBeyond(found);
    const listed = readBeyond();
    expect([...found].filter((rule) => !listed.has(rule))).toEqual([]);
  });
});
