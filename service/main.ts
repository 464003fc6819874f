// `npm run service`
import '../cli/end-with-parent.mjs';
import { runAsMain } from '../cli/program.js';
import { run } from './command-line/run.js';

await runAsMain(run, process);
