import { stringText } from '../literal.js';
import type { Choice } from '../recognize/choices.js';

/** The file that holds what somebody must decide: the program refuses, and names each, until all are given. */
export function choicesFile(choices: readonly Choice[]): string {
  const types = ['PlatformProps', 'PoolAnnouncement', 'QuotaPolicy', 'SignInIssuer', 'TenantAccess'].filter((name) =>
    choices.some(({ type }) => type.includes(name)),
  );
  const imports = ['MeshError', ...['Problem', ...types].sort().map((name) => `type ${name}`)].join(', ');
  const fields = choices.map(({ name, type, what }) => `  /** ${what} */\n  readonly ${name}: ${type};\n`);
  const given = choices.map(({ name, example }) => `  // Such as ${example}\n  ${name}: undefined,\n`);
  const asked = choices.map(({ name, what, example }) => {
    const remedy = `Write it in choices.ts, such as ${example}.`;
    return `  ${name}: {\n    what: ${stringText(what.replace(/\.$/, ''))},\n    remedy: ${stringText(remedy)},\n  },\n`;
  });
  return [
    `import { ${imports} } from 'tenant-mesh';\n`,
    `/** What the program needs and the repository does not say. */\nexport interface Choices {\n${fields.join('')}}\n`,
    '/** Write the values here. Until all are given, synth stops and names those that are missing. */',
    `const GIVEN: { readonly [name in keyof Choices]: Choices[name] | undefined } = {\n${given.join('')}};\n`,
    `const ASKED: { readonly [name in keyof Choices]: Pick<Problem, 'what' | 'remedy'> } = {\n${asked.join('')}};\n`,
    DECISION,
  ].join('\n');
}

const DECISION = `/** The choices, when all are made. */
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
`;
