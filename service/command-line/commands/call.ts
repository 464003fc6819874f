import { usageError } from '../options.js';
import { ServiceError } from '../../errors/service-error.js';
import { sanitize } from '../terminal/text.js';
import { readTextFile } from '../../files/text-file.js';
import type { Variables } from '../../configuration/variables.js';
import { openClient, printJson, type Command } from './command.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Calls any endpoint of the org. */
export const call: Command = async (context) => {
  const { options, terminal, variables } = context;
  const [method = '', path, ...rest] = options.operands;
  if (path === undefined || rest.length > 0 || !METHODS.includes(method.toUpperCase())) {
    throw usageError(`call expects a method (${METHODS.join(', ')}) and a path, such as: call GET /api/v1/users`);
  }
  const body = options.body === undefined ? undefined : readJson(options.body, variables);
  const response = await (await openClient(context)).call(method, path, { body });
  const emptyBody = response.body === undefined ? ', without a body' : '';
  terminal.log(terminal.paintLog('dim', `${response.status}${emptyBody}`));
  if (options.json) printJson(context, response.body ?? null);
  else if (typeof response.body === 'string') terminal.print(response.body.split('\n').map(sanitize).join('\n'));
  else if (response.body !== undefined) printJson(context, response.body);
  return 0;
};

/** Parses the JSON of `--body`, or of the file after `@`. */
function readJson(text: string, variables: Variables): unknown {
  const json = text.startsWith('@') ? readBodyFile(text.slice(1), variables) : text;
  try {
    return JSON.parse(json);
  } catch {
    throw usageError('--body is not valid JSON. Expected an object, such as: --body \'{"type": "READ_ONLY_ADMIN"}\'');
  }
}

function readBodyFile(file: string, variables: Variables): string {
  if (file === '') throw usageError('--body: expected the path of a file after @.');
  try {
    return readTextFile(variables.path(file), file);
  } catch (error) {
    throw error instanceof ServiceError ? usageError(`--body: ${error.message}`) : error;
  }
}
