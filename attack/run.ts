import { describeError } from '../cli/cli-error.js';
import { isLocalOrg, startLocalOrg } from '../cli/local-org.js';
import { readPorts } from '../cli/ports.js';
import type { Program, ProgramContext } from '../cli/program.js';
import type { Loot } from '../dpop/attacks/loot.js';
import { ATTACKS } from '../dpop/attacks/catalogue.js';
import { readOptions, type Options } from './options.js';
import { lootOf, ownApi } from './own-api.js';
import { stealFromPracticeOrg } from './practice-loot.js';
import { practiceOrg } from './practice-org.js';
import { line, summary, toJson, toJUnit, unchecked, withBearer } from './report.js';
import { runAttacks, type AttackResult, type Surroundings } from '../dpop/attacks/run-attacks.js';

const HELP = `
Tries what a thief of an access token could do, and says what stops it. Every attack has a twin that is right
in the same point and has to succeed.

Usage
  npm run attack                      all attacks on the practice org, which is started if it does not run
  npm run attack -- --list            the attacks, without running them
  npm run attack -- replay own-key    some of them

Your own API, with a token and a key that you have, or with client credentials
  npm run attack -- --resource https://api.example.com/orders --mine --token token.txt --key key.json
  npm run attack -- --resource https://api.example.com/orders --mine \\
      --issuer https://dev-123456.okta.com --client-id 0oa… --client-key client.pem --scope orders.read

Options
  --mine           the API is mine, or I may test it
  --rate N         requests a second; default: 5, on this machine as many as there are
  --json, --junit  the results as JSON, or in the XML that CI servers read
  -h, --help       show this help

Only GET requests are sent. Exit codes: 0 nothing got through, 1 something did, 2 the attacks could not be run,
or it could not be told what came of some.
`;

/** `npm run attack`: runs the catalogue of attacks against the practice org or an API of the user's own. */
export const run: Program = async (args, context) => {
  const { stdout, stderr } = context;
  try {
    const options = readOptions(args);
    if (options.help) stdout.write(`${HELP.trim()}\n`);
    else if (options.list) stdout.write(list());
    else return await attack(options, context);
    return 0;
  } catch (error) {
    stderr.write(`${describeError(error)}\n`);
    return 2;
  }
};

function list(): string {
  const width = Math.max(...ATTACKS.map(({ id }) => id.length));
  return ATTACKS.map(({ id, name, stoppedBy }) => `${id.padEnd(width)}  ${name} (${stoppedBy})\n`).join('');
}

async function attack(options: Options, context: ProgramContext): Promise<number> {
  const { stdout, env } = context;
  const { loot, surroundings, close } = await prepare(options, context);
  const quiet = options.json || options.junit;
  const colors = stdout.isTTY === true && !env['NO_COLOR'];
  const results: AttackResult[] = [];
  try {
    if (!quiet) stdout.write(`GET ${loot.resource.href}\n\n`);
    for await (const result of runAttacks(options.attacks, loot, surroundings)) {
      results.push(result);
      if (!quiet) stdout.write(`${line(result, colors)}\n`);
    }
  } finally {
    await close();
  }
  if (options.json) stdout.write(`${JSON.stringify(results.map(toJson), null, 2)}\n`);
  else if (options.junit) stdout.write(toJUnit(results));
  else stdout.write(['', ...unchecked(results), summary(results), ...withBearer(results), ''].join('\n'));
  const outcomes = new Set(results.map(({ outcome }) => outcome));
  if (outcomes.has('got through')) return 1;
  return outcomes.has('could not tell') ? 2 : 0;
}

interface Prepared {
  loot: Loot;
  surroundings: Surroundings;
  close: () => Promise<void>;
}

async function prepare({ target }: Options, context: ProgramContext): Promise<Prepared> {
  const { env, cwd, signal, stderr } = context;
  if (target) {
    return { loot: await lootOf(target, cwd), surroundings: ownApi(target, signal), close: async () => undefined };
  }
  const { app, org } = readPorts(env);
  const origin = `http://localhost:${org}`;
  let close = async (): Promise<void> => undefined;
  if (!(await isLocalOrg(origin))) {
    stderr.write(`No practice org answers at ${origin}. Starting one for this run.\n`);
    ({ close } = await startLocalOrg(org, { env, signal }));
  }
  try {
    const loot = await stealFromPracticeOrg(origin, `http://localhost:${app}`);
    return { loot, surroundings: practiceOrg(origin, signal), close };
  } catch (error) {
    await close();
    throw error;
  }
}
