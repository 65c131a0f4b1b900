import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MeshValidation, type MeshValidationProps, type Violation } from 'tenant-mesh';

const folder = mkdtempSync(join(tmpdir(), 'mesh-plugin-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SERVICE = (spec: string): string =>
  `{apiVersion: v1, kind: Service, metadata: {name: api, namespace: shop}, spec: {ports: [{port: 80}]${spec}}}\n`;

/** What is reported after the plugin has looked at some files. */
async function reported(files: Readonly<Record<string, string>>, props?: MeshValidationProps) {
  const manifests = Object.entries(files).map(([name, text]) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
  const violations: Violation[] = [];
  const ends: string[] = [];
  const report = {
    addViolation: (violation: Violation) => void violations.push(violation),
    submit: (status: 'success' | 'failure') => void ends.push(status),
  };
  await new MeshValidation(props).validate({ manifests, report });
  return { violations, ends };
}

describe('the validation plugin of cdk8s', () => {
  it('passes manifests without a finding', async () => {
    expect(await reported({ 'good.yaml': SERVICE('') })).toEqual({ violations: [], ends: ['success'] });
  });

  it('names rule, file and field of what is wrong, and fails the synth', async () => {
    expect(await reported({ 'bad.yaml': SERVICE(', prots: []') })).toEqual({
      ends: ['failure'],
      violations: [
        {
          ruleName: 'TM3003 Unknown field',
          recommendation: 'Service shop/api: is not a field of the kind',
          fix: 'Rename or remove the field.',
          violatingResources: [
            { resourceName: 'api', locations: ['spec.prots'], manifestPath: join(folder, 'bad.yaml') },
          ],
        },
      ],
    });
  });

  it('looks at each cluster of a tree apart, so that equal names of two clusters do not clash', async () => {
    const { ends } = await reported({
      'dist/manifests/one/apps/service.yaml': SERVICE(''),
      'dist/manifests/two/apps/service.yaml': SERVICE(''),
    });
    expect(ends).toEqual(['success']);
  });

  it('fails from the level that it is told', async () => {
    const pod =
      '{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop, labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}';
    const files = { 'selects.yaml': `${SERVICE(', selector: {app: nobody}')}---\n${pod}\n` };
    const found = await reported(files);
    expect(found.violations.map(({ ruleName }) => ruleName.slice(0, 6))).toEqual(['TM4603']);
    expect(found.ends).toEqual(['success']);
    expect((await reported(files, { failOn: 'warning' })).ends).toEqual(['failure']);
  });
});
