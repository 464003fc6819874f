import { decodeProtectedHeader } from 'jose';
import { printJson, type Command } from './command.js';

/** Shows what the org issued. The token itself is shown on demand only. */
export const token: Command = async ({ client, terminal, options: { json, showSecrets } }) => {
  const { accessToken, tokenType, expiresIn, scopes, claims } = await (await client()).token();
  const header = claims && decodeProtectedHeader(accessToken);
  if (json) {
    printJson(terminal, {
      token_type: tokenType,
      expires_in: expiresIn,
      scope: scopes.join(' '),
      header,
      claims,
      ...(showSecrets && { access_token: accessToken }),
    });
    return 0;
  }
  const line = (label: string, text: string): void =>
    terminal.print(`${terminal.paint('dim', label.padEnd(12))}${text}`);
  line('token_type', tokenType);
  line('expires_in', `${expiresIn} s`);
  line('scope', scopes.join(' '));
  if (claims) {
    for (const [label, part] of [
      ['header', header],
      ['claims', claims],
    ] as const) {
      const [first = '', ...rest] = JSON.stringify(part, undefined, 2).split('\n');
      line(label, first);
      for (const text of rest) line('', text);
    }
    line('signature', '(hidden)');
  }
  if (showSecrets) line('token', accessToken);
  return 0;
};
