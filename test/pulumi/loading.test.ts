import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { listDoors } from '../../scripts/doors.js';
import { ROOT } from '../house/sources.js';

/** What a program of its own prints. */
function print(program: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', program], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return stdout.trim() === '' ? stderr : stdout.trim();
}

const PACKAGES =
  "[...new Set(Object.keys(require.cache).flatMap((file) => /@pulumi\\/\\w+/.exec(file) ?? []))].join(' ')";
const load = (files: readonly string[]): string =>
  files.map((file) => `require(${JSON.stringify(join(ROOT, file))});`).join(' ');

describe('loading', () => {
  it('brings Pulumi with no door but those of Pulumi', () => {
    const doors = listDoors(ROOT).filter(({ path }) => !path.includes('pulumi'));
    expect(doors.length).toBeGreaterThan(20);
    expect(print(`${load(doors.map(({ source }) => source))} console.log('packages:' + ${PACKAGES})`)).toBe(
      'packages:',
    );
  }, 120_000);

  it('brings no AWS and no classes of Kubernetes with tenant-mesh/pulumi', () => {
    const loaded = print(
      `${load(['lib/pulumi/index.ts'])} require('./lib/pulumi/sdk.ts').kubernetesSdkVersion(); console.log(${PACKAGES}, Object.keys(require.cache).filter((file) => /@pulumi.kubernetes/.test(file)).length)`,
    );
    expect(loaded).toBe('@pulumi/pulumi @pulumi/kubernetes 1');
  }, 120_000);

  it('brings a service of AWS with its first use, and never the index of the whole SDK', () => {
    const files = 'Object.keys(require.cache).filter((file) => /@pulumi.aws/.test(file))';
    const loaded = print(
      `${load(['lib/aws/index.ts'])} const before = ${files}.length; require('./lib/aws/sdk.ts').aws('eks'); const after = ${files}; console.log(before, after.some((file) => /eks.index/.test(file)), after.some((file) => /aws.index\\.js$/.test(file)), after.length < 20)`,
    );
    expect(loaded).toBe('0 true false true');
  }, 120_000);

  it('says what to install where Pulumi is missing', () => {
    const hide = `
      const { Module } = require('node:module');
      const resolve = Module._resolveFilename;
      Module._resolveFilename = function (name, ...rest) {
        if (!name.startsWith('@pulumi/')) return resolve.call(this, name, ...rest);
        throw Object.assign(new Error("Cannot find module '" + name + "'"), { code: 'MODULE_NOT_FOUND' });
      };`;
    const attempt = `try { ${load(['lib/pulumi/index.ts'])} } catch (error) { console.log(error.message); }`;
    expect(print(`${hide} ${attempt}`)).toBe(
      'TM7001 at tenant-mesh/pulumi: @pulumi/pulumi cannot be found, which this door needs. Run `npm install @pulumi/pulumi @pulumi/kubernetes`.',
    );
  }, 120_000);
});
