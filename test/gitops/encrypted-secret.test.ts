import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { EncryptedSecret, type EncryptedSecretProps } from '../../constructs/flux/index.js';
import { publish } from '../../lib/gitops/index.js';
import { fact, markUnit, needSecret } from '../../lib/model/index.js';
import { Program, configMap, refusal, removePrograms, twoUnits } from '../app/program.js';
import { Sandbox, removeSandboxes } from './publish/sandbox.js';

beforeEach(() => {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
});
afterEach(() => {
  delete process.env['TENANT_MESH_SUMMARY'];
  removePrograms();
  removeSandboxes();
});

/** Oddly written on purpose: whoever parsed and wrote it again would change it. */
const SEALED = `kind:   Secret # kept\r
apiVersion: "v1"
metadata: {name: token, namespace: tenant-a}
data:
    key: ENC[AES256_GCM,data:abcd,iv:e,tag:f,type:str]
sops:
    age: []
    mac: ENC[AES256_GCM,data:mac,iv:e,tag:f,type:str]
    version: 3.10.2
`;
const AGE = { kind: 'secret', secretName: 'sops-age' } as const;
const PATH = 'manifests/metal-prod/tenants/tenant-a/secret_tenant-a_token.yaml';
const STEP = 'clusters/metal-prod/tenants-tenant-a.yaml';

function add(
  program: Program,
  text = SEALED,
  props: Partial<EncryptedSecretProps> = {},
  id = 'Token',
): EncryptedSecret {
  const file = join(program.outdir, `${id}.enc.yaml`);
  writeFileSync(file, text);
  return new EncryptedSecret(program.cluster, id, { file, decryption: AGE, unit: 'tenants/tenant-a', ...props });
}

function program(): Program {
  const made = new Program();
  twoUnits(made);
  return made;
}

