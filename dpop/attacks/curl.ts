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
  // curl computes this one by itself.
  const lines = headers.filter(([name]) => name !== 'Content-Length').map(lineOf);
  const isLong = lines.join('').length > LONG;
  const parts = [
    // Without a limit of time a server that waits for more would hold the terminal.
    String.raw`curl -sS -i -w '\n' --max-time 15${repeats === 'together' ? ' -Z --parallel-immediate' : ''}`,
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    ...(isAbsolute ? [`--request-target ${quote(target)}`] : target.includes('/..') ? ['--path-as-is'] : []),
    ...(isLong ? ['-H @-'] : lines.map((line) => `-H ${quote(line)}`)),
    ...(body === undefined ? [] : [`--data-raw ${quote(body)}`]),
    ...(repeats === 'together' ? [address, address] : [address]),
  ];
  const command = parts.join(' \\\n  ') + (isLong ? ` <<'HEADERS'\n${lines.join('\n')}\nHEADERS` : '');
  return repeats === 'once' ? `${command}\n${command}` : command;
}

/** curl leaves out a header without a value, unless a semicolon says that it is meant. */
function lineOf([name, value]: Header): string {
  return value === '' ? `${name};` : `${name}: ${value}`;
}

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
