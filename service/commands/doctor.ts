import { statSync } from 'node:fs';
import type { ServiceClient } from '../client.js';
import { ConfigurationError, isConfigured, type ServiceConfiguration } from '../configuration.js';
import { ExchangeFetch } from '../exchange.js';
import { clockDifference, CLOCK_TOLERANCE } from '../refusal.js';
import { ServiceError } from '../service-error.js';
import { plain, wrap } from '../terminal/text.js';
import { printJson, type Command, type CommandContext } from './command.js';

/** What became of a check. */
interface Finding {
  check: string;
  state: 'good' | 'note' | 'bad';
  detail: string;
  /** What to do, and where. */
  remedy?: string;
}

const APP = 'Admin Console → Applications → the app';
/** Milliseconds for the org to answer. */
const PATIENCE = 15_000;

/** Checks one thing after another, and stops where the next one would tell nothing new. */
export const doctor: Command = async (context) => {
  const { terminal, options } = context;
  const findings: Finding[] = [];
  for await (const finding of examine(context)) {
    findings.push(finding);
    if (!options.json) show(context, finding);
  }
  const bad = findings.filter(({ state }) => state === 'bad').length;
  if (options.json) printJson(terminal, { healthy: bad === 0, findings });
  else {
    terminal.print();
    terminal.print(bad === 0 ? 'All is well.' : `${bad === 1 ? 'One thing is' : `${bad} things are`} to be put right.`);
  }
  return bad === 0 ? 0 : 1;
};

async function* examine(context: CommandContext): AsyncGenerator<Finding> {
  let configuration: ServiceConfiguration;
  try {
    configuration = await context.configuration();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const problems = error instanceof ConfigurationError ? error.problems : [error.message];
    for (const problem of problems) yield bad('configuration', problem, '');
    return;
  }
  const { orgUrl, clientId, scopes, proofKey, local } = configuration;
  const where = isConfigured(context.variables) ? '' : 'the local org, since no other is configured: ';
  yield good('configuration', `${where}${orgUrl}, client ${clientId}, ${proofKey ? 'with DPoP' : 'without DPoP'}`);
  yield* keyFiles(configuration);

  let client: ServiceClient;
  try {
    client = await context.client(configuration);
  } catch (error) {
    yield failed('org', error);
    return;
  }
  let reached = false;
  for await (const finding of org(context, orgUrl)) {
    reached = finding.state !== 'bad';
    yield finding;
  }
  if (!reached) return;

  let granted: string[];
  try {
    const token = await client.token();
    granted = token.scopes;
    yield good('client', 'the org knows the client and its key');
    yield good(
      'proof of possession',
      proofKey
        ? 'the token is bound to the key that signs proofs'
        : 'the app does not require it, and gets bearer tokens',
    );
  } catch (error) {
    yield failed('token', error);
    return;
  }
  const missing = scopes.filter((scope) => !granted.includes(scope));
  yield missing.length === 0
    ? good('scopes', granted.join(' '))
    : bad(
        'scopes',
        `not granted: ${missing.join(' ')}`,
        `${APP} → Okta API Scopes: grant them, or take them out of ${local ? '--scope' : 'OKTA_SCOPES'}.`,
      );
  yield await role(client, granted);
}

function* keyFiles({ clientKey, proofKey, keyFiles: files }: ServiceConfiguration): Generator<Finding> {
  for (const [check, key, file] of [
    ['client key', clientKey, files.client],
    ['proof key', proofKey, files.proof],
  ] as const) {
    if (!key || file === undefined) continue;
    const mode = statSync(file).mode & 0o777;
    // Windows has no such modes, and shows 0666.
    yield process.platform !== 'win32' && (mode & 0o077) !== 0
      ? bad(check, `${file} can be read by others (mode ${mode.toString(8)})`, `chmod 600 ${file}`)
      : good(check, `${key.alg}, ${file}`);
  }
}

