import { describeError } from '../cli/cli-error.js';
import { isLocalOrg, startLocalOrg } from '../cli/local-org.js';
import { readPorts } from '../cli/ports.js';
import type { Program, ProgramContext } from '../cli/program.js';
import type { AttackFacts } from '../dpop/attacks/attack.js';
import { methodOf } from '../dpop/attacks/change.js';
import { ATTACKS } from '../dpop/attacks/catalogue.js';
import { readOptions, type Options } from './options.js';
import { lootOf, ownApi } from './own-api.js';
import { stealFromPracticeOrg } from './practice-loot.js';
import { practiceOrg } from './practice-org.js';
import { line, summary, toJson, toJUnit, unchecked, withBearer } from './report.js';
import { runAttacks, type AttackResult } from '../dpop/attacks/run-attacks.js';
import { runTokenAttacks, TOKEN_ATTACKS } from '../dpop/attacks/token-endpoint.js';
import { practiceTokenServer } from './practice-token-server.js';

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

Your own token endpoint, by client credentials
  npm run attack -- --token-endpoint https://dev-123456.okta.com/oauth2/v1/token --mine \\
      --client-id 0oa… --client-key client.pem --scope orders.read

Options
  --mine           the server is mine, or I may test it
  --rate N         requests a second; default: 5, on this machine as many as there are
  --json, --junit  the results as JSON, or in the XML that CI servers read
  -h, --help       show this help

An API of yours gets GET requests only, a token endpoint POST requests, which issue tokens. Exit codes: 0 nothing got
through, 1 something did, 2 the attacks could not be run, or it could not be told what came of some.
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
  const all: readonly AttackFacts[] = [...ATTACKS, ...TOKEN_ATTACKS];
  const width = Math.max(...all.map(({ id }) => id.length));
  return all.map(({ id, name, stoppedBy }) => `${id.padEnd(width)}  ${name} (${stoppedBy})\n`).join('');
}

async function attack(options: Options, context: ProgramContext): Promise<number> {
  const { stdout, env } = context;
  const { results: running, title, close } = await prepare(options, context);
  const quiet = options.json || options.junit;
  const colors = stdout.isTTY === true && !env['NO_COLOR'];
  const results: AttackResult[] = [];
  try {
    if (!quiet) stdout.write(`${title}\n\n`);
    for await (const result of running) {
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
  title: string;
  results: AsyncIterable<AttackResult>;
  close: () => Promise<void>;
}

async function prepare(options: Options, { env, cwd, signal, stderr }: ProgramContext): Promise<Prepared> {
  const { target } = options;
  if (target) {
    const loot = await lootOf(target, cwd);
    const results = runAttacks(options.attacks, loot, ownApi(target, signal));
    return { title: `${methodOf(loot)} ${loot.resource.href}`, results, close: async () => undefined };
  }
  const ports = readPorts(env);
  const [org, app] = [`http://localhost:${ports.org}`, `http://localhost:${ports.app}`];
  let close = async (): Promise<void> => undefined;
  if (!(await isLocalOrg(org))) {
    stderr.write(`No practice org answers at ${org}. Starting one for this run.\n`);
    ({ close } = await startLocalOrg(ports.org, { env, signal }));
  }
  return { title: `The practice org at ${org}`, results: runOnPracticeOrg(options, org, app, signal), close };
}

async function* runOnPracticeOrg(
  { attacks, tokenAttacks }: Options,
  org: string,
  app: string,
  signal: AbortSignal,
): AsyncGenerator<AttackResult> {
  const surroundings = practiceOrg(org, signal);
  if (attacks.length > 0) yield* runAttacks(attacks, await stealFromPracticeOrg(org, app), surroundings);
  if (tokenAttacks.length === 0) return;
  const server = await practiceTokenServer(org, app, signal);
  try {
    yield* runTokenAttacks(tokenAttacks, server, surroundings.checkThatStopped);
  } finally {
    await server.close();
  }
}
