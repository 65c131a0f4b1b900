import { Chart } from 'cdk8s';
import { fact } from '../../lib/model/index.js';
import { Program, configMap, namespace, refusal, twoUnits, removePrograms } from './program.js';

beforeEach(() => {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
});
afterEach(() => {
  delete process.env['TENANT_MESH_SUMMARY'];
  removePrograms();
});

describe('facts', () => {
  it('are samples to checks, variables in Git, and values in the generated ConfigMap', () => {
    const program = new Program({ facts: { issuer: 'https://login.example.com/a' }, externalFacts: ['role'] });
    const { tenant } = twoUnits(program);
    const issuer = fact('issuer', 'https://sample.example.com');
    configMap(tenant, 'facts', {
      url: `${issuer}/keys`,
      role: fact('role', 'arn:aws:iam::1:role/a'),
      shell: 'echo ${HOME} $$ ${',
    });
    const files = program.synth();
    expect(files['manifests/metal-prod/tenants/tenant-a/configmap_tenant-a_facts.yaml']).toContain(
      'data:\n  role: ${role}\n  shell: echo $${HOME} $$ $${\n  url: ${issuer}/keys\n',
    );
    expect(files['clusters/metal-prod/cluster-facts.yaml']).toContain('data:\n  issuer: https://login.example.com/a\n');
    expect(files['clusters/metal-prod/tenants-tenant-a.yaml']).toContain(
      'postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: cluster-facts\n',
    );
    expect(files['clusters/metal-prod/infrastructure-crds.yaml']).not.toContain('postBuild');
    const entry = program.app.manifests()[0]?.get('', 'ConfigMap', 'tenant-a', 'facts');
    expect(entry?.object['data']).toMatchObject({ url: 'https://sample.example.com/keys' });
    expect(entry?.side.get('/data/url')?.facts).toEqual([{ name: 'issuer', sample: 'https://sample.example.com' }]);
  });

  it('leave `${` alone in units without facts', () => {
    const program = new Program();
    configMap(program.group('a'), 'shell', { script: 'echo ${HOME}' });
    expect(program.synth()['manifests/metal-prod/main/configmap_tenant-a_shell.yaml']).toContain(
      'script: echo ${HOME}',
    );
  });

  const one = fact('one', 'sample');
  const wrong: Record<string, [(program: Program) => unknown, string]> = {
    'that nobody resolves': [
      (program) => configMap(program.group('a'), 'map', { key: one }),
      'TM2011 at metal-prod/a/map: one: nobody gives a value for fact "one". Give `facts: { one: "..." }` to the Cluster, or name it in `externalFacts`.',
    ],
    'in a name': [
      (program) => configMap(program.group('a'), 'map', {}, one),
      'TM2010 at metal-prod/a/map: /metadata/name: fact "one" stands in a name, namespace, key or label, whose value must be known at synth. Write the value itself here; facts may stand in plain string fields only.',
    ],
    'in a key': [
      (program) => configMap(program.group('a'), 'map', { [one]: 'value' }),
      'TM2010 at metal-prod/a/map: /data: fact "one" stands in a name, namespace, key or label, whose value must be known at synth. Write the value itself here; facts may stand in plain string fields only.',
    ],
    'in a label': [
      (program) => namespace(program.group('a'), 'n', { team: one }),
      'TM2010 at metal-prod/a/namespace-n: /metadata/labels/team: fact "one" stands in a name, namespace, key or label, whose value must be known at synth. Write the value itself here; facts may stand in plain string fields only.',
    ],
    'with two samples': [
      (program) => configMap(program.group('a'), 'map', { x: fact('two', 'a'), y: fact('two', 'b') }),
      'TM2012 at metal-prod/a/map: two: fact "two" has the samples "a" and "b". Declare the fact once and use the same string everywhere.',
    ],
    'that Flux would turn into a number': [
      (program) => configMap(program.group('a'), 'map', { x: fact('given', '42') }),
      'TM5002 at metal-prod/a/map: given: fact "given" stands alone, and Flux would write its value as a number or boolean (got "42"). Use the fact inside a longer string, or a value that only a string can be.',
    ],
    'in a plain chart': [
      (program) => configMap(new Chart(program.app, 'plain'), 'map', { x: one }),
      'TM2011 at plain: one: nobody resolves fact "one" in ConfigMap.map, for the chart is in no Cluster. Put the construct below a Cluster, or write the value itself.',
    ],
  };

  it.each(Object.entries(wrong))('%s are refused', (_what, [fill, message]) => {
    const program = new Program({ facts: { given: '42' } });
    fill(program);
    expect(refusal(() => program.synth())).toBe(message);
  });
});