/** Whether the org answers, is the one that is meant, and what time it has. */
async function* org({ signal }: CommandContext, orgUrl: string): AsyncGenerator<Finding> {
  const exchanges = new ExchangeFetch(() => undefined, PATIENCE, signal);
  const address = `${orgUrl}/.well-known/openid-configuration`;
  try {
    await exchanges.fetch(address, { method: 'GET', headers: {}, body: undefined, redirect: 'manual' });
  } catch (error) {
    yield bad('org', (error as Error).message, 'Check the network and OKTA_ORG_URL.');
    return;
  }
  const { status, body, clockAhead } = exchanges.answer!;
  const issuer = issuerIn(body);
  if (status !== 200 || issuer !== orgUrl) {
    const came = status === 200 ? `says that it is ${issuer ?? 'nobody'}` : `answers ${status}`;
    yield bad('org', `${address} ${came}`, 'Check OKTA_ORG_URL: scheme and host of an Okta org are expected.');
    return;
  }
  if (clockAhead === undefined)
    yield { check: 'clock', state: 'note', detail: 'the org does not say what time it has' };
  else if (Math.abs(clockAhead) > CLOCK_TOLERANCE) {
    yield bad(
      'clock',
      `it is ${clockDifference(clockAhead)} the org's`,
      'Set the time of this machine automatically. Proofs are good for five minutes.',
    );
  } else yield good('clock', `within ${CLOCK_TOLERANCE} s of the org's`);
  yield good('org', `${orgUrl} answers`);
}

function issuerIn(body: string): string | undefined {
  try {
    const { issuer } = JSON.parse(body) as { issuer?: unknown };
    return typeof issuer === 'string' ? issuer.slice(0, 200) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the app may see anything. Without a role Okta answers an empty list, or 403, depending on the list. */
async function role(client: ServiceClient, granted: readonly string[]): Promise<Finding> {
  const list = (['users', 'apps'] as const).find(
    (name) => granted.includes(`okta.${name}.read`) || granted.includes(`okta.${name}.manage`),
  );
  if (!list) return { check: 'role', state: 'note', detail: 'none of the scopes is one that this can be tried with' };
  try {
    const { body } = await client.call('GET', `/api/v1/${list}?limit=1`);
    if (Array.isArray(body) && body.length > 0) return good('role', `the app sees ${list}`);
    return bad(
      'role',
      `the list of ${list} is empty: most likely the app has no admin role`,
      `${APP} → Admin roles → Edit assignments: Read-only Administrator.`,
    );
  } catch (error) {
    return failed('role', error);
  }
}

function good(check: string, detail: string): Finding {
  return { check, state: 'good', detail };
}

function bad(check: string, detail: string, remedy: string): Finding {
  return { check, state: 'bad', detail, ...(remedy && { remedy }) };
}

/** @throws what is no failure of a check: a bug, or that it was stopped */
function failed(check: string, error: unknown): Finding {
  if (!(error instanceof ServiceError) || error.code === 'ERR_STOPPED') throw error;
  return bad(check, error.message.replaceAll('\n', ' '), error.remedy);
}

const MARKS = { good: ['green', '✓'], note: ['yellow', '·'], bad: ['red', '✗'] } as const;
const LABEL = 21;

function show({ terminal }: CommandContext, { check, state, detail, remedy }: Finding): void {
  const [style, mark] = MARKS[state];
  const width = Math.min(terminal.width, 100) - LABEL - 2;
  const [first = '', ...rest] = wrap(plain(detail), width);
  const indent = ' '.repeat(LABEL + 2);
  terminal.print(`${terminal.paint(style, mark)} ${check.padEnd(LABEL)}${first}`);
  for (const line of rest) terminal.print(indent + line);
  if (remedy)
    for (const [index, line] of wrap(plain(remedy), width - 2).entries())
      terminal.print(`${indent}${index === 0 ? terminal.paint('cyan', '→') : ' '} ${line}`);
}
