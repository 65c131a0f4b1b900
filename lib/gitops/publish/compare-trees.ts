import { resolve } from 'node:path';
import { Checkout } from './checkout.js';
import type { Choices } from './choices.js';
import { pickedPaths, sharedByOthers } from './cluster-trees.js';
import { SHARED } from '../paths.js';
import { Comparison, type Changes } from './comparison.js';
import { Inventory, inventoryPath, ownerOf } from './inventory.js';
import type { PublishOptions } from './options.js';
import { Problems } from './problems.js';
import { Seen } from './seen.js';
import { STATE_FOLDER, listTree } from './tree.js';

/** What a publish would change in a checkout; nothing is changed. */
export function compareTrees(source: string, root: string, choices: Choices, options: PublishOptions): Changes {
  const problems = new Problems();
  const paths = pickedPaths(source, listTree(source, problems), options.clusters, problems);
  problems.refuse();
  const checkout = new Checkout(root);
  const owners = new Set([...paths.map(ownerOf), ...(options.removeClusters ?? [])]);
  if (checkout.at(inventoryPath(SHARED)) === 'file') owners.add(SHARED);
  const inventories = new Map([...owners].map((owner) => [owner, Inventory.read(checkout.root, owner)]));
  const resetImages = options.resetImages ?? false;
  const seen = new Seen(
    checkout.root,
    resolve(source),
    new Map([...inventories].map(([owner, { bytes }]) => [owner, bytes])),
  );
  const others = sharedByOthers(checkout.root, owners);
  const input = { source, paths, checkout, inventories, choices, resetImages, seen, sharedByOthers: others };
  const changes = new Comparison(input, problems).run();
  for (const book of [STATE_FOLDER, ...[...owners].map(inventoryPath)]) {
    if (checkout.at(book) !== 'folder') checkout.check(book, () => false, problems);
  }
  problems.refuse();
  return changes;
}
