import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { AuthApiError, AuthSdkError, OAuthError, WWWAuthError } from '@okta/okta-auth-js/core';
import { CONFIG } from '../../../testing/browser-session';
import { readChallenge } from './challenge';
import { explainError } from './explain-error';
import type { Problem } from './problem';
import { SessionEnded, SignOutIncomplete } from './session-errors';

const explain = (error: unknown): Promise<Problem> => explainError(error, CONFIG);

const DPOP_CHALLENGE =
  'DPoP algs="RS256 RS384 RS512 ES256 ES384 ES512", authorization_uri="http://org.example/oauth2/v1/authorize", ' +
  'realm="http://org.example", scope="okta.apps.read", error="invalid_dpop_proof", ' +
  'error_description="\'htu\' claim in the DPoP proof JWT is invalid.", resource="/api/v1/apps"';

function answer(status: number, { challenge, body = null }: { challenge?: string; body?: unknown }): HttpErrorResponse {
  const headers = new HttpHeaders(challenge ? { 'WWW-Authenticate': challenge } : {});
  return new HttpErrorResponse({ status, headers, error: body, url: 'https://org.example/api/v1/apps' });
}

describe('readChallenge', () => {
  it('reads what Okta sends, commas and quotes in values included', () => {
    expect(readChallenge(DPOP_CHALLENGE)).toEqual(
      jasmine.objectContaining({
        scheme: 'DPoP',
        error: 'invalid_dpop_proof',
        error_description: "'htu' claim in the DPoP proof JWT is invalid.",
        scope: 'okta.apps.read',
      }),
    );
    expect(readChallenge('Bearer error="x", error_description="a, \\"b\\" = c"')?.error_description).toBe('a, "b" = c');
    expect(readChallenge('Bearer error=invalid_token')?.error).toBe('invalid_token');
  });

  it('gives nothing for what is no challenge', () => {
    for (const header of [undefined, null, '', '="x"', ', , ']) expect(readChallenge(header)).toBeUndefined();
    expect(readChallenge('Negotiate')).toEqual({ scheme: 'Negotiate' });
  });
});

describe('readChallenge, of a header without measure', () => {
  for (const header of [
    `DPoP ${'a'.repeat(200_000)}`,
    `DPoP ${'a="'.repeat(100_000)}`,
    `DPoP error="x", ${'\\"'.repeat(99_999)}`,
  ]) {
    it(`takes no time: ${header.slice(0, 12)}…`, () => {
      const begin = performance.now();
      readChallenge(header);
      expect(performance.now() - begin).toBeLessThan(200);
    });
  }
});

