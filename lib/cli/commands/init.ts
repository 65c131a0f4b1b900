import { basename, resolve } from 'node:path';
import { MeshError, dnsLabel, host } from '../../model/index.js';
import { parsed } from '../args.js';
import { SAMPLE, packageName, projectFiles, writeProject, type InitOptions } from '../init/index.js';
import { UsageError, type Command } from '../io.js';

const OPTIONS = {
  target: { type: 'string' },
  ci: { type: 'string' },
  cluster: { type: 'string' },
  repository: { type: 'string' },
  domain: { type: 'string' },
} as const;

/** Writes a working project: one platform, one tenant, its tests, and the workflow that checks every change. */
export const initCommand: Command = {
  name: 'init',
  usage:
    'DIR --target bare-metal|eks [--ci github|gitlab] [--cluster NAME]\n' +
    '        [--repository URL] [--domain DOMAIN]',
  summary: 'Writes a working project: one platform, one tenant, tests, and a workflow that checks every change.',
  options: {
    '--target bare-metal|eks': 'where the cluster runs',
    '--ci github|gitlab': 'whose workflow is written; github unless given',
    '--cluster NAME': 'name of the cluster; prod unless given',
    '--repository URL': 'the repository that Flux reads, over https or ssh',
    '--domain DOMAIN': 'domain below which the hosts of tenants stand',
  },
  exits: ['the project is written', 'refused; nothing is written'],
  run: (args, output) => {
    const { values, positionals } = parsed(args, OPTIONS);
    const [folder, ...rest] = positionals;
    if (folder === undefined || rest.length > 0) throw new UsageError('Give the folder of the new project.');
    const { cluster = SAMPLE.cluster, repository = SAMPLE.repository, domain = SAMPLE.domain } = values;
    try {
      const options: InitOptions = {
        target: oneOf('target', ['bare-metal', 'eks'], values.target),
        ci: oneOf('ci', ['github', 'gitlab'], values.ci ?? 'github'),
        name: packageName(basename(resolve(folder))),
        cluster: dnsLabel(cluster, { where: 'init', field: '--cluster' }),
        repository: repositoryUrl(repository),
        domain: host(domain, { where: 'init', field: '--domain' }),
      };
      const files = projectFiles(options);
      writeProject(folder, files);
      output.result([...files.keys()].map((path) => `${path}\n`).join(''));
      output.note(`Next: cd ${folder} && git init && npm install && npm test && npm run synth\n`);
      return 0;
    } catch (error) {
      if (!MeshError.is(error)) throw error;
      output.note(`${error.message}\n`);
      return 1;
    }
  },
};

function oneOf<const T extends string>(option: string, known: readonly T[], given: string | undefined): T {
  const found = known.find((each) => each === given);
  if (found !== undefined) return found;
  throw new UsageError(`--${option} is one of: ${known.join(', ')}${given === undefined ? '' : `; not "${given}"`}.`);
}

/** Flux reads over these two schemes alone. */
function repositoryUrl(url: string): string {
  if (/^(?:https|ssh):\/\/[^\s/']+\/[^\s']+$/.test(url)) return url;
  throw new UsageError(`--repository is a URL such as ${SAMPLE.repository}; not "${url}".`);
}
