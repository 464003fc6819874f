import { thumbprint } from '../thumbprint.js';
import { isSuccess, type Answer } from './answer.js';
import type { AttackFacts } from './attack.js';
import type { AttackResult, Surroundings } from './run-attacks.js';
import type { ProofKey } from '../proof-key.js';

export type Form = Readonly<Record<string, string>>;

/** The proof of a request: left out members are those of a good one by the client's key. */
export interface ProofChange {
  key?: ProofKey;
  claims?: object;
  /** In the place of a proof. */
  value?: string;
}

/** An authorization server with a client, as a thief can use it. */
export interface TokenServer {
  /** The key of the client, and one of the thief. */
  readonly key: ProofKey;
  readonly thiefKey: ProofKey;
  /** Its id, and that of another client that needs no proof. */
  readonly clientId: string;
  readonly otherClientId: string;
  /** Makes a proof for the token endpoint, with the newest nonce. */
  proof(change?: ProofChange): Promise<string>;
  /** Posts a form, with proofs. A nonce that is asked for is taken for the next proof. */
  post(endpoint: 'token' | 'introspect' | 'revoke', form: Form, proofs: readonly string[]): Promise<Answer | undefined>;
  /** Signs the user in. @param jkt to bind the code to (RFC 9449 section 10) @returns the form of the token request */
  code(jkt?: string): Promise<Form>;
  /** Signs the user in, and returns tokens of the client that are bound to its key. */
  tokens(): Promise<{ accessToken: string; refreshToken: string }>;
  /** The form of a client credentials request with a fresh assertion. */
  credentials(): Promise<Form>;
  /** Removes what was set up for the attacks. */
  close(): Promise<void>;
}

/** What was tried: whether whoever tried it got what they wanted, and the answer that tells. */
export interface Trial {
  got: boolean;
  answer: Answer | undefined;
}

/** An attack on the endpoints of an authorization server, and its twin, which has to succeed. */
export interface TokenAttack extends AttackFacts {
  attempt: (server: TokenServer) => Promise<Trial>;
  twin: (server: TokenServer) => Promise<Trial>;
}

const trial = (answer: Answer | undefined): Trial => ({ got: answer !== undefined && isSuccess(answer), answer });

async function request(server: TokenServer, form: Form, change?: ProofChange): Promise<Trial> {
  return trial(await server.post('token', form, [await server.proof(change)]));
}

const refresh = ({ clientId }: TokenServer, refreshToken: string): Form => ({
  grant_type: 'refresh_token',
  client_id: clientId,
  refresh_token: refreshToken,
});

const freshRefresh = async (server: TokenServer): Promise<Form> =>
  refresh(server, (await server.tokens()).refreshToken);

/** The same request twice; the first one has to succeed. */
async function twice(
  server: TokenServer,
  forms: readonly [Form, Form],
  proofs: readonly [string, string],
): Promise<Trial> {
  const first = await server.post('token', forms[0], [proofs[0]]);
  if (!first || !isSuccess(first)) throw new Error(`The first of two requests was answered with ${first?.status}.`);
  return trial(await server.post('token', forms[1], [proofs[1]]));
}

/** Whether the refresh token is still good, after a client has tried to revoke it. */
async function revokedBy(server: TokenServer, clientId: string): Promise<Trial> {
  const { refreshToken } = await server.tokens();
  const form = { client_id: clientId, token: refreshToken, token_type_hint: 'refresh_token' };
  const answer = await server.post('revoke', form, []);
  const { got: isGood } = await request(server, refresh(server, refreshToken));
  return { got: !isGood, answer };
}

/** A refresh token request with a token of its own. */
const refreshWith =
  (change?: (server: TokenServer) => ProofChange): TokenAttack['attempt'] =>
  async (server) =>
    request(server, await freshRefresh(server), change?.(server));

/** A code exchange, for a code that was requested for the client's key. */
const exchangeWith =
  (change?: (server: TokenServer) => ProofChange): TokenAttack['attempt'] =>
  async (server) =>
    request(server, await server.code(await thumbprint(server.key.jwk)), change?.(server));

async function introspectedBy(server: TokenServer, clientId: string): Promise<Trial> {
  const { accessToken } = await server.tokens();
  const answer = await server.post('introspect', { client_id: clientId, token: accessToken }, []);
  return { got: !!answer && isSuccess(answer) && /"active":\s*true/.test(answer.body), answer };
}

