import { Construct } from 'constructs';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { MeshApp, MeshError } from 'tenant-mesh';

const wrong = (): never => {
  throw new MeshError({ code: 'TM1001', where: 'prod/tenant-a', what: 'hosts: is empty', remedy: 'Name a host.' });
};

describe('a program that is run', () => {
  let said: string[];
  let outdir: string;
  beforeEach(() => {
    said = [];
    outdir = join(mkdtempSync(join(tmpdir(), 'tenant-mesh-run-')), 'dist');
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = undefined;
  });

  it('is synthesized', () => {
    MeshApp.run(() => undefined, { outdir });
    expect([existsSync(outdir), process.exitCode]).toEqual([true, undefined]);
  });

  it('says what is refused without a trace, writes nothing and ends with exit code 1', () => {
    MeshApp.run(wrong, { outdir });
    expect(said).toEqual(['TM1001 at prod/tenant-a: hosts: is empty. Name a host.\n']);
    expect([existsSync(outdir), process.exitCode]).toEqual([false, 1]);
  });

  it('says so too where two constructs have one id', () => {
    const twice = (app: MeshApp): void => {
      const parent = new Construct(app, 'prod');
      for (let count = 0; count < 2; count++) new Construct(parent, 'tenant-a');
    };
    MeshApp.run(twice, { outdir });
    expect(said).toEqual([
      'TM2030 at prod/tenant-a: two constructs have this id below one parent. Give one of them another id, the second argument of its constructor.\n',
    ]);
    expect([existsSync(outdir), process.exitCode]).toEqual([false, 1]);
  });

  it('ends as any program does on an error that is no refusal', () => {
    const broken = () => {
      throw new TypeError('a mistake in the program');
    };
    expect(() => MeshApp.run(broken, { outdir })).toThrow(TypeError);
    expect(said).toEqual([]);
  });
});

function caught(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    if (MeshError.is(error)) return error;
  }
  throw new Error('nothing was refused');
}

describe('a refusal that nobody catches', () => {
  const error = caught(wrong);

  it('shows the frames of the program alone', () => {
    const frames = (error.stack ?? '').split('\n').slice(1);
    expect(frames[0]).toMatch(/run\.test\.ts/);
    expect(frames.filter((frame) => /node_modules|node:|[\\/]lib[\\/]/.test(frame))).toEqual([]);
  });

  it('is printed with its message once', () => {
    expect(inspect(error).split('hosts: is empty')).toHaveLength(2);
  });
});
