import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `package.json` of this package says of it. */
export interface OwnPackage {
  readonly name: string;
  readonly version: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** `package.json` of this package. */
export function ownPackage(): OwnPackage {
  // The sources stand two folders below package.json, compiled files one more.
  const candidates = ['../..', '../../..'].map((up) => join(__dirname, up, 'package.json'));
  for (const file of candidates) {
    const text = readIfThere(file);
    if (text !== undefined) return JSON.parse(text) as OwnPackage;
  }
  throw new Error(`package.json of tenant-mesh is not where it should be: ${candidates.join(', ')}`);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
