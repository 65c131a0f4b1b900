/** Plural of a kind as the API server and RBAC name it. */
export function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  // These are plurals already.
  if (/(endpoints|params)$/.test(lower)) return lower;
  if (/(s|x|ch)$/.test(lower)) return `${lower}es`;
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`;
  return `${lower}s`;
}
