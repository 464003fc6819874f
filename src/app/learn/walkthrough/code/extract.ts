import type { Excerpt, Line, Token } from './excerpt.js';
import { highlight } from './highlight.js';
import type { Source } from './sources.js';

/** The most lines of an excerpt. */
const MAX_LINES = 14;

/** Thrown when an anchor of an excerpt is gone, or no longer names one line. */
export class AnchorError extends Error {
  readonly code = 'ERR_ANCHOR';
  override readonly name = 'AnchorError';
}

/**
 * Takes an excerpt out of a file.
 *
 * @param text of the file
 * @throws AnchorError
 */
export function extract({ file, from, to, dpop = [], bearer = [], instead = [] }: Source, text: string): Excerpt {
  const lines = text.split('\n');
  const anchorError = (anchor: string, problem: string): AnchorError =>
    new AnchorError(
      `${file}: the walkthrough shows the line with ${JSON.stringify(anchor)}, ${problem}. Correct the anchors in src/app/learn/walkthrough/code/sources.ts.`,
    );
  const lineOf = (anchor: string, first = 0, last = lines.length - 1): number => {
    const found = lines.flatMap((line, index) =>
      index >= first && index <= last && line.includes(anchor) ? [index] : [],
    );
    if (found.length === 0) throw anchorError(anchor, 'which is gone');
    if (found.length > 1) throw anchorError(anchor, `which is there ${found.length} times`);
    return found[0]!;
  };

  const first = lineOf(from);
  const length = lines.slice(first).findIndex((line) => line.includes(to)) + 1;
  if (length === 0) throw anchorError(to, 'which is gone');
  if (length > MAX_LINES) throw anchorError(to, `which comes ${length} lines later. At most ${MAX_LINES} are shown`);
  const last = first + length - 1;
  const inside = (anchor: string): number => lineOf(anchor, first, last);
  const added = new Set([...dpop, ...instead.map((each) => each.dpop)].map(inside));
  const removed = new Set(bearer.map(inside));

  const tokens = highlight(file, text);
  const indent = Math.min(...lines.slice(first, last + 1).flatMap((line) => (line ? [line.search(/\S/)] : [])));
  const shown = lines.slice(first, last + 1).flatMap((line, index): Line[] => {
    const number = first + index;
    const mark = added.has(number) ? '+' : removed.has(number) ? '-' : ' ';
    const before = instead
      .filter((each) => line.includes(each.dpop))
      .map((each) => line.replace(each.dpop, each.bearer));
    return [
      ...before.map((old): Line => ({ mark: '-', tokens: [['', old.slice(indent)]] })),
      { mark, tokens: dedent(tokens[number]!, indent) },
    ];
  });
  return { file, from: first + 1, to: last + 1, lines: shown };
}

function dedent([first, ...rest]: Token[], indent: number): Token[] {
  if (!first) return [];
  const text = first[1].slice(indent);
  return text === '' ? rest : [[first[0], text], ...rest];
}
