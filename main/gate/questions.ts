import { pagingKeys } from '../../shared/contract/procedure.ts';

/** A query whose first page has its audit row. */
interface Asked {
  readonly querySeq: number;
  readonly page: number;
  readonly rows: number;
}

/** Queries of one session that are remembered for their further pages. */
const mostRemembered = 5000;

/** The question without the place in its answer: pages of the same list ask the same. */
export function questionOf(
  path: string,
  input: unknown,
): { readonly text: string; readonly further: boolean } {
  if (typeof input !== 'object' || input === null) return { text: path, further: false };
  const entries = Object.entries(input);
  const rest = entries.filter(([key]) => !pagingKeys.some((paging) => paging === key));
  const further = entries.some(
    ([key, value]) =>
      key !== 'limit' && pagingKeys.some((paging) => paging === key) && value !== null && value !== undefined,
  );
  return { text: `${path}\n${JSON.stringify(Object.fromEntries(rest))}`, further };
}

/** Number of rows that an answer shows, or null where it is no list. */
export function rowsOf(output: unknown): number | null {
  return typeof output === 'object' && output !== null && 'rows' in output && Array.isArray(output.rows)
    ? output.rows.length
    : null;
}

/** Which audit row each query of the session has, so that further pages raise its count instead of being rows of their own. */
export class Questions {
  readonly #asked = new Map<string, Asked>();

  /** The query that a further page belongs to, or undefined when it is unknown: then the page gets a row of its own. */
  firstOf(key: string): Asked | undefined {
    return this.#asked.get(key);
  }

  /** Remembers how far a query went. To be called when its row or line is committed. */
  keep(key: string, asked: Asked): void {
    this.#asked.delete(key);
    this.#asked.set(key, asked);
    if (this.#asked.size > mostRemembered) {
      const [oldest] = this.#asked.keys();
      if (oldest !== undefined) this.#asked.delete(oldest);
    }
  }

  /** Forgets the session. */
  clear(): void {
    this.#asked.clear();
  }
}
