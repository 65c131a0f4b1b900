import { Checkout } from '../publish/checkout.js';
import { Choices } from '../publish/choices.js';
import { compareTrees } from '../publish/compare-trees.js';
import { REAL_DISK } from '../publish/disk.js';
import { Journal, interrupted } from '../publish/journal.js';
import type { PublishOptions } from '../publish/options.js';
import { planOf, type PlanContext, type PublishPlan } from './plan.js';

/**
 * What a publish would mean for the clusters. Nothing is written, and what a publish would refuse is refused, save
 * deletions: the plan names those that need leave.
 *
 * @param source - directory that synth wrote
 * @param checkout - folder of the clone
 * @param options - the options that the publish will have
 */
export function planPublish(source: string, checkout: string, options: PublishOptions = {}): PublishPlan {
  const { root } = new Checkout(checkout);
  if (new Journal(root, REAL_DISK).state().kind !== 'none') throw interrupted();
  const choices = new Choices(options.take ?? [], options.keep ?? []);
  return planOf(compareTrees(source, root, choices, options), planContext(root, options)).plan;
}

/** What a plan takes from the options of a publish. */
export function planContext(root: string, { allowDelete = [], finishMoves = false }: PublishOptions): PlanContext {
  return { root, allowDelete, finishMoves };
}
