import { MeshError } from '../model/index.js';

/** A door of the package, and the packages that it needs. */
export interface PeerDoor {
  /** The door, as users import it. */
  readonly door: string;
  /** What to install for it. */
  readonly packages: string;
}

/** A module of a package that may be missing; then the refusal says what to install for the door. */
export function loadPeer(name: string, { door, packages }: PeerDoor): unknown {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import could not say what is missing
    const found: unknown = require(name);
    return found;
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new MeshError(
      {
        code: 'TM7001',
        where: door,
        what: `${name.split('/').slice(0, 2).join('/')} cannot be found, which this door needs`,
        remedy: `Run \`npm install ${packages}\`.`,
      },
      { cause: error },
    );
  }
}

/** Whether a module itself is not there; one that it needs in turn is another matter. */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'MODULE_NOT_FOUND') return false;
  return error.message.split('\n', 1)[0]?.includes(`'${name}'`) === true;
}
