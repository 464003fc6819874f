import { CliError, describeError } from '../cli/cli-error.js';
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
  npm run attack                      all attacks on the practice org (npm start or npm run org runs it)
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
  const { loot, surroundings } = await prepare(options, context);
  const quiet = options.json || options.junit;
  const colors = stdout.isTTY === true && !env['NO_COLOR'];
  if (!quiet) stdout.write(`GET ${loot.resource.href}\n\n`);
  const results: AttackResult[] = [];
  for await (const result of runAttacks(options.attacks, loot, surroundings)) {
    results.push(result);
    if (!quiet) stdout.write(`${line(result, colors)}\n`);
  }
  if (options.json) stdout.write(`${JSON.stringify(results.map(toJson), null, 2)}\n`);
  else if (options.junit) stdout.write(toJUnit(results));
  else stdout.write(['', ...unchecked(results), summary(results), ...withBearer(results), ''].join('\n'));
  const outcomes = new Set(results.map(({ outcome }) => outcome));
  if (outcomes.has('got through')) return 1;
  return outcomes.has('could not tell') ? 2 : 0;
}

async function prepare(
  { target }: Options,
  { env, cwd, signal }: ProgramContext,
): Promise<{ loot: Loot; surroundings: Surroundings }> {
  if (target) return { loot: await lootOf(target, cwd), surroundings: ownApi(target, signal) };
  const { app, org } = readPorts(env);
  const origin = `http://localhost:${org}`;
  const isThere = await fetch(`${origin}/practice/v1/switches`, { signal }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isThere) throw new CliError('ERR_NO_ORG', `No practice org answers at ${origin}. Start it: npm run org`);
  const loot = await stealFromPracticeOrg(origin, `http://localhost:${app}`);
  return { loot, surroundings: practiceOrg(origin, signal) };
}
