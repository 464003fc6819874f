import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { usage } from '../options.js';
import { plain } from '../terminal/text.js';
import { printJson, type Command } from './command.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Calls any endpoint of the org. */
export const call: Command = async ({ options, terminal, variables, client }) => {
  const [method = '', path, ...rest] = options.operands;
  if (path === undefined || rest.length > 0 || !METHODS.includes(method.toUpperCase())) {
    throw usage(`call expects a method (${METHODS.join(', ')}) and a path, as in: call GET /api/v1/users`);
  }
  const body = options.body === undefined ? undefined : readJson(options.body, variables.folder);
  if (body !== undefined && ['GET', 'HEAD'].includes(method.toUpperCase())) throw usage(`A ${method} has no body.`);
  const answer = await (await client()).call(method, path, { body });
  terminal.say(terminal.paintError('dim', `${answer.status}${answer.body === undefined ? ', without a body' : ''}`));
  if (options.json) printJson(terminal, answer.body ?? null);
  else if (typeof answer.body === 'string') terminal.print(answer.body.split('\n').map(plain).join('\n'));
  else if (answer.body !== undefined) printJson(terminal, answer.body);
  return 0;
};

function readJson(text: string, folder: string): unknown {
  let json = text;
  if (text.startsWith('@')) {
    try {
      json = readFileSync(join(folder, text.slice(1)), 'utf8');
    } catch (error) {
      throw usage(`--body: ${text.slice(1)} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
    }
  }
  try {
    return JSON.parse(json);
  } catch {
    throw usage('--body is no JSON. Expected an object, as in: --body \'{"type": "READ_ONLY_ADMIN"}\'');
  }
}
