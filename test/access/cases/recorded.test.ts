import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCase, runCase } from '../../../lib/access/index.js';

interface Recorded {
  readonly id: string;
  readonly expected: readonly unknown[];
}

const FILE = join(__dirname, '../../fixtures/access/cases.jsonl');
const LINES = readFileSync(FILE, 'utf8')
  .split('\n')
  .filter((line) => line !== '');

function recorded(line: string): Recorded {
  return JSON.parse(line) as Recorded;
}

describe('recorded decisions', () => {
  it('agree with ours, with the rule that decided and the reason', () => {
    const ours = LINES.flatMap((line, at) => runCase(parseCase(line, `cases.jsonl:${String(at + 1)}`), String(at)));
    expect(ours).toEqual(LINES.flatMap((line) => recorded(line).expected));
    process.stdout.write(`${String(ours.length)} recorded requests of ${String(LINES.length)} cases agree\n`);
    expect(ours).toHaveLength(1800);
  });
});

describe('a file of cases', () => {
  it.each([
    ['{', 'TM8001 at f:1: the line is no JSON. Write one JSON object a line.'],
    ['[]', 'TM8001 at f:1: the line is no JSON object. Write one JSON object a line.'],
    ['{}', 'TM8001 at f:1: the line is no recorded case. Write manifests and requests, one case a line.'],
    [
      '{"manifests":[],"requests":[{"source":{"ip":"10.0.0"}}]}',
      'TM8001 at f:1: source.ip is no address: "10.0.0". Write an IPv4 or IPv6 address.',
    ],
  ])('is refused where it is %s', (line, message) => {
    expect(() => parseCase(line, 'f:1')).toThrow(message);
  });
});
