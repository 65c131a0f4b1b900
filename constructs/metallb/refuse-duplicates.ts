import { refuse } from '../../lib/model/index.js';

/** Refuses a list that names one thing twice, as MetalLB does. */
export function refuseDuplicates(where: string, field: string, list: readonly unknown[]): void {
  const texts = list.map((entry) => JSON.stringify(entry));
  const index = texts.findIndex((text, at) => texts.indexOf(text) !== at);
  if (index < 0) return;
  refuse('TM1608', { where, field }, 'the entry stands in the list twice', list[index], 'Write each entry once.');
}
