import { isMap } from '../../../lib/manifest/index.js';
import type { JsonValue } from '../../../lib/model/index.js';

/** How an object differs from the one that was foretold. */
export interface Differences {
  /** Fields that are not as foretold. */
  readonly wrong: readonly string[];
  /** Fields that nobody foretold; entries of a list all have the place `[]`. */
  readonly added: readonly string[];
}

/** Compares an object with what was foretold of it. */
export function differences(foretold: JsonValue | undefined, real: JsonValue | undefined): Differences {
  const wrong: string[] = [];
  const added = new Set<string>();
  compare('', foretold, real, { wrong, added });
  return { wrong, added: [...added].sort() };
}

interface Found {
  readonly wrong: string[];
  readonly added: Set<string>;
}

function compare(path: string, foretold: JsonValue | undefined, real: JsonValue | undefined, found: Found): void {
  if (foretold === undefined) {
    if (real !== undefined) found.added.add(path.replaceAll(/\[\d+\]/g, '[]'));
  } else if (isMap(foretold) && isMap(real)) {
    for (const key of new Set([...Object.keys(foretold), ...Object.keys(real)])) {
      compare(path === '' ? key : `${path}.${key}`, foretold[key], real[key], found);
    }
  } else if (Array.isArray(foretold) && Array.isArray(real) && foretold.length === real.length) {
    for (const [at, one] of foretold.entries()) {
      compare(`${path}[${at}]`, one as JsonValue, real[at] as JsonValue, found);
    }
  } else if (foretold !== real) {
    found.wrong.push(
      `${path}: ${JSON.stringify(foretold)} was foretold, ${real === undefined ? 'nothing' : JSON.stringify(real)} is there`,
    );
  }
}
