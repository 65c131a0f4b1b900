import { MeshError, type Problem } from 'tenant-mesh';

/** What the program needs and the repository does not say. */
export interface Choices {
  /** CIDRs at which pods reach the API server, in which no pod is. */
  readonly apiServer: readonly string[];
  /** URL of the repository that Flux reads. */
  readonly repository: string;
}

/** Write the values here. Until all are given, synth stops and names those that are missing. */
const GIVEN: { readonly [name in keyof Choices]: Choices[name] | undefined } = {
  apiServer: ['192.0.2.0/29'],
  repository: 'ssh://git@git.example.com/fleet.git',
};

const ASKED: { readonly [name in keyof Choices]: Pick<Problem, 'what' | 'remedy'> } = {
  apiServer: {
    what: 'CIDRs at which pods reach the API server, in which no pod is',
    remedy: "Write it in choices.ts, such as ['192.0.2.0/29'].",
  },
  repository: {
    what: 'URL of the repository that Flux reads',
    remedy: "Write it in choices.ts, such as 'ssh://git@git.example.com/fleet.git'.",
  },
};

/** The choices, when all are made. */
export const choices: Choices = decided();

function decided(): Choices {
  if (isDecided(GIVEN)) return GIVEN;
  const missing = (Object.keys(GIVEN) as (keyof Choices)[]).filter((name) => GIVEN[name] === undefined);
  const [first, ...rest] = missing.map(
    (field): Problem => ({ code: 'TM5403', where: 'choices.ts', field, ...ASKED[field] }),
  );
  if (first === undefined) throw new Error('Every choice is made.');
  throw new MeshError([first, ...rest]);
}

function isDecided(given: typeof GIVEN): given is Choices {
  return Object.values(given).every((value) => value !== undefined);
}
