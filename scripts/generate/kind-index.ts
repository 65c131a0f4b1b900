import type { KindInfo } from '../../lib/imports/kind-info.js';
import type { KindModel } from './model.js';

/** Text of the index of kinds: one line a kind and version, so that a diff shows what came and went. */
export function kindIndexText(kinds: readonly KindModel[]): string {
  const rows = kinds.map(({ system, group, version, kind, plural, scope, origin, storage }) => {
    const info: KindInfo = { system, group, version, kind, plural, scope, origin, storage };
    return JSON.stringify(info);
  });
  return `[\n${rows.join(',\n')}\n]\n`;
}
