import { cases } from '/work/main/test/manifest/schema/harness/cases.js';
import { checkSchema } from '/work/main/lib/manifest/schema/index.js';
import { readFileSync } from 'node:fs';
const all = cases({
  samples: Number(process.argv[2]),
  mutants: Number(process.argv[3]),
  aimed: Number(process.argv[4]),
});
const hit = new Map<string, number>();
let valid = 0,
  samples = 0;
const never: Record<string, [number, number]> = {};
let n0 = process.hrtime.bigint();
for (const c of all) {
  const f = checkSchema(c.object, { gatewayApiChannel: c.channel });
  if (c.name.endsWith('.0')) {
    samples++;
    const k = c.name.split(' ').slice(0, 2).join(' ');
    never[k] ??= [0, 0];
    never[k]![1]++;
    if (!f.length) {
      valid++;
      never[k]![0]++;
    }
  }
  for (const x of f)
    if (x.code === 'TM3016') {
      const r = x.remedy.slice('Change the object so that this holds: '.length, -1);
      hit.set(r, (hit.get(r) ?? 0) + 1);
    }
}
console.log(
  all.length,
  Number(process.hrtime.bigint() - n0) / 1e6 / all.length,
  'ms each; valid samples',
  valid,
  samples,
);
console.log(
  'kinds without valid sample',
  Object.entries(never)
    .filter(([, [v]]) => v === 0)
    .map(([k]) => k),
);
const blocks = readFileSync('/tmp/rules.txt', 'utf8').split(/\n\n(?=\d+ \|)/);
const rules = blocks.map((b) => [b.slice(0, b.indexOf('\n')), b.slice(b.indexOf('\n') + 1).replace(/\s+/g, ' ')]);
const missing = rules.filter(([, r]) => !hit.has(r!));
console.log('violated', hit.size, 'of', rules.length);
console.log(missing.map(([h, r]) => h + ' :: ' + r!.slice(0, 110)).join('\n'));
