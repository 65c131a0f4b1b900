// Compares the public surface of each hand-written door with its report in etc/; `--local` writes the reports.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { builtFile, listDoors, type Door } from '../doors.js';

const ROOT = resolve(__dirname, '../..');
const REPORTS = join(ROOT, 'etc');

/** Name of the report of a door, without its ending. */
function reportName({ path }: Door): string {
  return path === '.' ? 'tenant-mesh' : `tenant-mesh.${path.slice(2).replaceAll('/', '.')}`;
}

function configuration(door: Door, temporary: string): ExtractorConfig {
  return ExtractorConfig.prepare({
    configObjectFullPath: join(ROOT, 'api-extractor.json'),
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: join(ROOT, builtFile(door, 'd.ts')),
      compiler: { tsconfigFilePath: join(ROOT, 'tsconfig.build.json') },
      apiReport: {
        enabled: true,
        reportFileName: reportName(door),
        reportFolder: REPORTS,
        reportTempFolder: temporary,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Warning },
          // Releases are not staged, so no declaration carries a release tag.
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
          // Typed kinds have doors of their own; other doors name them without exporting them.
          'ae-forgotten-export': { logLevel: ExtractorLogLevel.None },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
}

function hasChanged(config: ExtractorConfig, compilerState: CompilerState, local: boolean): boolean {
  const result = Extractor.invoke(config, {
    compilerState,
    localBuild: local,
    messageCallback: (message) => {
      message.handled = message.logLevel !== ExtractorLogLevel.Error;
    },
  });
  return local ? false : result.apiReportChanged;
}

/** Reports of doors whose surface is another one; the compiler reads the declarations of all of them once. */
function changedReports(doors: readonly Door[], local: boolean, temporary: string): string[] {
  const configs = doors.map((door) => configuration(door, temporary));
  const [first, ...others] = configs;
  if (first === undefined) throw new Error('There are no doors.');
  const state = CompilerState.create(first, {
    additionalEntryPoints: others.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath),
  });
  return doors.filter((_, at) => hasChanged(configs[at] ?? first, state, local)).map(reportName);
}

/** Reports whose door is gone. */
function leftovers(doors: readonly Door[]): string[] {
  const wanted = new Set(doors.map((door) => `${reportName(door)}.api.md`));
  return readdirSync(REPORTS).filter((file) => !wanted.has(file));
}

function main(): void {
  const local = process.argv.includes('--local');
  const doors = listDoors(ROOT).filter(({ generated }) => !generated);
  if (!existsSync(join(ROOT, 'build'))) throw new Error('The reports are made of compiled doors. Run: npm run build');
  mkdirSync(REPORTS, { recursive: true });
  const temporary = mkdtempSync(join(tmpdir(), 'tenant-mesh-api-'));
  const changed = changedReports(doors, local, temporary);
  const stale = leftovers(doors);
  if (local) for (const file of stale) rmSync(join(REPORTS, file));
  rmSync(temporary, { recursive: true });
  const problems = local ? [] : [...changed, ...stale];
  if (problems.length === 0) return;
  console.error(`Public surface and report differ: ${problems.join(', ')}. Run: npm run build && npm run api`);
  process.exitCode = 1;
}

main();
