import { output, secret } from '@pulumi/pulumi';
import { deploy, fact, type DeployOptions } from 'tenant-mesh/pulumi';
import { recordPulumi } from 'tenant-mesh/testing/pulumi';
import type { Construct } from 'constructs';
import { fact as declareFact, setOwner } from 'tenant-mesh';
import { chart, cluster, object } from './tenants.js';

// The first test loads the SDK and every check, which takes seconds where other tests run beside it.
jest.setTimeout(60_000);

const NAMESPACE = 'default';
const data = (value: string) => ({ namespace: NAMESPACE, data: { value } });

/** Inputs of one object when a program has run. */
async function inputsOf(name: string, program: () => unknown) {
  return (await recordPulumi(program)).get(name).inputs;
}

describe('an Output as a fact', () => {
  it('is put in the place of a whole string', async () => {
    const inputs = await inputsOf('mesh/a', () => {
      const mesh = chart();
      object(mesh, 'a', data(fact(output('vpc-1'), { name: 'vpc_id', sample: 'vpc-0' })));
      deploy(mesh);
    });
    expect(inputs['data']).toEqual({ value: 'vpc-1' });
  });

  it('is put into the middle of a string, beside another', async () => {
    const inputs = await inputsOf('mesh/a', () => {
      const mesh = chart();
      const [region, pool] = ['region', 'pool'].map((name) => fact(output(`the-${name}`), { name, sample: name }));
      object(mesh, 'a', data(`https://cognito.${String(region)}.example.com/${String(pool)}!`));
      deploy(mesh);
    });
    expect(inputs['data']).toEqual({ value: 'https://cognito.the-region.example.com/the-pool!' });
  });

  it('stays a secret where it is one', async () => {
    const inputs = await inputsOf('mesh/a', () => {
      const mesh = chart();
      object(mesh, 'a', data(fact(secret('hidden'), { name: 'token', sample: 'x' })));
      deploy(mesh);
    });
    expect(inputs['data']).toEqual({ value: { secret: 'hidden' } });
  });

  it('is the same string each time it is declared, and another one is refused', async () => {
    await recordPulumi(() => {
      const one = output('a');
      expect(fact(one, { name: 'a', sample: 'x' })).toBe(fact(one, { name: 'a', sample: 'x' }));
      expect(() => fact(output('b'), { name: 'a', sample: 'x' })).toThrow(
        'TM7002 at fact("a"): name: another Output bears this name (got "a"). Declare the fact once and use the same string everywhere, or give the second one another name.',
      );
    });
  });

  it('is forgotten when the program has ended', async () => {
    const declare = () => fact(output('a'), { name: 'a', sample: 'x' });
    await recordPulumi(declare);
    await expect(recordPulumi(declare)).resolves.toBeDefined();
  });
});

describe('facts that go wrong', () => {
  const record = (build: (mesh: Construct) => void, options: DeployOptions = {}) =>
    recordPulumi(() => {
      const mesh = chart();
      build(mesh);
      deploy(mesh, options);
    });

  it('names the construct whose fact nobody gave', async () => {
    const build = (mesh: Construct) => object(mesh, 'a', data(declareFact('vpc_id', 'vpc-0')));
    await expect(record(build)).rejects.toThrow(
      'TM2011 at mesh/a: vpc_id: nobody gives a value for fact "vpc_id". Give `facts: { vpc_id: ... }` to deploy, or make it with fact(output, { name, sample }).',
    );
    await expect(record(build, { facts: { vpc_id: 'vpc-1' } })).resolves.toBeDefined();
  });

  it('names the construct with an Output lost in a template string', async () => {
    await expect(
      record((mesh) => {
        const lost: unknown = output('x');
        object(mesh, 'a', data(`arn:${String(lost)}`));
      }),
    ).rejects.toThrow('TM2013 at mesh/a: /data/value: an Output was put into a template string, so its value is lost');
  });

  it('names the construct with an Output in the place of a string', async () => {
    const bare = output('x') as unknown as string;
    await expect(record((mesh) => object(mesh, 'a', data(bare)))).rejects.toThrow(/TM2014 at mesh\/a: ConfigMap "a"/);
  });

  it('names the construct with a fact in a name', async () => {
    await expect(
      record((mesh) => object(mesh, 'a', { ...data('x'), name: fact(output('x'), { name: 'who', sample: 'x' }) })),
    ).rejects.toThrow('TM2010 at mesh/a: /metadata/name: fact "who" stands in a name, namespace, key or label');
  });

  it('refuses a variable of Flux that nobody substitutes', async () => {
    const service = (externalName: string) => (mesh: Construct) =>
      object(mesh, 'a', { kind: 'Service', namespace: NAMESPACE, spec: { type: 'ExternalName', externalName } });
    await expect(record(service('db.${region}.example.com'))).rejects.toThrow(/TM\d{4} at mesh\/a/);
    const annotated = (value: string) => (mesh: Construct) =>
      object(mesh, 'a', {
        apiVersion: 'networking.istio.io/v1',
        kind: 'ServiceEntry',
        namespace: NAMESPACE,
        spec: { hosts: ['a.example.com'], ports: [{ number: 443, name: value, protocol: 'TLS' }] },
      });
    await expect(record(annotated('${port_name}'))).rejects.toThrow(
      'TM7003 at mesh/a: /spec/ports/0/name: "${port_name}" would stay as it is, for Pulumi substitutes nothing in text. Use fact(output, { name, sample }) in its place; Git then holds the variable and Pulumi the value.',
    );
  });

  it('leaves variables of scripts alone, but not where one bears the name of a fact', async () => {
    await expect(record((mesh) => object(mesh, 'a', data('echo ${home} $${x} ${HOME}')))).resolves.toBeDefined();
    await expect(
      record((mesh) => object(mesh, 'a', data('echo ${vpc_id}')), { facts: { vpc_id: 'vpc-1' } }),
    ).rejects.toThrow('TM7003 at mesh/a: /data/value: "${vpc_id}"');
  });
});

describe('facts of objects that Flux applies', () => {
  const withFact = (facts: Readonly<Record<string, string>> = {}, externalFacts: readonly string[] = ['vpc_id']) => {
    const metal = cluster({ externalFacts, facts });
    object(metal, 'settings', data(`in ${declareFact('vpc_id', 'vpc-0')}`));
    setOwner(object(metal, 'mine', data('x')), 'pulumi');
    return metal;
  };

  it('reach Git through the ConfigMap of facts', async () => {
    const recording = await recordPulumi(() => deploy(withFact(), { facts: { vpc_id: output('vpc-1'), unused: 'x' } }));
    expect(recording.get('metal/cluster-facts').inputs).toMatchObject({
      kind: 'ConfigMap',
      metadata: { name: 'cluster-facts', namespace: 'flux-system' },
      data: { vpc_id: 'vpc-1' },
    });
  });

  it('have one source', async () => {
    const both = withFact({ region: 'eu-central-1' });
    await expect(recordPulumi(() => deploy(both, { facts: { vpc_id: 'vpc-1' } }))).rejects.toThrow(
      'TM7008 at metal: facts: Flux writes region to ConfigMap "cluster-facts", and Pulumi vpc_id. Name every fact in `externalFacts` of the Cluster, and give all values to deploy.',
    );
  });
});