/** Attacks on the endpoints of an authorization server. */
export const TOKEN_ATTACKS: readonly TokenAttack[] = [
  {
    id: 'refresh-by-another-key',
    name: 'A refresh token with another key',
    holds: 'refresh-token',
    recipe: 'Sends a stolen refresh token of a public client, with a proof by the thief’s own key.',
    stoppedBy: 'jkt',
    section: 'RFC 9449 section 5',
    attempt: refreshWith(({ thiefKey }) => ({ key: thiefKey })),
    twin: refreshWith(),
  },
  {
    id: 'refresh-without-proof',
    name: 'A refresh token without a proof',
    holds: 'refresh-token',
    recipe: 'Sends a stolen refresh token as clients without DPoP do.',
    stoppedBy: 'proof',
    section: 'RFC 9449 section 5',
    attempt: async (server: TokenServer): Promise<Trial> =>
      trial(await server.post('token', await freshRefresh(server), [])),
    twin: refreshWith(),
  },
  {
    id: 'code-by-another-key',
    name: 'A code with another key',
    holds: 'code',
    recipe: 'Exchanges a stolen code, whose verifier it knows as well. The code was requested for one key (dpop_jkt).',
    stoppedBy: 'dpop_jkt',
    section: 'RFC 9449 section 10',
    attempt: exchangeWith(({ thiefKey }) => ({ key: thiefKey })),
    twin: exchangeWith(),
  },
  {
    id: 'token-request-replay',
    name: 'The proof of a token request sent once more',
    holds: 'refresh-token',
    recipe: 'Sends another refresh token with a proof that the client has used.',
    stoppedBy: 'replay',
    section: 'RFC 9449 section 11.1',
    attempt: async (server: TokenServer): Promise<Trial> => {
      const forms = [await freshRefresh(server), await freshRefresh(server)] as const;
      const proof = await server.proof();
      return twice(server, forms, [proof, proof]);
    },
    twin: async (server: TokenServer): Promise<Trial> => {
      const forms = [await freshRefresh(server), await freshRefresh(server)] as const;
      return twice(server, forms, [await server.proof(), await server.proof()]);
    },
  },
  {
    id: 'token-request-without-nonce',
    name: 'A token request without the nonce',
    holds: 'refresh-token',
    recipe: 'Uses a proof that was made beforehand, when nobody could know the nonce.',
    stoppedBy: 'nonce',
    section: 'RFC 9449 section 8',
    attempt: refreshWith(() => ({ claims: { nonce: undefined } })),
    twin: refreshWith(),
  },
  {
    id: 'proof-for-the-api',
    name: 'A proof for the API at the token endpoint',
    holds: 'refresh-token',
    recipe: 'Uses a proof that the client made for a resource.',
    stoppedBy: 'htu',
    section: 'RFC 9449 section 4.3 (9)',
    attempt: refreshWith(() => ({ claims: { htu: 'https://api.example/orders' } })),
    twin: refreshWith(),
  },
  {
    id: 'assertion-replay',
    name: 'A client assertion sent once more',
    holds: 'assertion',
    recipe: 'Authenticates with an assertion that the client has used, and a proof by the thief’s own key.',
    stoppedBy: 'assertion jti',
    section: 'RFC 7523 section 3',
    attempt: async (server: TokenServer): Promise<Trial> => {
      const form = await server.credentials();
      return twice(server, [form, form], [await server.proof(), await server.proof({ key: server.thiefKey })]);
    },
    twin: async (server: TokenServer): Promise<Trial> => {
      const forms = [await server.credentials(), await server.credentials()] as const;
      return twice(server, forms, [await server.proof(), await server.proof()]);
    },
  },
  {
    id: 'assertion-as-proof',
    name: 'A client assertion as the proof',
    holds: 'assertion',
    recipe: 'Puts the assertion into the DPoP header.',
    stoppedBy: 'syntax',
    section: 'RFC 9449 section 11.5',
    attempt: async (server: TokenServer): Promise<Trial> => {
      const form = await server.credentials();
      return request(server, form, { value: form['client_assertion'] ?? '' });
    },
    twin: async (server: TokenServer): Promise<Trial> => request(server, await server.credentials()),
  },
  {
    id: 'proof-as-assertion',
    name: 'A proof as the client assertion',
    holds: 'assertion',
    recipe: 'Authenticates with a proof of the client.',
    stoppedBy: 'assertion typ',
    section: 'RFC 9449 section 11.5',
    attempt: async (server: TokenServer): Promise<Trial> =>
      request(server, { ...(await server.credentials()), client_assertion: await server.proof() }),
    twin: async (server: TokenServer): Promise<Trial> => request(server, await server.credentials()),
  },
  {
    id: 'introspection-by-another-client',
    name: 'Introspection by another client',
    holds: 'other-client',
    recipe: 'Asks what a stolen access token is good for, as a client that it was not issued to.',
    stoppedBy: 'client',
    section: 'RFC 7662 section 4',
    attempt: (server) => introspectedBy(server, server.otherClientId),
    twin: (server) => introspectedBy(server, server.clientId),
  },
  {
    id: 'revocation-by-another-client',
    name: 'Revocation by another client',
    holds: 'other-client',
    recipe: 'Tries to end the session of a user by revoking a refresh token, as a client that it was not issued to.',
    stoppedBy: 'client',
    section: 'RFC 7009 section 2.1',
    attempt: (server) => revokedBy(server, server.otherClientId),
    twin: (server) => revokedBy(server, server.clientId),
  },
];

/** Runs attacks on an authorization server, one after the other. Each result is there as soon as it is known. */
export async function* runTokenAttacks(
  attacks: readonly TokenAttack[],
  server: TokenServer,
  checkThatStopped: Surroundings['checkThatStopped'],
): AsyncGenerator<AttackResult> {
  for (const attack of attacks) {
    try {
      const twin = await attack.twin(server);
      if (!twin.got) {
        const reason = `Its twin, which is right, was answered with ${twin.answer?.status ?? 'a closed connection'}.`;
        yield { attack, outcome: 'could not tell', reason };
        continue;
      }
      const { got, answer } = await attack.attempt(server);
      const status = twin.answer && { twin: twin.answer.status };
      if (got) {
        yield { attack, outcome: 'got through', ...(answer && { answer }), ...status };
        continue;
      }
      // Some refusals are answers of 200 with nothing in them.
      const check = answer && isSuccess(answer) ? attack.stoppedBy : answer && (await checkThatStopped?.(answer));
      const stoppedBy = check ?? (answer ? `HTTP ${answer.status}` : 'a closed connection');
      yield { attack, outcome: 'stopped', stoppedBy, ...(answer && { answer }), ...status };
    } catch (error) {
      yield { attack, outcome: 'could not tell', reason: (error as Error).message };
    }
  }
}
