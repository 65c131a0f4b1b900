import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GatewayChannel } from '../../../lib/imports/schemas.js';
import { placeOf } from './messages.js';
import type { Case } from '../../manifest/schema/harness/cases.js';
import type { Verdicts } from '../../manifest/schema/harness/recorded.js';

const CRDS = join(__dirname, '../../../lib/imports/data/crds');
const OTHER: Readonly<Record<GatewayChannel, string>> = {
  standard: 'gateway-api-experimental',
  experimental: 'gateway-api',
};

/** Has the API server's own code judge all cases. */
export function judge(program: string, all: readonly Case[]): Verdicts {
  return new Map((['standard', 'experimental'] as const).flatMap((channel) => judgeChannel(program, all, channel)));
}

function judgeChannel(program: string, all: readonly Case[], channel: GatewayChannel): (readonly [string, string[]])[] {
  const own = all.filter((one) => one.channel === channel);
  const folder = mkdtempSync(join(tmpdir(), 'tenant-mesh-judge-'));
  try {
    const crds = join(folder, 'crds');
    mkdirSync(crds);
    for (const system of readdirSync(CRDS).filter((name) => name !== OTHER[channel])) {
      cpSync(join(CRDS, system), join(crds, system), { recursive: true });
    }
    const objects = join(folder, 'objects.yaml');
    writeFileSync(objects, own.map(({ object }) => JSON.stringify(object)).join('\n---\n'));
    const { stdout, stderr, error } = spawnSync(program, [crds, '--', objects], {
      maxBuffer: 2 ** 30,
      encoding: 'utf8',
    });
    if (error) throw error;
    const lines = stdout.trim().split('\n');
    if (lines.length !== own.length) throw new Error(`${lines.length} verdicts for ${own.length} objects: ${stderr}`);
    return own.map(({ name }, at) => [name, fieldsOf(lines[at] ?? '')]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fieldsOf(line: string): string[] {
  const { errors = [] } = JSON.parse(line) as { readonly errors?: readonly string[] };
  const places = errors.map(placeOf);
  if (places.includes('metadata')) return ['metadata'];
  return [...new Set(places.filter((place) => place !== undefined))].sort();
}
