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
