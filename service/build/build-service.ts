import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * `npm run build:service`: the service for production, in `service/dist`. The files contain all that they need, so that they
 * run with Node alone: `main.mjs` is the command line, `index.mjs` the module.
 *
 * @param outdir another folder
 */
export async function buildService(outdir: string): Promise<void> {
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: ['service/main.ts', 'service/index.ts'],
    absWorkingDir: join(import.meta.dirname, '../..'),
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    // undici is CommonJS. The names cannot clash with those of a module.
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" }, // prettier-ignore
    legalComments: 'linked',
    logLevel: 'warning',
  });
}
