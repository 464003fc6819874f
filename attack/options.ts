import { parseArgs } from 'node:util';
import { CliError } from '../cli/cli-error.js';
import { isLoopback } from '../cli/loopback.js';
import type { Attack } from '../dpop/attacks/attack.js';
import { ATTACKS, PROOF_ATTACKS } from '../dpop/attacks/catalogue.js';
import { TOKEN_ATTACKS, type TokenAttack } from '../dpop/attacks/token-endpoint.js';

/** Requests a second to a server that is not on this machine, unless said otherwise. */
const DEFAULT_RATE = 5;

/** What `npm run attack` was asked for. */
export interface Options {
  help: boolean;
  list: boolean;
  json: boolean;
  junit: boolean;
  /** The attacks to run on a resource server; all of them if none was named. */
  attacks: readonly Attack[];
  /** Those on an authorization server, which is the practice org; none with another target. */
  tokenAttacks: readonly TokenAttack[];
  /** Another target than the practice org. */
  target?: Target;
}

/** A client with `private_key_jwt`. */
export interface Client {
  clientId: string;
  /** The path of its key. */
  clientKey: string;
  scope?: string;
}

/** An API or a token endpoint of the user's own. */
export type Target = {
  /** Requests a second; undefined: as many as there are. */
  rate?: number;
} & (
  | {
      resource: URL;
      /** Where token and key come from. */
      credentials: { from: 'files'; token: string; key: string } | ({ from: 'issuer'; issuer: URL } & Client);
    }
  | { tokenEndpoint: URL; client: Client }
);

/**
 * Reads the arguments.
 *
 * @throws CliError `ERR_ARGUMENT` that says what was expected
 */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parse(args);
  const unknown = positionals.filter((id) => ![...ATTACKS, ...TOKEN_ATTACKS].some((attack) => attack.id === id));
  if (unknown.length > 0) {
    throw wrong(`There is no attack "${unknown[0]}". See them all: npm run attack -- --list`);
  }
  const target = readTarget(values);
  const isWanted = ({ id }: { id: string }): boolean => positionals.length === 0 || positionals.includes(id);
  const tokenAttacks = TOKEN_ATTACKS.filter(isWanted);
  if (target && positionals.length > 0 && tokenAttacks.length > 0) {
    throw wrong(`"${tokenAttacks[0]!.id}" is an attack on an authorization server. It runs on the practice org only.`);
  }
  return {
    help: values.help,
    list: values.list,
    json: values.json,
    junit: values.junit,
    attacks: (target && 'tokenEndpoint' in target ? PROOF_ATTACKS : ATTACKS).filter(isWanted),
    tokenAttacks: target ? [] : tokenAttacks,
    ...(target && { target }),
  };
}

type Values = ReturnType<typeof parse>['values'];

function parse(args: string[]) {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        'help': { ...flag, short: 'h' },
        'list': flag,
        'json': flag,
        'junit': flag,
        'resource': text,
        'token-endpoint': text,
        'mine': flag,
        'rate': text,
        'token': text,
        'key': text,
        'issuer': text,
        'client-id': text,
        'client-key': text,
        'scope': text,
      },
    });
  } catch (cause) {
    throw new CliError('ERR_ARGUMENT', `${(cause as Error).message}. See: npm run attack -- --help`, { cause });
  }
}

function readTarget(values: Values): Target | undefined {
  const { resource, token, key, issuer } = values;
  const tokenEndpoint = values['token-endpoint'];
  if (resource === undefined && tokenEndpoint === undefined) {
    const given = (['token', 'key', 'issuer', 'client-id', 'client-key', 'scope', 'rate'] as const).find(
      (name) => values[name] !== undefined,
    );
    if (given) throw wrong(`--${given} is for an API of your own, which --resource names.`);
    return undefined;
  }
  if (resource !== undefined && tokenEndpoint !== undefined) {
    throw wrong('--resource and --token-endpoint are two targets. Run the command once for each.');
  }
  if (tokenEndpoint !== undefined) {
    const url = addressOf('token-endpoint', tokenEndpoint);
    const client = readClient(values);
    if (!client) throw wrong('A token endpoint needs a client: expected --client-id and --client-key.');
    return { tokenEndpoint: url, client, ...limits(url, values) };
  }
  const url = addressOf('resource', resource!);
  const rate = limits(url, values);
  if (token !== undefined && key !== undefined) {
    return { resource: url, credentials: { from: 'files', token, key }, ...rate };
  }
  const client = readClient(values);
  if (issuer !== undefined && client) {
    return { resource: url, credentials: { from: 'issuer', issuer: addressOf('issuer', issuer), ...client }, ...rate };
  }
  throw wrong(
    'An API needs a token: expected --token and --key (files with an access token and the private JWK that it is bound to), or --issuer, --client-id and --client-key.',
  );
}

function readClient({ scope, ...values }: Values): Client | undefined {
  const [clientId, clientKey] = [values['client-id'], values['client-key']];
  if (clientId === undefined || clientKey === undefined) return undefined;
  return { clientId, clientKey, ...(scope !== undefined && { scope }) };
}

/** @throws CliError for a server that is not on this machine and not said to be the user's */
function limits({ hostname, host }: URL, { mine, rate: given }: Values): { rate?: number } {
  const isHere = isLoopback(hostname);
  if (!isHere && !mine) {
    throw wrong(`${host} is not on this machine. Attack only what is yours: repeat the command with --mine if it is.`);
  }
  const rate = given === undefined ? (isHere ? undefined : DEFAULT_RATE) : Number(given);
  if (rate === undefined) return {};
  if (rate > 0) return { rate };
  throw wrong(`--rate is "${given}". Expected requests a second, such as 5.`);
}

function addressOf(option: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.hash === '') return url;
  throw wrong(`--${option} is "${text}". Expected an address such as https://api.example.com/orders`);
}

function wrong(message: string): CliError {
  return new CliError('ERR_ARGUMENT', message);
}
