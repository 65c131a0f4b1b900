// Makes docs/compatibility.md from the committed report of the bench.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../../test/cluster/harness/tally.js';
import { KUBERNETES_VERSION, LINES } from '../../test/cluster/harness/versions.js';

const REPORT = join(__dirname, '../../test/cluster/report/report.json');

const INTRODUCTION = `# Compatibility

What the library writes is judged by the programs that users run. \`npm run test:cluster\` builds the versions below from
their published modules and asks them; [its page](../test/cluster/README.md) says how. This page is made by
\`npm run docs\` from the report of such a run, \`test/cluster/report/report.json\`.
`;

/** What no program here can say, and why. */
const NOT_PROVED: readonly (readonly [part: string, why: string])[] = [
  ['a line of Kubernetes between those above', 'one program a line is built, and each takes minutes'],
  ['istiod, proxies, ztunnel, gateways', 'no data plane runs; the access room models what they do'],
  ['source-controller', 'its module needs one that no registry serves; a stand-in serves the tree'],
  ['helm-controller', 'its module is not served; its code for values is run, a stand-in applies predicted objects'],
  ['flux-operator', 'the one version that is served wants Go 1.27; its FluxInstance is judged by its definition'],
  [
    'image-reflector- and image-automation-controller',
    'not served; a stand-in says Ready, their setter (kyaml) is run',
  ],
  ['charts: what they render', 'not downloaded; values are held to the schemas and default values that charts have'],
  ['containers, probes, traffic', 'kwok makes pods ready without a container'],
  ['MetalLB: speakers and what they announce', 'need a network with routers'],
  ['EKS: load balancers, Pod Identity, ACM PCA, ACME issuers', 'need AWS, or a network'],
];

/** Text of docs/compatibility.md. */
export function compatibilityPage(): string {
  const rows = committed();
  const lines = rows.map(({ part, version, proves, objects, refused, file }) => {
    const test = `[${file.slice('test/cluster/'.length)}](../${file})`;
    return `| ${part} | ${version === '' ? 'own' : version} | ${proves} | ${String(objects)} | ${String(refused)} | ${test} |`;
  });
  return [
    INTRODUCTION,
    '## Kubernetes',
    '',
    `The oldest line that the bench builds is that of ${LINES.oldest}, the newest that of ${LINES.newest}; what runs on one ` +
      `line only runs on ${KUBERNETES_VERSION}. The report below holds runs on ${serversOf(rows).join(', ')}.`,
    '',
    '## What is proved by which program',
    '',
    'Objects are those that the program judged, refused those of them that it refused, as it should.',
    '',
    '| program | version | what it proves | objects | refused | test |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
    'kwok stands in for kubelets. Versions of the charts that the platform installs are in [the list of charts](charts.md);',
    'those of the resource definitions come with `lib/imports`.',
    '',
    '## What is not proved here',
    '',
    '| part | why |',
    '| --- | --- |',
    ...NOT_PROVED.map(([part, why]) => `| ${part} | ${why} |`),
    '',
  ].join('\n');
}

/** Versions of the API server that runs have been made on. */
function serversOf(rows: readonly Row[]): readonly string[] {
  const versions = rows.filter(({ part }) => part === 'kube-apiserver').map(({ version }) => version);
  return [...new Set(versions)].sort();
}

function committed(): readonly Row[] {
  return JSON.parse(readFileSync(REPORT, 'utf8')) as readonly Row[];
}
