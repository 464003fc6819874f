import { isExchange, type Entry, type Exchange, type Moment } from '../record/entry';
import { keyMark, shortThumbprint } from './key-mark';
import { REASONS, verdictOf, type State } from './verdict';

/** A row of the sequence, ready to be shown. */
export interface Row {
  id: number;
  entry: Entry;
  /** Seconds since the first entry. */
  time: string;
  state: State | 'moment';
  lane: 'browser' | 'auth' | 'api';
  method: string;
  path: string;
  query: string;
  /** In the place of method and path. */
  note: string;
  /** The browser leaves for the org. */
  out?: true;
  status: string;
  word: string;
  took: string;
  /** The outline of the key's mark. */
  mark?: string;
  thumbprint?: string;
  /** The key of the proof, and the token that it is for. */
  thread?: string;
  /** The mark of the nonce in its proof. */
  uses?: string;
  /** The mark of the nonce that the answer brings. */
  gives?: string;
  /** Which part of a bracket around the attempts of one call. */
  bracket: '' | 'first' | 'inside' | 'last';
  attempts: string;
  /** What a screen reader says. */
  label: string;
}

/** What is to be seen. */
export interface Filter {
  text: string;
  kind: 'all' | 'auth' | 'api' | 'signed' | 'moments';
  status: 'all' | 'answered' | 'asked' | 'stopped';
}

export const NO_FILTER: Filter = { text: '', kind: 'all', status: 'all' };

const SERVERS = { auth: 'authorization server', api: 'API', browser: 'browser' };

/** Rows by their entry and what else they depend on, so that an event makes one row anew and not all. */
const made = new WeakMap<Entry, { key: string; row: Row }>();

/** The rows of the entries that pass a filter, oldest first. */
export function rowsOf(entries: readonly Entry[], filter: Filter = NO_FILTER): Row[] {
  const groups = new Map<number, Exchange[]>();
  for (const entry of entries) {
    if (isExchange(entry)) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  }
  const start = entries[0]?.at ?? 0;
  const rows = entries.map((entry) => rowOf(entry, start, isExchange(entry) ? groups.get(entry.group)! : []));
  const seen = rows.filter((row) => passes(row, filter));
  return withBrackets(seen);
}

function rowOf(entry: Entry, start: number, attempts: readonly Exchange[]): Row {
  const key = `${start} ${attempts.length}`;
  const known = made.get(entry);
  if (known?.key === key) return known.row;
  const time = `${((entry.at - start) / 1000).toFixed(2)} s`;
  const row = isExchange(entry) ? exchangeRow(entry, time, attempts) : momentRow(entry, time);
  made.set(entry, { key, row });
  return row;
}

function exchangeRow(entry: Exchange, time: string, attempts: readonly Exchange[]): Row {
  const { id, method, lane, proof, answer, fault, attempt, reason, token } = entry;
  const url = new URL(entry.url);
  const { state, word, title } = verdictOf(
    entry,
    attempts.find((other) => other.attempt === attempt + 1),
  );
  const status = answer
    ? String(answer.status)
    : ({ held: 'held', lost: 'no answer', moved: 'cancelled' }[state as string] ?? '…');
  const milliseconds = answer?.milliseconds ?? fault?.milliseconds;
  const took = milliseconds === undefined ? '' : `${Math.round(milliseconds)} ms`;
  const nonce = proof?.claims.nonce;
  const isChallenge = word === 'use_dpop_nonce' && answer?.nonce !== undefined;
  return {
    ...{ id, entry, time, state, lane, method, status, took, note: '', bracket: '' },
    path: url.pathname,
    query: url.search,
    word: state === 'lost' || state === 'held' || !!fault ? '' : word,
    attempts: attempts.length > 1 && attempt === 1 ? `${attempts.length} attempts` : '',
    ...(proof && { mark: keyMark(proof.thumbprint), thumbprint: proof.thumbprint }),
    ...(proof && { thread: threadOf(proof.thumbprint, token?.hash) }),
    ...(typeof nonce === 'string' && { uses: nonce }),
    ...(isChallenge && { gives: answer.nonce }),
    label: [
      `${method} ${url.pathname}, to the ${SERVERS[lane]}`,
      proof ? `signed by key ${shortThumbprint(proof.thumbprint)}` : 'not signed',
      attempts.length > 1 && `attempt ${attempt} of ${attempts.length}${reason ? ` ${REASONS[reason]}` : ''}`,
      answer ? `status ${status}${state === 'ok' ? '' : `. ${title}`}` : title,
      took,
    ]
      .filter(Boolean)
      .join(', '),
  };
}

function momentRow(entry: Moment, time: string): Row {
  const { id } = entry;
  const thumbprint = 'thumbprint' in entry ? entry.thumbprint : undefined;
  const note = noteOf(entry);
  const isAnswer = entry.kind === 'callback' || entry.kind === 'token';
  return {
    ...{ id, entry, time, state: 'moment', note, status: '', word: '', took: '', bracket: '', attempts: '' },
    ...{ method: '', path: '', query: '' },
    ...(entry.kind === 'redirect' && { out: true }),
    lane: isAnswer || entry.kind === 'redirect' ? 'auth' : 'browser',
    ...(thumbprint !== undefined && { mark: keyMark(thumbprint), thumbprint }),
    ...(thumbprint !== undefined && { thread: threadOf(thumbprint, 'hash' in entry ? entry.hash : undefined) }),
    label: [note, thumbprint && `key ${shortThumbprint(thumbprint)}`].filter(Boolean).join(', '),
  };
}

function threadOf(thumbprint: string, hash: string | undefined): string {
  return `key:${thumbprint}${hash === undefined ? '' : ` ath:${hash}`}`;
}

function noteOf(entry: Moment): string {
  switch (entry.kind) {
    case 'redirect':
      return entry.to === 'authorize' ? 'to sign-in' : 'to sign out';
    case 'callback':
      return entry.error === undefined ? 'back with a code' : `back with ${entry.error}`;
    case 'keys-made':
      return 'Key pair made';
    case 'keys-cleared':
      return 'Key deleted';
    case 'token':
      return entry.tokenType === 'DPoP' ? 'token for' : 'bearer token';
  }
}

function passes({ entry, state, lane, label, query, note, word }: Row, { text, kind, status }: Filter): boolean {
  if (kind === 'moments' ? state !== 'moment' : kind === 'signed' ? !isExchange(entry) || !entry.proof : false)
    return false;
  if ((kind === 'auth' || kind === 'api') && (lane !== kind || state === 'moment')) return false;
  if (status === 'answered' && state !== 'ok' && state !== 'moved') return false;
  if (status === 'asked' && state !== 'asked') return false;
  if (status === 'stopped' && state !== 'stopped' && state !== 'lost') return false;
  return !text || `${label} ${query} ${note} ${word}`.toLowerCase().includes(text.trim().toLowerCase());
}

/** Draws a bracket around the attempts of each call; where two overlap, the later one counts. */
function withBrackets(rows: readonly Row[]): Row[] {
  const ends = new Map<number, { first: number; last: number }>();
  rows.forEach(({ entry }, index) => {
    if (!isExchange(entry)) return;
    const known = ends.get(entry.group);
    ends.set(entry.group, { first: known?.first ?? index, last: index });
  });
  const result = [...rows];
  for (const { first, last } of ends.values()) {
    for (let index = first; first !== last && index <= last; index++) {
      const bracket = index === first ? 'first' : index === last ? 'last' : 'inside';
      result[index] = { ...result[index]!, bracket };
    }
  }
  return result;
}
