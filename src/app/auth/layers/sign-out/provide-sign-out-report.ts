import { isPlatformServer } from '@angular/common';
import {
  inject,
  makeEnvironmentProviders,
  PLATFORM_ID,
  provideEnvironmentInitializer,
  type EnvironmentProviders,
} from '@angular/core';
import { Session, SIGN_OUT_AT_ORG, type SignOutAtOrg } from '../../core/session';
import { readOktaError } from '../../messages/okta-error';
import { SignOutIncomplete } from '../../messages/session-errors';
import { withTimeout } from '../with-timeout';

/** How long the org may take to revoke, in milliseconds. */
const TIMEOUT = 10_000;

/** Where an error waits for the page to which the sign-out at the org leads back. */
const REPORT = 'okta-sign-out-incomplete';

/**
 * The fault: one token that the org fails to revoke ends the sign-out there. The other token stays valid and so does the
 * session at the org. An org that never answers makes the user wait for ever. The tests:
 * ../../core/session.spec.ts, e2e/faults/sign-out.spec.ts.
 *
 * Tries to revoke both tokens, goes on to the sign-out at an org that answers, and says what was not revoked.
 */
export function provideSignOutReport(): EnvironmentProviders {
  return makeEnvironmentProviders([
    { provide: SIGN_OUT_AT_ORG, useValue: signOutAtOrg },
    provideEnvironmentInitializer(() => {
      if (isPlatformServer(inject(PLATFORM_ID))) return;
      const report = takeReport();
      if (report) inject(Session).error.set(report);
    }),
  ]);
}

const signOutAtOrg: SignOutAtOrg = async (oktaAuth, { accessToken, refreshToken, idToken }, failure) => {
  const revocations: [token: string, revocation: Promise<unknown>][] = [];
  if (refreshToken) revocations.push(['refresh token', oktaAuth.revokeRefreshToken(refreshToken)]);
  if (accessToken) revocations.push(['access token', oktaAuth.revokeAccessToken(accessToken)]);
  const results = await Promise.allSettled(revocations.map(([, revocation]) => withTimeout(revocation, TIMEOUT)));
  const failed = results.flatMap((result, index) =>
    result.status === 'rejected' ? [{ token: revocations[index]![0], reason: result.reason as unknown }] : [],
  );
  if (failed.length > 0 || failure !== undefined) {
    const tokens = failed.map(({ token }) => token);
    const cause = failed[0]?.reason ?? failure;
    const { status, code, description } = readOktaError(cause);
    // To leave the page for an org that does not answer would end on an error page of the browser.
    if (failed[0] && !status) throw new SignOutIncomplete(tokens, cause);
    const responseJSON = { error: code, error_description: description };
    sessionStorage.setItem(REPORT, JSON.stringify({ tokens, cause: { resp: { status, responseJSON } } }));
  }
  await oktaAuth.signOut({
    revokeAccessToken: false,
    revokeRefreshToken: false,
    clearTokensBeforeRedirect: true,
    ...(idToken && { idToken }),
  });
};

/** What the page before this one has left to say, once. */
function takeReport(): SignOutIncomplete | undefined {
  try {
    const report = sessionStorage.getItem(REPORT);
    sessionStorage.removeItem(REPORT);
    if (report === null) return undefined;
    const { tokens, cause } = JSON.parse(report) as { tokens: string[]; cause: unknown };
    return new SignOutIncomplete(tokens, cause);
  } catch {
    return undefined; // Storage is blocked: nobody signed out here.
  }
}
