const constants = new WeakSet<object>();

/**
 * Freezes data with all that is in it, so that what is made of it or found in it can be kept: definitions of kinds are
 * most of a tree, and the same in every cluster and every synth.
 *
 * @param data - plain data, which nobody changes from now on
 */
export function constant<T extends object>(data: T): T {
  if (!constants.has(data)) freeze(data);
  constants.add(data);
  return data;
}

/** Whether {@link constant} made data so. */
export function isConstant(data: unknown): data is object {
  return typeof data === 'object' && data !== null && constants.has(data);
}

function freeze(data: object): void {
  Object.freeze(data);
  for (const value of Object.values(data) as readonly unknown[]) {
    if (typeof value === 'object' && value !== null) freeze(value);
  }
}
