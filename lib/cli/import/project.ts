import type { Adoption } from '../../adopt/index.js';
import { projectFiles, SAMPLE } from '../init/index.js';

/** Files of a new project that the import does not write itself. */
const FRAME = ['.gitignore', 'cdk8s.yaml', 'jest.config.cjs', 'main.ts', 'package.json', 'tsconfig.json'] as const;

/** Files of a project with the imported program in it, by path. */
export function importedProject(
  name: string,
  { files, reading, target, choices }: Adoption,
): ReadonlyMap<string, string> {
  const { repository, domain } = SAMPLE;
  const frame = projectFiles({ target, ci: 'github', name, cluster: reading.cluster, repository, domain });
  const kept = FRAME.flatMap((path): [string, string][] => {
    const text = frame.get(path);
    return text === undefined ? [] : [[path, text]];
  });
  const decide =
    choices.length === 0 ? '' : '1. Give what `choices.ts` asks for: until then, synth names what is missing.\n';
  const readme = `# ${name}

Written from the Flux repository of the cluster ${reading.cluster}.

${decide}1. \`npm install && npm run typecheck && npm run synth\`
1. \`npx tenant-mesh import REPOSITORY --cluster ${reading.cluster} --compare dist\` says what the tree changes.
1. \`npm test\` holds it to the rules.
`;
  const own: [string, string][] = [...files, ['README.md', readme], ['test/cluster.test.ts', TEST]];
  return new Map([...kept, ...own].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const TEST = `import { MeshApp } from 'tenant-mesh';
import { addMatchers } from 'tenant-mesh/testing';
import { addCluster } from '../cluster.js';

addMatchers(expect);

it('has nothing that the rules object to', () => {
  const app = new MeshApp();
  addCluster(app);
  for (const set of app.manifests()) expect(set).toHaveNoFindings();
});
`;
