import type { ServiceClient } from '../../client/service-client.js';
import { ConfigurationError, type ServiceConfiguration } from '../../configuration/service-configuration.js';
import type { HttpResponse, IssuedToken } from '../../events.js';
import { ExchangeFetch } from '../../http/exchange-fetch.js';
import { connection, readProxySettings } from '../../http/proxy.js';
import { exposedFile } from '../../files/exposed-file.js';
import { CLOCK_REMEDY, CLOCK_TOLERANCE, describeClockDifference } from '../../errors/response-error.js';
import type { NetworkError } from '../../errors/network-error.js';
import { ServiceError } from '../../errors/service-error.js';
import { sanitize, wrap } from '../terminal/text.js';
import { printJson, type Command, type CommandContext } from './command.js';

/** The result of a check. */
interface Finding {
  check: string;
  state: 'passed' | 'note' | 'failed';
  detail: string;
  /** What to do about a failed check, or a note. */
  remedy?: string;
}

const APP = 'Admin Console → Applications → the app';
/** Milliseconds for the org to respond. */
const TIMEOUT = 15_000;

/** Runs the checks in order. Stops at a failure that the remaining checks depend on. */
export const doctor: Command = async (context) => {
  const { terminal, options } = context;
  const findings: Finding[] = [];
  for await (const finding of runChecks(context)) {
    findings.push(finding);
    if (!options.json) printFinding(context, finding);
  }
  const failures = findings.filter(({ state }) => state === 'failed').length;
  if (options.json) printJson(context, { healthy: failures === 0, findings });
  else {
    terminal.print();
    terminal.print(failures === 0 ? 'No problems found.' : `Found ${failures} problem${failures === 1 ? '' : 's'}.`);
  }
  return failures === 0 ? 0 : 1;
};

async function* runChecks(context: CommandContext): AsyncGenerator<Finding> {
  let configuration: ServiceConfiguration;
  try {
    configuration = await context.configuration();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const problems = error instanceof ConfigurationError ? error.problems : [error.message];
    for (const problem of problems) yield failed('configuration', problem);
    return;
  }
  const { orgUrl, clientId, scopes, proofKey } = configuration;
  const reason = context.options.local ? '' : ', since no other is configured';
  const org = configuration.local ? `the local org ${orgUrl}${reason}` : orgUrl;
  yield passed('configuration', `${org}; client ${clientId}, ${proofKey ? 'with DPoP' : 'without DPoP'}`);
  yield* checkKeyFiles(configuration);

  let client: ServiceClient;
  try {
    client = await context.client(configuration);
  } catch (error) {
    yield failedBy('org', error);
    return;
  }
  for await (const finding of checkOrg(context, orgUrl)) {
    yield finding;
    if (finding.check === 'org' && finding.state === 'failed') return;
  }

  let token: IssuedToken;
  try {
    token = await client.token();
  } catch (error) {
    yield failedBy('token', error);
    return;
  }
  yield passed('client', 'the org accepts the client ID and the client key');
  yield passed(
    'proof of possession',
    proofKey ? 'the access token is bound to the proof key' : 'the app does not require it, and gets bearer tokens',
  );
  const missing = scopes.filter((scope) => !token.scopes.includes(scope));
  yield missing.length === 0
    ? passed('scopes', token.scopes.join(' '))
    : failed(
        'scopes',
        `not granted: ${missing.join(' ')}`,
        `${APP} → Okta API Scopes: grant them, or remove them from ${configuration.local ? '--scope' : 'OKTA_SCOPES'}.`,
      );
  yield await checkRole(client, token.scopes);
}

/** Whether other users of this machine can read the keys. */
function* checkKeyFiles({ clientKey, proofKey, keyFiles }: ServiceConfiguration): Generator<Finding> {
  for (const [check, key, file] of [
    ['client key', clientKey, keyFiles.client],
    ['proof key', proofKey, keyFiles.proof],
  ] as const) {
    if (!key || file === undefined) continue;
    const exposed = exposedFile(file);
    if (!exposed) yield passed(check, `${key.alg}, ${file}`);
    else if (exposed.isChangeable) yield failed(check, exposed.problem, exposed.remedy);
    else yield { check, state: 'note', detail: exposed.problem, remedy: exposed.remedy };
  }
}

