// `npm run attack`
import '../cli/end-with-parent.mjs';
import { runAsMain } from '../cli/program.js';
import { run } from './run.js';

await runAsMain(run, process);
