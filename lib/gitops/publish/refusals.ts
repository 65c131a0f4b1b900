import { changedTextFields } from './fields.js';

/** A file that somebody changed or deleted. */
export function changedByHand(path: string, wanted: Buffer | undefined, current: Buffer | undefined) {
  return {
    code: 'TM5101',
    where: path,
    ...(current === undefined || wanted === undefined ? {} : { field: fieldsOf(current, wanted) }),
    what:
      current === undefined
        ? 'publish wrote this file, and somebody deleted it'
        : wanted === undefined
          ? 'synth no longer writes this file, and somebody changed it since publish did'
          : 'somebody changed this file since publish wrote it, and it differs from what synth wrote now',
    remedy: `Carry the change over into the program; or write what synth has with --take ${path}, or leave the file alone with --keep ${path}.`,
  } as const;
}

function fieldsOf(current: Buffer, wanted: Buffer): string {
  const fields = changedTextFields(current.toString('utf8'), wanted.toString('utf8'));
  return fields.length > 8
    ? `${fields.slice(0, 8).join(', ')} and ${String(fields.length - 8)} more`
    : fields.join(', ');
}

/** A file with a seal where several clusters read it. */
export function encryptedForAll(path: string) {
  return {
    code: 'TM5011',
    where: path,
    what: 'several clusters read this folder, and each would need the key of this file',
    remedy: 'Put the Secret into a unit of its own cluster.',
  } as const;
}

/** A file that publish did not write, in the way. */
export function foreign(path: string) {
  return {
    code: 'TM5102',
    where: path,
    what: 'a file stands here that publish did not write, and it is not what synth has for this path',
    remedy: 'Move it away, or restore the inventory from Git where publish did write it once.',
  } as const;
}

/** Something that is no plain file where publish wrote one. */
export function replaced(path: string) {
  return {
    code: 'TM5103',
    where: path,
    what: 'publish wrote a file here, and now a symbolic link or special file stands in its place',
    remedy: 'Remove it; publish removes only what it wrote itself.',
  } as const;
}
