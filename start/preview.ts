import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startAppServer } from './app-server.js';
import { readPort } from './ports.js';
import { StartError } from './start-error.js';

/** `npm run preview`: the production build in dist/, as another server would serve it, until Ctrl-C. */
const directory = join(import.meta.dirname, '../dist');

try {
  if (!existsSync(join(directory, 'index.html'))) {
    throw new StartError('ERR_NO_BUILD', 'There is no production build in dist/. Make one: npm run build');
  }
  const { origin } = await startAppServer({ directory, port: readPort('APP_PORT') });
  console.log(`The production build of the app: ${origin}`);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
