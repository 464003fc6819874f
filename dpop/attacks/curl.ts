import type { Attack } from './attack.js';
import type { AttackRequest, Header } from './change.js';

/** More than this makes a command that nobody reads, and no argument may be longer than 128 kB (MAX_ARG_STRLEN of Linux). */
const LONG = 4000;

/**
 * A command for bash that sends the request of an attack as it is, as often as the attack does. It prints status, headers
 * and body.
 */
export function curlOf(
  { method, origin, target, headers, body }: AttackRequest,
  { repeats }: Pick<Attack, 'repeats'>,
): string {
  const isAbsolute = !target.startsWith('/');
  const address = quote(isAbsolute ? `${origin}/` : origin + target);
  const lines = headers.filter((header) => !isOfCurl(header, origin)).map(lineOf);
  const isLong = lines.join('').length > LONG;
  const flags = ['-sS -i', ...(repeats ? [String.raw`-w '\n'`] : [])];
  if (repeats === 'together') flags.push('-Z --parallel-immediate', address);
  const parts = [
    `curl ${flags.join(' ')} ${address}`,
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    ...(isAbsolute ? [`--request-target ${quote(target)}`] : target.includes('/..') ? ['--path-as-is'] : []),
    ...(isLong ? ['-H @-'] : lines.map((line) => `-H ${quote(line)}`)),
    ...(body === undefined ? [] : [`--data-raw ${quote(body)}`]),
  ];
  const command = parts.join(' \\\n  ') + (isLong ? ` <<'HEADERS'\n${lines.join('\n')}\nHEADERS` : '');
  return repeats === 'once' ? `${command}\n${command}` : command;
}

/** Whether curl sends the same header by itself, or one that means the same. */
function isOfCurl([name, value]: Header, origin: string): boolean {
  return name === 'Content-Length' || name === 'Accept' || (name === 'Host' && value === new URL(origin).host);
}

/** curl leaves out a header without a value, unless a semicolon says that it is meant. */
function lineOf([name, value]: Header): string {
  return value === '' ? `${name};` : `${name}: ${value}`;
}

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
