import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject } from 'cdk8s';
import { EncryptedSecret } from '../../../constructs/flux/index.js';
import { loadTree, orderOf } from '../../../lib/gitops/index.js';
import type { Cluster } from '../../../lib/app/index.js';
import { addUnitImage, fact } from '../../../lib/model/index.js';
import { Program, configMap, refusal, removePrograms } from '../../app/program.js';
import { addCluster } from './programs.js';

beforeEach(() => {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
});
afterEach(() => {
  delete process.env['TENANT_MESH_SUMMARY'];
  removePrograms();
});

/** The app of a program, with clusters east and west that share a unit. */
function pair(greetings: readonly [string, string] = ['hello', 'hello']) {
  const program = new Program();
  const [east, west] = greetings;
  const made = [addCluster(program.app, 'east', {}, east), addCluster(program.app, 'west', {}, west)] as const;
  return { program, east: made[0], west: made[1] };
}

const below = (cluster: Cluster, id: string) => cluster.node.findChild(id);

describe('several clusters of one repository', () => {
  it('have trees of their own, and read a shared unit from one folder', () => {
    const files = pair().program.synth();
    expect(Object.keys(files).filter((path) => path.startsWith('manifests/') && path.endsWith('.yaml'))).toEqual([
      'manifests/east/infrastructure/own/configmap_tenant-a_own.yaml',
      'manifests/east/infrastructure/own/kustomization.yaml',
      'manifests/shared/infrastructure/common/configmap_tenant-a_greeting.yaml',
      'manifests/shared/infrastructure/common/kustomization.yaml',
      'manifests/shared/infrastructure/common/namespace_tenant-a.yaml',
      'manifests/west/infrastructure/own/configmap_tenant-a_own.yaml',
      'manifests/west/infrastructure/own/kustomization.yaml',
    ]);
    for (const cluster of ['east', 'west']) {
      const step = (unit: string) => files[`clusters/${cluster}/infrastructure-${unit}.yaml`];
      expect(step('common')).toContain('  path: ./manifests/shared/infrastructure/common\n');
      expect(step('own')).toContain(`  path: ./manifests/${cluster}/infrastructure/own\n`);
      expect(step('own')).toContain('    - name: infrastructure-common\n');
    }
  });

  it('share nothing because it is equal', () => {
    const program = new Program();
    addCluster(program.app, 'east', { sharedUnits: [] });
    addCluster(program.app, 'west', { sharedUnits: [] });
    expect(Object.keys(program.synth()).filter((path) => path.startsWith('manifests/shared'))).toEqual([]);
  });

  it('are loaded with the units that they share', () => {
    const { program } = pair();
    program.synth();
    const sets = loadTree(program.app.outdir);
    const east = sets.find(({ name }) => name === 'east');
    expect(east?.inUnit('infrastructure/common').map(({ id }) => id.kind)).toEqual(['ConfigMap', 'Namespace']);
    expect(sets.filter(({ name }) => name !== 'metal-prod').flatMap((set) => orderOf(set).findings)).toEqual([]);
  });

  it('give a fact in a shared unit a value each', () => {
    const program = new Program();
    const greeting = fact('greeting', 'hello');
    addCluster(program.app, 'east', { facts: { greeting: 'good morning' } }, greeting);
    addCluster(program.app, 'west', { facts: { greeting: 'good evening' } }, greeting);
    const files = program.synth();
    expect(files['manifests/shared/infrastructure/common/configmap_tenant-a_greeting.yaml']).toContain(
      'greeting: ${greeting}\n',
    );
    expect(files['clusters/east/cluster-facts.yaml']).toContain('greeting: good morning');
    expect(files['clusters/west/infrastructure-common.yaml']).toContain('name: cluster-facts');
  });

  it.each([
    [
      'a field that differs',
      () => pair(['hello', 'goodbye']),
      'TM5010 at west/common: data.greeting: ConfigMap tenant-a/greeting of shared unit "infrastructure/common" is another in cluster "west" than in "east". Make it the same in both, with a fact where only the value differs; or do not share the unit.',
    ],
    [
      'an object that one has not',
      () => {
        const made = pair();
        configMap(made.east.node.findChild('common'), 'more');
        return made;
      },
      'TM5010 at west/common: sharedUnits: ConfigMap tenant-a/more of shared unit "infrastructure/common" is missing in cluster "west". Make it in every cluster that shares the unit, or put it into a unit of one cluster.',
    ],
    [
      'an image with two tags',
      () => {
        const made = pair();
        const policy = { namespace: 'flux-system', name: 'a' };
        addUnitImage(below(made.east, 'common'), { name: 'ghcr.io/example/a', newTag: '1.0', policy });
        return made;
      },
      'kustomization.yaml of shared unit "infrastructure/common" is another in cluster "west" than in "east"',
    ],
    [
      'a Kustomization that reads the folder of another',
      () => reading('./manifests/west/infrastructure/own'),
      'TM5012 at east/foreign: spec.path: cluster "east" would apply the folder of cluster "west" (got "./manifests/west/infrastructure/own"). Name a folder below "./manifests/east", or share a unit with `sharedUnits`.',
    ],
    [
      'a Kustomization that reads the folders of all',
      () => reading('./clusters'),
      'cluster "east" would apply the folders of all clusters (got "./clusters")',
    ],
  ])('are refused with %s', (_what, make, message) => {
    const { program } = make();
    expect(refusal(() => program.synth())).toContain(message);
  });

  it.each([
    [
      'of a shared unit that is not there',
      () => addCluster(new Program().app, 'east', { sharedUnits: ['infrastructure/none'] }).node.root,
      'TM2026 at east: sharedUnits: the cluster has no unit of this path to share (got "infrastructure/none"). Write the path of a unit of this cluster that holds objects, such as "infrastructure/crds".',
    ],
    [
      'with the name of what is shared',
      () => addCluster(new Program().app, 'shared').node.root,
      'TM2026 at shared: id: `manifests/shared` holds what clusters share, and would be the folder of this cluster too (got "shared"). Give the cluster another name.',
    ],
  ])('refuse one %s', (_what, make, message) => {
    expect(
      refusal(() => {
        (make() as Program['app']).synth();
      }),
    ).toContain(message);
  });
});