describe('explainError', () => {
  let online: jasmine.Spy;

  // A machine without a network says that it is offline.
  beforeEach(() => (online = spyOnProperty(navigator, 'onLine').and.returnValue(true)));

  it('reads the JSON of an answer to a request for text, bytes or a blob', async () => {
    const api = JSON.stringify({ errorCode: 'E0000007', errorSummary: 'Not found: Resource not found: x (User)' });
    for (const body of [api, new TextEncoder().encode(api).buffer, new Blob([api])]) {
      expect(await explain(answer(404, { body }))).toEqual(
        jasmine.objectContaining({ code: 'E0000007', detail: 'Not found: Resource not found: x (User)' }),
      );
    }
    expect((await explain(answer(404, { body: '<html>' }))).detail).toBe('The org answered with status 404.');
  });

  it('tells a page in the place of JSON at the token endpoint, and quotes none of it', async () => {
    for (const errorSummary of [
      `Unexpected token '<', "<!doctype "... is not valid JSON`,
      'JSON.parse: unexpected character at line 1 column 1 of the JSON data',
    ]) {
      const { title, detail } = await explain(new AuthApiError({ errorSummary }));
      expect(title).toBe('The answer is not from the org’s API');
      expect(detail).not.toContain('doctype');
    }
  });

  it('does not believe a browser that is offline where the org is on this device', async () => {
    online.and.returnValue(false);
    expect((await explain(answer(0, {}))).title).toBe('This device is offline');
    const { title } = await explainError(answer(0, {}), { ...CONFIG, issuer: 'http://localhost:4280' });
    expect(title).toBe('The org did not answer');
  });

  it('tells a browser that will not store from one whose storage has failed once', async () => {
    expect((await explain(new DOMException('x', 'InvalidStateError'))).title).toBe('This browser cannot do DPoP');
    expect((await explain(new DOMException('x', 'UnknownError'))).title).toBe('The storage of this browser failed');
  });

  it('says that a part of the app could not be loaded, in the words of each engine', async () => {
    for (const words of [
      'Failed to fetch dynamically imported module: https://app.example/chunk-A.js',
      'error loading dynamically imported module: https://app.example/chunk-A.js',
      'Importing a module script failed.',
    ]) {
      expect(await explain(new TypeError(words))).toEqual(
        jasmine.objectContaining({ title: 'A part of the app could not be loaded', reload: true }),
      );
    }
  });

  it('says why a request with two slashes was refused', async () => {
    const error = new HttpErrorResponse({ status: 401, url: 'https://org.example//api/v1/users' });
    expect((await explain(error)).title).toBe('This request was sent without the token');
  });

  it("shows Okta's error from WWW-Authenticate when the body is empty", async () => {
    expect(await explain(answer(400, { challenge: DPOP_CHALLENGE }))).toEqual(
      jasmine.objectContaining({
        status: 400,
        code: 'invalid_dpop_proof',
        detail: "'htu' claim in the DPoP proof JWT is invalid.",
      }),
    );
  });

  it('shows errors of the JSON body in both of its forms', async () => {
    const api = { errorCode: 'E0000006', errorSummary: 'You do not have permission to perform the requested action' };
    expect(await explain(answer(403, { body: api }))).toEqual(
      jasmine.objectContaining({ status: 403, code: 'E0000006', detail: api.errorSummary }),
    );
    const oauth = { error: 'invalid_request', error_description: 'What you sent.' };
    expect(await explain(answer(400, { body: oauth }))).toEqual(
      jasmine.objectContaining({ code: 'invalid_request', detail: 'What you sent.' }),
    );
  });

  it('asks for the scope that the challenge names', async () => {
    const challenge = 'DPoP scope="okta.apps.read", error="insufficient_scope", error_description="No."';
    const problem = await explain(answer(403, { challenge }));
    expect(problem.remedy).toContain('okta.apps.read');
    expect(problem.signIn).toBeTrue();
  });

  it('offers to sign in again where that helps, and only there', async () => {
    const invalidToken = 'DPoP error="invalid_token", error_description="The token has expired."';
    expect((await explain(answer(401, { challenge: invalidToken }))).signIn).toBeTrue();
    expect((await explain(answer(403, { body: { errorCode: 'E0000005' } }))).signIn).toBeTrue();
    expect((await explain(new SessionEnded('key-gone'))).signIn).toBeTrue();
    expect((await explain(answer(429, {}))).signIn).toBeUndefined();
    expect((await explain(answer(500, {}))).signIn).toBeUndefined();
    expect((await explain(answer(403, { body: { errorCode: 'E0000006' } }))).signIn).toBeUndefined();
  });

  it('reads the errors of okta-auth-js', async () => {
    const resp = { status: 401, headers: {}, responseText: '' };
    const parameters = { error: 'invalid_token', error_description: 'The token has expired.' };
    const parsed = new WWWAuthError('DPoP', parameters, resp);
    expect(await explain(parsed)).toEqual(
      jasmine.objectContaining({ status: 401, code: 'invalid_token', detail: 'The token has expired.' }),
    );
    expect((await explain(new AuthApiError({ errorSummary: 'Failed to fetch' }))).title).toBe('The org did not answer');
    expect((await explain(new WWWAuthError('DPoP', { ...parameters, error: 'insufficient_scope' }))).status).toBe(403);
    expect((await explain(new WWWAuthError('DPoP', { ...parameters, error: 'invalid_dpop_proof' }))).status).toBe(400);
  });

  it('tells a device that is offline from an org that does not answer', async () => {
    expect((await explain(answer(0, {}))).title).toBe('The org did not answer');
    online.and.returnValue(false);
    expect((await explain(answer(0, {}))).title).toBe('This device is offline');
  });

  it('says something for anything', async () => {
    for (const error of [undefined, null, 'text', 7, {}, new Error('x'), answer(418, {}), answer(200, { body: {} })]) {
      const { title, detail, remedy } = await explain(error);
      expect([title, detail, remedy].every((text) => text.length > 0)).toBeTrue();
    }
  });
});

