import { decodeProtectedHeader } from 'jose';
import { printableJson, sanitize } from '../terminal/text.js';
import { openClient, printJson, type Command } from './command.js';

/** Requests an access token, and shows its decoded contents. */
export const token: Command = async (context) => {
  const { terminal, options } = context;
  const { accessToken, tokenType, expiresIn, scopes, claims } = await (await openClient(context)).token();
  const header = claims && decodeHeader(accessToken);
  if (options.json) {
    printJson(context, {
      token_type: tokenType,
      expires_in: expiresIn,
      scope: scopes.join(' '),
      header,
      claims,
      ...(options.showSecrets && { access_token: accessToken }),
    });
    return 0;
  }
  const print = (label: string, text: string): void =>
    terminal.print(`${terminal.paint('dim', label.padEnd(12))}${text}`);
  const printObject = (label: string, value: unknown): void => {
    for (const [index, line] of printableJson(value, 2).split('\n').entries()) {
      print(index === 0 ? label : '', line);
    }
  };
  print('token_type', tokenType);
  print('expires_in', `${expiresIn} s`);
  print('scope', sanitize(scopes.join(' ')));
  if (claims) {
    if (header) printObject('header', header);
    printObject('claims', claims);
    print('signature', '(hidden)');
  }
  if (options.showSecrets) print('token', accessToken);
  return 0;
};

/** The header of an access token; undefined if it is not that of a JWT. */
function decodeHeader(accessToken: string): ReturnType<typeof decodeProtectedHeader> | undefined {
  try {
    return decodeProtectedHeader(accessToken);
  } catch {
    return undefined;
  }
}
