import { hash } from 'node:crypto';
import { holdsMarker, shapeOf } from '../images/markers.js';

/**
 * Digest by which a published file is known again.
 *
 * A file with markers of Flux is known by what it means, without the marked values: Flux rewrites such a file when it
 * bumps a tag, and that is no change by hand.
 */
export function digestOf(bytes: Buffer): string {
  if (holdsMarker(bytes)) {
    const shape = shapeOf(bytes.toString('utf8'));
    if (shape !== undefined) return `shape:${hash('sha256', shape, 'hex')}`;
  }
  return `sha256:${hash('sha256', bytes, 'hex')}`;
}
