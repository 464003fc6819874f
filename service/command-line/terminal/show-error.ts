import { ServiceError } from '../../errors/service-error.js';
import type { Terminal } from './terminal.js';
import { sanitize, wrap } from './text.js';

/** Shows an error on stderr: a {@link ServiceError} with its remedy, a bug with its stack. */
export function showError(error: unknown, terminal: Terminal): void {
  const paint = terminal.paintLog;
  const log = (prefix: string, text: string): void => terminal.log(wrap(prefix, text, terminal.logWidth));
  if (!(error instanceof ServiceError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    // The message could contain a key or a token.
    const lines = text.replaceAll(/[\w-]{40,}/g, '…').split('\n');
    terminal.log(lines.map(sanitize).join('\n'));
    return;
  }
  const [title = '', ...details] = error.message.split('\n').map(sanitize);
  log(`${paint('red', '✗')} `, paint('bold', title));
  for (const detail of details) log('  ', detail);
  if (error.remedy) log(`${paint('cyan', '→')} `, sanitize(error.remedy));
}
