/** Deepest nesting of an input; forms nest three or four levels. */
const deepest = 64;
/** Values in one input, all levels together. */
const mostValues = 200_000;

/**
 * Whether an input is flat and small enough to be looked at by code that calls itself: schemas, JSON, digests. Walks
 * without recursion, because a deep input is made to exhaust the stack of whoever walks it.
 */
export function isShallow(input: unknown): boolean {
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value: input, depth: 0 }];
  let seen = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    if (depth >= deepest) return false;
    const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
    seen += inner.length;
    if (seen > mostValues) return false;
    for (const one of inner) if (typeof one === 'object') waiting.push({ value: one, depth: depth + 1 });
  }
  return true;
}
