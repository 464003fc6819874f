// `npm run service`
import '../cli/end-with-parent.mjs';
import { runAsMain } from '../cli/program.js';
import { run } from './command-line/run.js';

// Docker kills a container ten seconds after SIGTERM.
await runAsMain(run, process, { grace: 8 });
