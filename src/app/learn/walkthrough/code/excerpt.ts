/** Code that a step shows. */
export type ExcerptId =
  'sign-in' | 'config' | 'interceptor' | 'replay' | 'clear-keys' | 'assertion' | 'api-call' | 'token-request' | 'ath';

/** A piece of a line: its class (`k` keyword, `s` string, `n` number, `c` comment, or none) and its text. */
export type Token = [kind: '' | 'k' | 's' | 'n' | 'c', text: string];

/** A line: `-` is for bearer tokens only, `+` for DPoP only. */
export interface Line {
  mark: '-' | '+' | ' ';
  tokens: Token[];
}

/** Lines of a file of this repository, highlighted. */
export interface Excerpt {
  file: string;
  /** The numbers of the first and the last line. */
  from: number;
  to: number;
  lines: Line[];
}