describe('explainError for a sign-in', () => {
  const titles: [error: unknown, title: RegExp][] = [
    [new OAuthError('access_denied', 'User cancelled.'), /cancelled/],
    [new OAuthError('access_denied', 'User is not assigned to the client application.'), /may not use this app/],
    [new AuthSdkError('Could not load PKCE codeVerifier from storage. This may indicate …'), /over already/],
    [new AuthSdkError('Unable to parse a token from the url'), /Nothing to finish/],
    [new AuthSdkError("OAuth flow response state doesn't match request state"), /another sign-in/],
    [new AuthSdkError("OAuth flow response nonce doesn't match request nonce"), /another sign-in/],
    [new OAuthError('invalid_dpop_proof', 'The DPoP proof JWT header is missing.'), /requires DPoP/],
    [
      new AuthSdkError('Unable to parse OAuth flow response: DPoP was configured but "token_type" was not DPoP'),
      /bearer token/,
    ],
    [new AuthSdkError('DPoP has been configured, but is not supported by browser'), /cannot do DPoP/],
    [
      new OAuthError('invalid_scope', 'One or more scopes are not configured for the authorization server resource.'),
      /scopes/,
    ],
    [new OAuthError('invalid_client', "Invalid value for 'client_id' parameter."), /does not know this app/],
    [new OAuthError('invalid_grant', 'The authorization code is invalid or has expired.'), /no longer good/],
    [new AuthApiError({ errorSummary: 'Failed to fetch' }), /did not answer/],
    [new Error('anything else'), /did not work/],
  ];
  for (const [error, title] of titles) {
    it(`explains “${(error as Error).message.slice(0, 60)}”`, async () => {
      const problem = await explain(error);
      expect(problem.title).toMatch(title);
      expect(problem.detail).toBe((error as Error).message);
      expect(problem.code).not.toBe('INTERNAL');
    });
  }

  it('tells by the answer what was not revoked at a sign-out', async () => {
    const tokens = ['refresh token', 'access token'];
    const answered = await explain(new SignOutIncomplete(tokens, { resp: { status: 503, responseJSON: {} } }));
    expect(answered.title).toBe('Signed out, but the org did not revoke everything');
    expect(answered.detail).toBe('The org answered with status 503.');
    const unanswered = await explain(
      new SignOutIncomplete(tokens, new AuthApiError({ errorSummary: 'Failed to fetch' })),
    );
    expect(unanswered.title).toBe('Signed out here, but the org did not answer');
    for (const { remedy } of [answered, unanswered]) expect(remedy).toContain('refresh token and access token');
  });

  it('lets the words of the org explain why a session ended', async () => {
    const refusal = new OAuthError('invalid_grant', 'The refresh token is invalid or expired.');
    expect(await explain(new SessionEnded('renewal-refused', refusal))).toEqual(
      jasmine.objectContaining({ title: 'Your session has ended', detail: refusal.message, code: 'invalid_grant' }),
    );
    expect((await explain(new SessionEnded('expired'))).detail).toContain('offline_access');
  });
});
