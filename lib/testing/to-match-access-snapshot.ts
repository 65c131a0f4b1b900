import { matrixMarkdown } from '../access/index.js';
import type { ManifestSet } from '../manifest/index.js';
import { accessOf } from './input.js';

/** The table of who may call whom, as a snapshot keeps it. */
export function accessTable(set: ManifestSet): string {
  return matrixMarkdown(accessOf(set).matrix());
}
