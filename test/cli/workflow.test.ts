import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const TEMPLATE = join(__dirname, '../../lib/cli/init/template');
/** What a proposed change is judged by. */
const COMMANDS = [
  'npm ci',
  'npm run typecheck',
  'npm test -- --ci',
  'npm run synth',
  'tenant-mesh check dist/manifests/prod',
  'tenant-mesh gitops order dist',
  'tenant-mesh publish dist . --plan --format markdown',
  'tenant-mesh access diff manifests/prod dist/manifests/prod --format markdown',
];

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: unknown;
  readonly env?: unknown;
}

interface GitHub {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, { readonly 'runs-on': string; readonly steps: readonly Step[] }>>;
}

interface GitLab {
  readonly fleet: { readonly image: string; readonly rules: readonly unknown[]; readonly script: readonly unknown[] };
}

function template(name: string): string {
  return readFileSync(join(TEMPLATE, name), 'utf8');
}

describe('the workflow for GitHub', () => {
  const workflow = parse(template('github.yaml')) as GitHub;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it('runs on proposals, with no more rights than its comment needs', () => {
    expect(workflow.on).toEqual({ pull_request: null });
    expect(workflow.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
    for (const job of Object.values(workflow.jobs)) expect(job['runs-on']).toBe('ubuntu-latest');
  });

  it('has steps that either use an action or run a command, with no key that GitHub does not know', () => {
    for (const step of steps) {
      expect([step, (step.uses === undefined) !== (step.run === undefined)]).toEqual([step, true]);
      expect(Object.keys(step).filter((key) => !['name', 'uses', 'run', 'with', 'env'].includes(key))).toEqual([]);
    }
  });

  it('pins each action to a commit', () => {
    const used = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
    expect(used.length).toBeGreaterThan(1);
    expect(used.filter((each) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(each))).toEqual([]);
  });

  it('runs everything that judges a change, and comments', () => {
    const text = steps.map(({ run = '' }) => run).join('\n');
    expect([...COMMANDS, 'gh pr comment'].filter((command) => !text.includes(command))).toEqual([]);
  });
});

describe('the pipeline for GitLab', () => {
  const { fleet } = parse(template('gitlab.yaml')) as GitLab;

  it('runs on proposals, each step as one text', () => {
    expect(fleet.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }]);
    expect(fleet.script.filter((line) => typeof line !== 'string')).toEqual([]);
  });

  it('runs everything that judges a change, and comments', () => {
    const text = fleet.script.join('\n');
    expect([...COMMANDS, 'merge_requests/$CI_MERGE_REQUEST_IID/notes'].filter((each) => !text.includes(each))).toEqual(
      [],
    );
  });
});

/** What bash says of scripts that it only parses; expressions of GitHub are words to it by then. */
function syntaxErrors(scripts: readonly string[]): readonly string[] {
  return scripts.flatMap((script) => {
    const text = script.replaceAll(/\$\{\{[^}]*\}\}/g, 'expression');
    const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
    return status === 0 ? [] : [stderr];
  });
}

/** Every text under some keys, however deep. */
function textsUnder(value: unknown, keys: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textsUnder(item, keys));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) =>
    keys.includes(key) ? [item].flat().map(String) : textsUnder(item, keys),
  );
}

describe('every script of a workflow', () => {
  const page = readFileSync(join(__dirname, '../../docs/clusters.md'), 'utf8');
  const pushing = [...page.matchAll(/```yaml\n([^`]*(?:`(?!``)[^`]*)*)```/g)].map(
    ([, text = '']) => parse(text) as unknown,
  );

  it.each([
    ['the workflow for GitHub', () => parse(template('github.yaml')) as unknown, 7],
    ['the pipeline for GitLab', () => parse(template('gitlab.yaml')) as unknown, 8],
    ['the pages that push and sign', () => pushing, 5],
  ])('parses in %s', (_name, document, atLeast) => {
    const scripts = textsUnder(document(), ['run', 'script']);
    expect(scripts.length).toBeGreaterThanOrEqual(atLeast);
    expect(syntaxErrors(scripts)).toEqual([]);
  });

  it('is refused where bash would refuse it', () => {
    expect(syntaxErrors(['if true; then', 'echo ok'])).toHaveLength(1);
  });

  it('signs what it pushed before the tag moves', () => {
    for (const script of textsUnder(pushing, ['run', 'script']).filter((text) => text.includes('npm ci'))) {
      expect(script).toContain('npm run synth && npx tenant-mesh publish dist');
    }
    const commands = textsUnder(pushing, ['run', 'script']).join('\n');
    const order = [...commands.matchAll(/(flux push|cosign sign|flux tag)/g)].map(([found]) => found);
    expect(order).toEqual(['flux push', 'cosign sign', 'flux tag', 'flux push', 'cosign sign', 'flux tag']);
  });

  it('uses actions at a commit or a release, never at a branch', () => {
    const used = textsUnder([parse(template('github.yaml')), pushing], ['uses']);
    expect(used.length).toBeGreaterThan(4);
    expect(used.filter((each) => !/@(?:[0-9a-f]{40}|v[0-9][0-9.]*)$/.test(each))).toEqual([]);
  });
});

describe('a workflow file', () => {
  const GITHUB = ['name', 'on', 'permissions', 'concurrency', 'env', 'jobs'];
  const JOB = ['runs-on', 'env', 'steps', 'needs', 'if', 'permissions', 'timeout-minutes'];
  const GITLAB = ['image', 'rules', 'variables', 'cache', 'script', 'artifacts', 'stage', 'id_tokens'];

  it('has no key that its system does not know', () => {
    const github: unknown = parse(template('github.yaml'));
    expect(strange(github, GITHUB)).toEqual([]);
    const jobs = entriesOf(github).flatMap(([key, value]) => (key === 'jobs' ? entriesOf(value) : []));
    expect(jobs.flatMap(([, job]) => strange(job, JOB))).toEqual([]);
    const pipeline = entriesOf(parse(template('gitlab.yaml')));
    expect(pipeline.flatMap(([, job]) => strange(job, GITLAB))).toEqual([]);
    expect([jobs.length, pipeline.length]).toEqual([1, 1]);
  });

  function strange(value: unknown, known: readonly string[]): readonly string[] {
    return entriesOf(value).flatMap(([key]) => (known.includes(key) ? [] : [key]));
  }

  function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
    return typeof value === 'object' && value !== null ? Object.entries(value) : [];
  }
});
