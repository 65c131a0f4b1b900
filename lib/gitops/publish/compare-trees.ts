import { resolve } from 'node:path';
import { Checkout } from './checkout.js';
import type { Choices } from './choices.js';
import { Comparison, type Changes } from './comparison.js';
import { Inventory, inventoryPath, ownerOf } from './inventory.js';
import type { PublishOptions } from './options.js';
import { Problems } from './problems.js';
import { Seen } from './seen.js';
import { STATE_FOLDER, listTree } from './tree.js';

/** What a publish would change in a checkout; nothing is changed. */
export function compareTrees(source: string, root: string, choices: Choices, options: PublishOptions): Changes {
  const problems = new Problems();
  const paths = listTree(source, problems);
  problems.refuse();
  const checkout = new Checkout(root);
  const owners = new Set([...paths.map(ownerOf), ...(options.removeClusters ?? [])]);
  const inventories = new Map([...owners].map((owner) => [owner, Inventory.read(checkout.root, owner)]));
  const resetImages = options.resetImages ?? false;
  const seen = new Seen(
    checkout.root,
    resolve(source),
    new Map([...inventories].map(([owner, { bytes }]) => [owner, bytes])),
  );
  const changes = new Comparison({ source, paths, checkout, inventories, choices, resetImages, seen }, problems).run();
  for (const book of [STATE_FOLDER, ...[...owners].map(inventoryPath)]) {
    if (checkout.at(book) !== 'folder') checkout.check(book, () => false, problems);
  }
  problems.refuse();
  return changes;
}
