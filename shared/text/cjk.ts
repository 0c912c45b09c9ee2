import { AppError } from '../errors.ts';

/** Han ideographs of every plane, kana and the ideographic zero and iteration marks: each character is a token. */
const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const wordCharacter = /[\p{L}\p{N}]/u;

/** Folds full-width letters and digits to half-width and everything to lower case, as index and query must agree. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/**
 * Tokens of a text: each Han character by itself, runs of other letters and digits kept whole, all else separates.
 * Serials such as `HG-2026/0012A` become three tokens that a phrase finds again.
 */
export function tokenise(text: string): string[] {
  const tokens: string[] = [];
  let run = '';
  const flush = () => {
    if (run !== '') tokens.push(run);
    run = '';
  };
  for (const character of foldText(text)) {
    if (ideograph.test(character)) {
      flush();
      tokens.push(character);
    } else if (wordCharacter.test(character)) {
      run += character;
    } else {
      flush();
    }
  }
  flush();
  return tokens;
}

/** A text as it goes into the full-text index: its tokens separated by spaces, lines kept apart. */
export function indexText(text: string): string {
  return text
    .split('\n')
    .map((line) => tokenise(line).join(' '))
    .filter((line) => line !== '')
    .join('\n');
}

const mostTerms = 40;

type QueryToken =
  | { readonly kind: 'term'; readonly tokens: readonly string[]; readonly prefix: boolean }
  | { readonly kind: 'and' | 'or' | 'not' | 'open' | 'close' };

/**
 * Turns what a person typed into an FTS5 MATCH expression. Words next to each other must all occur; AND OR NOT (also
 * 与 或 非 as words of their own), brackets and "phrases" work; a Latin or digit word also finds longer words that begin
 * with it. Every token is quoted, so that nothing typed is ever FTS5 syntax.
 * @throws AppError `search.bad-query` when brackets or operators do not fit, or nothing is left to search for
 */
export function matchExpression(query: string): string {
  const tokens = lex(query);
  if (tokens.filter((token) => token.kind === 'term').length > mostTerms) {
    refuse(`检索词不能超过 ${mostTerms} 个`);
  }
  const reader = { tokens, position: 0 };
  const expression = parseOr(reader);
  if (reader.position < tokens.length) refuse('括号不配对');
  return expression;
}

/**
 * Tokens to highlight in a result: those of all words that are not excluded.
 * @returns token sequences, longest first; empty for a query that does not parse
 */
export function highlightTerms(query: string): string[][] {
  const terms: string[][] = [];
  let negated = false;
  for (const token of safeLex(query)) {
    if (token.kind === 'not') negated = true;
    else if (token.kind === 'term') {
      if (!negated) terms.push([...token.tokens]);
      negated = false;
    }
  }
  return terms.sort((a, b) => b.length - a.length);
}

interface Reader {
  readonly tokens: readonly QueryToken[];
  position: number;
}

const operators: Readonly<Record<string, 'and' | 'or' | 'not'>> = {
  AND: 'and',
  OR: 'or',
  NOT: 'not',
  与: 'and',
  或: 'or',
  非: 'not',
};

function lex(query: string): QueryToken[] {
  // Quotes and brackets of a Chinese keyboard mean the same as the half-width ones.
  const text = query
    .replace(/[“”＂]/g, '"')
    .replace(/（/g, '(')
    .replace(/）/g, ')');
  const tokens: QueryToken[] = [];
  const pattern = /"([^"]*)"|([()])|([^\s"()]+)|(")/g;
  for (const match of text.matchAll(pattern)) {
    const [, phrase, bracket, word, loose] = match;
    if (loose !== undefined) refuse('引号不配对');
    if (phrase !== undefined) pushTerm(tokens, phrase, false);
    else if (bracket !== undefined) tokens.push({ kind: bracket === '(' ? 'open' : 'close' });
    else if (word !== undefined) {
      const operator = operators[word];
      if (operator === undefined) pushTerm(tokens, word, true);
      else tokens.push({ kind: operator });
    }
  }
  return tokens;
}

function safeLex(query: string): QueryToken[] {
  try {
    return lex(query);
  } catch {
    return [];
  }
}

function pushTerm(into: QueryToken[], text: string, word: boolean): void {
  const tokens = tokenise(text);
  const last = tokens.at(-1);
  // Punctuation alone asks for nothing.
  if (last === undefined) return;
  into.push({ kind: 'term', tokens, prefix: word && !ideograph.test(last) });
}

/** or := and (OR and)* */
function parseOr(reader: Reader): string {
  const sides = [parseAnd(reader)];
  while (reader.tokens[reader.position]?.kind === 'or') {
    reader.position += 1;
    sides.push(parseAnd(reader));
  }
  return sides.length === 1 ? (sides[0] ?? '') : `(${sides.join(' OR ')})`;
}

/** and := unit (AND? unit | (AND)? NOT unit)*; FTS5 has no unary NOT, so something must stand before it. */
function parseAnd(reader: Reader): string {
  let expression = parseUnit(reader);
  for (;;) {
    const kind = reader.tokens[reader.position]?.kind;
    if (kind === undefined || kind === 'or' || kind === 'close') return expression;
    if (kind === 'and') reader.position += 1;
    const negated = reader.tokens[reader.position]?.kind === 'not';
    if (negated) reader.position += 1;
    expression = `(${expression} ${negated ? 'NOT' : 'AND'} ${parseUnit(reader)})`;
  }
}

function parseUnit(reader: Reader): string {
  const token = reader.tokens[reader.position];
  if (token === undefined) return refuse(reader.tokens.length === 0 ? '没有可检索的字词' : '末尾缺少检索词');
  reader.position += 1;
  if (token.kind === 'term') return `"${token.tokens.join(' ')}"${token.prefix ? '*' : ''}`;
  if (token.kind === 'open') {
    const inner = parseOr(reader);
    if (reader.tokens[reader.position]?.kind !== 'close') return refuse('括号不配对');
    reader.position += 1;
    return inner;
  }
  if (token.kind === 'not') return refuse('“非”（NOT）前面须有检索词');
  return refuse(token.kind === 'close' ? '括号不配对' : '“与、或”（AND、OR）两边须有检索词');
}

function refuse(detail: string): never {
  throw new AppError('search.bad-query', { detail });
}