describe('an encrypted Secret', () => {
  it('goes into its unit byte by byte, and the Kustomization reads it with its key', () => {
    const made = program();
    const { name, namespace } = add(made);
    expect([name, namespace]).toEqual(['token', 'tenant-a']);
    const files = made.synth();
    expect(readFileSync(join(made.app.outdir, PATH))).toEqual(Buffer.from(SEALED));
    expect(files['manifests/metal-prod/tenants/tenant-a/kustomization.yaml']).toContain(
      '  - secret_tenant-a_token.yaml\n',
    );
    expect(files[STEP]).toContain('  decryption:\n    provider: sops\n    secretRef:\n      name: sops-age\n');
    expect(files['clusters/metal-prod/SECRETS.md']).toContain(
      '| flux-system | sops-age | - | keys by which Flux reads encrypted Secrets |',
    );
  });

  it('passes a publish as it is', () => {
    const made = program();
    add(made);
    made.synth();
    const box = new Sandbox();
    publish(made.app.outdir, box.checkout);
    expect(readFileSync(join(box.checkout, PATH))).toEqual(Buffer.from(SEALED));
  });

  it.each([
    [
      { kind: 'service-account', serviceAccountName: 'decrypt' } as const,
      '    provider: sops\n    serviceAccountName: decrypt\n',
    ],
    [{ kind: 'controller' } as const, '    provider: sops\n'],
  ])('is read by the key service with %j', (decryption, text) => {
    const made = program();
    add(made, SEALED, { decryption });
    expect(made.synth()[STEP]).toContain(`  decryption:\n${text}  dependsOn:`);
  });

  it('supplies what others need, and shows no value', () => {
    const made = program();
    needSecret(made.cluster, { namespace: 'tenant-a', name: 'token', keys: ['key'], purpose: 'a test' });
    add(made);
    const [set] = made.app.manifests();
    expect(set?.secretNeeds.map(({ name }) => name)).toEqual(['sops-age']);
    expect(set?.get('', 'Secret', 'tenant-a', 'token')).toMatchObject({
      layer: 'predicted',
      object: { data: { key: '' } },
    });
  });

  it('means nothing in a plain chart', () => {
    const chart = Testing.chart();
    const file = join(new Program().outdir, 'a.yaml');
    writeFileSync(file, SEALED);
    new EncryptedSecret(chart, 'Token', { file, decryption: AGE });
    expect(Testing.synth(chart)).toEqual([]);
  });

  it.each([
    ['it holds no Secret', SEALED.replace('Secret', 'ConfigMap')],
    ['SOPS has not sealed it', SEALED.replace(/sops:[^]*/, '')],
    ['its Secret has no name in clear', SEALED.replace('name: token', 'name: "ENC[x]"')],
    ['its Secret has no namespace in clear', SEALED.replace(', namespace: tenant-a', '')],
    ['the value of "key" is in clear', SEALED.replace(/ENC\[AES256_GCM,data:abcd[^\]]*\]/, 'c2VjcmV0')],
    ['it is no YAML of one object', `${SEALED}---\n${SEALED}`],
  ])('is refused where %s', (what, text) => {
    const made = program();
    expect(refusal(() => add(made, text))).toBe(
      `TM5007 at metal-prod/Token: file: ${what} (got "${join(made.outdir, 'Token.enc.yaml')}"). ` +
        'Encrypt one Secret a file with `sops --encrypt --encrypted-regex "^(data|stringData)$"`, and give its path.',
    );
  });

  it('is refused where the file is not there, or is no text', () => {
    const made = program();
    const missing = { file: 'nowhere.yaml', decryption: AGE };
    expect(refusal(() => new EncryptedSecret(made.cluster, 'A', missing))).toContain(
      'file: it cannot be read (got "nowhere.yaml")',
    );
    const file = join(made.outdir, 'bytes.yaml');
    writeFileSync(file, Buffer.from([0x61, 0xff]));
    expect(refusal(() => new EncryptedSecret(made.cluster, 'B', { file, decryption: AGE }))).toContain(
      'it is no text in UTF-8',
    );
  });

  it('is refused beside one of another key in its unit', () => {
    const made = program();
    add(made);
    add(made, SEALED.replace('token', 'other'), { decryption: { kind: 'controller' } }, 'Other');
    expect(refusal(() => made.synth())).toContain(
      'decryption: unit "tenants/tenant-a" has encrypted files of two keys, and Flux reads a unit with one (got "token"). ' +
        'Encrypt both with the same key, or put one into another unit.',
    );
  });

  it('is refused in a unit whose account may write no Secret', () => {
    const made = program();
    const apps = made.group('apps');
    markUnit(apps, { path: 'apps/tenant-a', serviceAccountName: 'apps-tenant-a' });
    add(made, SEALED, { unit: 'apps/tenant-a' });
    expect(refusal(() => made.synth())).toContain(
      'unit: unit "apps/tenant-a" is applied by an account that may write no Secret (got "apps-tenant-a"). ' +
        'Put the Secret into the guard rails of the tenant: `unit: "tenants/<tenant>"`.',
    );
  });

  it('is refused where Flux would look for facts in its decrypted text', () => {
    const sealed = SEALED.replace('data:\n', 'stringData:\n');
    const withFact = (text: string): Program => {
      const made = new Program({ facts: { region: 'eu' } });
      twoUnits(made);
      configMap(made.cluster.node.findChild('tenant'), 'facts', { region: `in ${fact('region', 'eu')}` });
      add(made, text);
      return made;
    };
    expect(refusal(() => withFact(sealed).synth())).toContain(
      'unit: unit "tenants/tenant-a" holds facts, and Flux would look for them in the decrypted values of this Secret too (got "token").',
    );
    const disabled = sealed.replace('{name', '{annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}, name');
    expect(withFact(disabled).synth()[PATH]).toBe(disabled);
    expect(withFact(SEALED).synth()[PATH]).toBe(SEALED);
  });
});
