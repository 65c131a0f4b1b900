/** Path of a property. */
export function child(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** Path of a list item. */
export function item(path: string, index: number): string {
  return `${path}[${index}]`;
}

/** Path of a key of a map, as the checks print it that know maps from objects. */
export function entry(path: string, key: string): string {
  return `${path}[${key}]`;
}