function reading(path: string) {
  const made = pair();
  new ApiObject(made.east, 'foreign', {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'foreign', namespace: 'flux-system' },
    spec: {
      interval: '5m',
      path,
      prune: true,
      serviceAccountName: 'kustomize-controller',
      sourceRef: { kind: 'GitRepository', name: 'flux-system' },
    },
  });
  return made;
}

/** A Secret that SOPS encrypted for some keys of age. */
function seal(program: Program, cluster: Cluster, unit: string, name: string, keys: readonly string[]): void {
  const file = join(program.outdir, `${cluster.name}-${name}.yaml`);
  const recipients = keys.map((key) => `        - recipient: ${key}\n          enc: x\n`).join('');
  const text = `apiVersion: v1
kind: Secret
metadata:
    name: ${name}
    namespace: tenant-a
data:
    key: ENC[AES256_GCM,data:abcd,iv:e,tag:f,type:str]
sops:
    age:
${recipients}    mac: ENC[AES256_GCM,data:mac,iv:e,tag:f,type:str]
`;
  writeFileSync(file, text);
  new EncryptedSecret(cluster, name, { file, unit, decryption: { kind: 'secret', secretName: 'sops-age' } });
}

describe('Secrets of a cluster', () => {
  const OWN = 'infrastructure/own';

  it('are refused in a shared unit', () => {
    const { program, east } = pair();
    seal(program, east, 'infrastructure/common', 'token', ['age-east']);
    expect(refusal(() => program.synth())).toContain(
      'TM5011 at east/common: sharedUnits: unit "infrastructure/common" is shared, and every cluster that reads it would need the key of Secret tenant-a/token. Put the Secret into a unit of its own cluster.',
    );
  });

  it('are refused where the key of another cluster opens them', () => {
    const { program, east, west } = pair();
    seal(program, east, OWN, 'token', ['age-one', 'age-admin']);
    seal(program, west, OWN, 'token', ['age-one', 'age-admin']);
    expect(refusal(() => program.synth())).toContain(
      'TM5013 at east/own: tenant-a/token: the key of cluster "west" opens this Secret of cluster "east". Encrypt the files of each cluster for a key of its own, and leave that of "west" out here.',
    );
  });

  it('may have a key of the administrators in common', () => {
    const { program, east, west } = pair();
    seal(program, east, OWN, 'token', ['age-east', 'age-admin']);
    seal(program, east, OWN, 'other', ['age-east', 'age-admin']);
    seal(program, west, OWN, 'token', ['age-west', 'age-admin']);
    expect(() => program.synth()).not.toThrow();
  });

  it('are apart where the clusters read different repositories', () => {
    const program = new Program();
    const east = addCluster(program.app, 'east');
    const west = addCluster(program.app, 'west', {
      repository: { url: 'https://git.example.com/west.git', branch: 'main' },
    });
    for (const cluster of [east, west]) seal(program, cluster, OWN, 'token', ['age-one']);
    expect(() => program.synth()).not.toThrow();
  });
});
