// `npm run preview`
import '../cli/end-with-parent.mjs';
import { runAsMain } from '../cli/program.js';
import { runPreview } from './run-preview.js';

await runAsMain(runPreview, process);