/** Whether the org responds, has the expected issuer, and agrees about the time. */
async function* checkOrg({ signal, variables }: CommandContext, orgUrl: string): AsyncGenerator<Finding> {
  const exchanges = new ExchangeFetch({
    fetch: connection(
      orgUrl,
      readProxySettings((name) => variables.get(name)),
    ),
    timeout: TIMEOUT,
    signal,
    observe: () => undefined,
  });
  const address = `${orgUrl}/.well-known/openid-configuration`;
  try {
    await exchanges.fetch(address, { method: 'GET', headers: {}, body: undefined, redirect: 'manual' });
  } catch (error) {
    const { message, remedy = '' } = error as Partial<NetworkError> & Error;
    yield failed('org', message, remedy);
    return;
  }
  const response = exchanges.lastResponse!;
  const issuer = readIssuer(response);
  if (response.status !== 200 || issuer !== orgUrl) {
    const actual =
      response.status === 200 ? `has the issuer ${issuer ?? '(none)'}` : `returned status ${response.status}`;
    yield failed(
      'org',
      `expected the metadata of ${orgUrl}, but ${address} ${actual}`,
      'Set OKTA_ORG_URL to scheme and host of an Okta org.',
    );
    return;
  }
  yield checkClock(response);
  yield passed('org', `${orgUrl} responds`);
}

function checkClock({ clockAhead }: HttpResponse): Finding {
  if (clockAhead === undefined) {
    return { check: 'clock', state: 'note', detail: 'not compared: the response of the org has no Date header' };
  }
  return Math.abs(clockAhead) > CLOCK_TOLERANCE
    ? failed('clock', `it is ${describeClockDifference(clockAhead)} the org's`, CLOCK_REMEDY)
    : passed('clock', `within ${CLOCK_TOLERANCE} s of the org's`);
}

function readIssuer({ body }: HttpResponse): string | undefined {
  try {
    const { issuer } = JSON.parse(body) as { issuer?: unknown };
    return typeof issuer === 'string' ? issuer.slice(0, 200) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the app has an admin role. Without one, Okta returns an empty list of users, and 403 for apps. */
async function checkRole(client: ServiceClient, granted: readonly string[]): Promise<Finding> {
  const list = (['users', 'apps'] as const).find(
    (name) => granted.includes(`okta.${name}.read`) || granted.includes(`okta.${name}.manage`),
  );
  if (!list) return { check: 'role', state: 'note', detail: 'not checked: this needs a scope for users or apps' };
  try {
    const { body } = await client.call('GET', `/api/v1/${list}?limit=1`);
    if (Array.isArray(body) && body.length > 0) return passed('role', `the app can list ${list}`);
    return failed(
      'role',
      `the list of ${list} is empty; most likely the app has no admin role`,
      `${APP} → Admin roles → Edit assignments: assign Read-only Administrator.`,
    );
  } catch (error) {
    return failedBy('role', error);
  }
}

function passed(check: string, detail: string): Finding {
  return { check, state: 'passed', detail };
}

function failed(check: string, detail: string, remedy = ''): Finding {
  return { check, state: 'failed', detail, ...(remedy && { remedy }) };
}

/** @throws the error if it is a bug, or if the command was stopped */
function failedBy(check: string, error: unknown): Finding {
  if (!(error instanceof ServiceError) || error.code === 'ERR_STOPPED') throw error;
  return failed(check, error.message.replaceAll('\n', ' '), error.remedy);
}

const MARKS = { passed: ['green', '✓'], note: ['yellow', '·'], failed: ['red', '✗'] } as const;
const LABEL_WIDTH = 21;

function printFinding({ terminal }: CommandContext, { check, state, detail, remedy }: Finding): void {
  const [style, mark] = MARKS[state];
  const columns = Math.min(terminal.width, 100);
  const print = (prefix: string, text: string): void => terminal.print(wrap(prefix, sanitize(text), columns));
  print(`${terminal.paint(style, mark)} ${check.padEnd(LABEL_WIDTH)}`, detail);
  if (remedy) print(`${' '.repeat(LABEL_WIDTH + 2)}${terminal.paint('cyan', '→')} `, remedy);
}
