import { runProgram } from '../../../lib/cli/program.js';
import { Sandbox, configMap, removeSandboxes, type Tree } from '../publish/sandbox.js';

afterEach(removeSandboxes);

const FILE = 'manifests/prod/apps/team-x/it.yaml';
const BASE: Tree = { 'clusters/prod/base.yaml': configMap('team-x', 'base') };

/** A manifest named `it`, with lines below its top. */
function manifest(apiVersion: string, kind: string, rest = ''): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: it\n  namespace: team-x\n${rest}`;
}

/** A plan in one format, as the command prints it. */
function planned(before: Tree, after: Tree, format: string): string {
  const box = new Sandbox();
  box.publish({ ...BASE, ...before });
  box.synth({ ...BASE, ...after });
  let result = '';
  const note = (text: string): never => {
    throw new Error(text);
  };
  const exit = runProgram(['publish', box.dist, box.checkout, '--plan', '--format', format], {
    result: (text) => (result += text),
    note,
  });
  expect(exit).toBe(1);
  return result;
}

const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: it\n';
const BALANCED = 'spec:\n  type: LoadBalancer\n  loadBalancerIP: ';
const SELECTOR = 'spec:\n  selector:\n    matchLabels:\n      app: ';
const TEMPLATE = 'spec:\n  template:\n    spec:\n      serviceAccountName: ';

/** Each kind of loss: what stood there, what stands there then, its code and its name. */
const LOSSES: readonly (readonly [string, string, string | undefined, string, string])[] = [
  ['a Namespace', NAMESPACE, undefined, 'TM5201', 'Namespace//it'],
  ['a claim', manifest('v1', 'PersistentVolumeClaim'), undefined, 'TM5201', 'PersistentVolumeClaim/team-x/it'],
  [
    'a definition',
    manifest('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
    undefined,
    'TM5201',
    'CustomResourceDefinition.apiextensions.k8s.io/team-x/it',
  ],
  ['a Canary', manifest('flagger.app/v1beta1', 'Canary'), undefined, 'TM5201', 'Canary.flagger.app/team-x/it'],
  [
    'a CA',
    manifest('cert-manager.io/v1', 'Certificate', 'spec:\n  isCA: true\n'),
    undefined,
    'TM5201',
    'Certificate.cert-manager.io/team-x/it',
  ],
  [
    'what signs with a CA',
    manifest('cert-manager.io/v1', 'Issuer', 'spec:\n  ca:\n    secretName: one\n'),
    manifest('cert-manager.io/v1', 'Issuer', 'spec:\n  ca:\n    secretName: two\n'),
    'TM5207',
    'Issuer.cert-manager.io/team-x/it',
  ],
  [
    'the Secret of a CA',
    manifest('v1', 'Secret', 'data:\n  tls.key: ENC[AES256_GCM]\nsops:\n  mac: ENC[x]\n'),
    undefined,
    'TM5201',
    'Secret/team-x/it',
  ],
  [
    'the Service of a gateway that goes',
    manifest('v1', 'Service', `${BALANCED}192.0.2.1\n`),
    undefined,
    'TM5201',
    'Service/team-x/it',
  ],
  [
    'the address of a gateway',
    manifest('v1', 'Service', `${BALANCED}192.0.2.1\n`),
    manifest('v1', 'Service', `${BALANCED}192.0.2.2\n`),
    'TM5204',
    'Service/team-x/it',
  ],
  [
    'a selector',
    manifest('apps/v1', 'Deployment', `${SELECTOR}one\n`),
    manifest('apps/v1', 'Deployment', `${SELECTOR}two\n`),
    'TM5202',
    'Deployment.apps/team-x/it',
  ],
  [
    'a clusterIP',
    manifest('v1', 'Service', 'spec:\n  clusterIP: 10.0.0.1\n'),
    manifest('v1', 'Service', 'spec:\n  clusterIP: 10.0.0.2\n'),
    'TM5202',
    'Service/team-x/it',
  ],
  [
    'a storageClassName',
    manifest('v1', 'PersistentVolumeClaim', 'spec:\n  storageClassName: slow\n'),
    manifest('v1', 'PersistentVolumeClaim', 'spec:\n  storageClassName: fast\n'),
    'TM5202',
    'PersistentVolumeClaim/team-x/it',
  ],
  [
    'the template of a Job',
    manifest('batch/v1', 'Job', `${TEMPLATE}one\n`),
    manifest('batch/v1', 'Job', `${TEMPLATE}two\n`),
    'TM5202',
    'Job.batch/team-x/it',
  ],
];

describe.each(LOSSES)('the loss of %s', (_name, before, after, code, object) => {
  const plan = (format: string): string =>
    planned({ [FILE]: before }, after === undefined ? {} : { [FILE]: after }, format);
  const leave = `--allow-delete ${object.replace(/^(\w+)\.[^/]*/, '$1')}`;

  it('stands first in the text', () => {
    const text = plan('text');
    expect(text.startsWith(`!!! ${code} prod: ${object}\n!!!   `)).toBe(true);
    expect(text.includes(`!!!   needs ${leave}\n`)).toBe(code === 'TM5201');
  });

  it('is a warning of its own in JSON', () => {
    expect(JSON.parse(plan('json'))).toMatchObject({
      warnings: [{ code, object, needsLeave: code === 'TM5201', what: expect.stringMatching(/./) as unknown }],
    });
  });

  it('is a caution before everything else in Markdown', () => {
    const text = plan('markdown');
    expect(text).toContain(`\n> [!CAUTION]\n> - **${code}** \`${object}\`: `);
    expect(text.includes(`Needs \`${leave}\`.\n`)).toBe(code === 'TM5201');
    expect(text.indexOf('[!CAUTION]')).toBeLessThan(text.indexOf('| what | object |'));
  });
});
