import { writeFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { cases } from '/work/main/test/manifest/schema/harness/cases.js';
import { checkSchema } from '/work/main/lib/manifest/schema/index.js';
const [samples, mutants] = process.argv.slice(2).map(Number);
const t0 = Date.now();
const all = cases({ samples: samples!, mutants: mutants!, aimed: Number(process.argv[4] ?? 0) });
console.log('cases', all.length, Date.now() - t0, 'ms');
function oracle(channel: string) {
  const mine = all.filter((c) => c.channel === channel);
  rmSync('/tmp/live', { recursive: true, force: true });
  mkdirSync('/tmp/live/crds', { recursive: true });
  for (const s of readdirSync('/work/main/lib/imports/data/crds')) {
    if (s === (channel === 'standard' ? 'gateway-api-experimental' : 'gateway-api')) continue;
    cpSync('/work/main/lib/imports/data/crds/' + s, '/tmp/live/crds/' + s, { recursive: true });
  }
  writeFileSync('/tmp/live/o.yaml', mine.map((c) => JSON.stringify(c.object)).join('\n---\n'));
  const r = spawnSync('/tmp/crdcheck/crdcheck', ['/tmp/live/crds', '--', '/tmp/live/o.yaml'], { maxBuffer: 1 << 30 });
  console.log(r.stderr.toString().slice(0, 300));
  const lines = r.stdout
    .toString()
    .trim()
    .split('\n')
    .map((l) => JSON.parse(l));
  if (lines.length !== mine.length) throw new Error(`${lines.length} ${mine.length}`);
  return mine.map((c, i) => ({ c, r: lines[i] }));
}
import { readdirSync, cpSync } from 'node:fs';
function fields(r: any): string[] | 'meta' {
  const out = new Set<string>();
  const nf = (r.fields ?? []).length;
  const errs: string[] = r.errors ?? [];
  const pre = errs.slice(0, errs.length - nf),
    post = errs.slice(errs.length - nf);
  for (const e of pre) {
    const m = /^strict decoding: unknown field "(.*)"$/.exec(e);
    if (m) out.add(m[1]!);
    else return 'meta';
  }
  post.forEach((e, i) => {
    let [f] = r.fields[i];
    const m = /^<nil>: Invalid value: "": "(.*)" must (not )?validate (.*)/s.exec(e);
    if (m) {
      if (m[3]!.startsWith('all the')) return;
      f = m[1]!.replace(/^\./, '');
    }
    if (f === '<nil>') f = '';
    out.add(f);
  });
  return [...out].sort();
}
let bad = 0,
  ok = 0,
  rej = 0;
const groups: Record<string, number> = {};
const shown: string[] = [];
for (const ch of ['standard', 'experimental'])
  for (const { c, r } of oracle(ch)) {
    const ours = checkSchema(c.object, { gatewayApiChannel: c.channel });
    const mine = [...new Set(ours.map((f) => f.field))].sort();
    const theirs = fields(r);
    const same =
      theirs === 'meta'
        ? ours.some((f) => f.field.startsWith('metadata') && f.code === 'TM3004')
        : JSON.stringify(mine) === JSON.stringify(theirs);
    if (theirs === 'meta' || theirs.length) rej++;
    for (const f of ours) groups[f.code] = (groups[f.code] ?? 0) + 1;
    if (same) ok++;
    else {
      bad++;
      if (shown.length < 25)
        shown.push(
          `${c.name}\n  ours   ${JSON.stringify(ours.map((f) => [f.field, f.code, f.message.slice(0, 150)]))}\n  theirs ${JSON.stringify(theirs)} ${JSON.stringify(r.errors)?.slice(0, 900)}`,
        );
    }
  }
console.log(shown.join('\n'));
console.log({ ok, bad, rej }, groups);
