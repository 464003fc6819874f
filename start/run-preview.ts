import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, describeError } from '../cli/cli-error.js';
import { readPort } from '../cli/ports.js';
import { aborted, type ProgramContext } from '../cli/program.js';
import { startAppServer } from './app-server.js';

const DIST = join(import.meta.dirname, '../dist');

/**
 * `npm run preview`: the production build, as another server would serve it, until Ctrl-C.
 *
 * @param directory of the build
 */
export async function runPreview(
  _args: string[],
  { env, stdout, stderr, signal }: ProgramContext,
  directory = DIST,
): Promise<number> {
  try {
    const port = readPort('APP_PORT', env);
    if (!existsSync(join(directory, 'index.html'))) {
      throw new CliError('ERR_NO_BUILD', 'There is no production build in dist/. Make one: npm run build');
    }
    const server = await startAppServer({ directory, port });
    stdout.write(`The production build of the app: ${server.origin}\n`);
    await aborted(signal);
    await server.close();
    return 0;
  } catch (error) {
    stderr.write(`${describeError(error)}\n`);
    return 1;
  }
}
