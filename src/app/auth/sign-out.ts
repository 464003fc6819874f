import { DOCUMENT, inject, Injectable } from '@angular/core';
import { OKTA_AUTH } from '@okta/okta-angular';
import type { Tokens } from '@okta/okta-auth-js';
import { exclusive } from './exclusive';
import { inTime } from './in-time';
import { readOktaError, type Problem } from './problem';
import { TokenStore } from './token-store';

/** How long to wait for other tabs, and then for the org to revoke, in milliseconds. */
const PATIENCE = 10_000;

/** Where a message waits for the page that the org's sign-out leads back to. */
const MESSAGE = 'okta-sign-out-problem';

/** Signs out: first here and in all tabs, whatever the org says; then at the org. */
@Injectable({ providedIn: 'root' })
export class SignOut {
  readonly #oktaAuth = inject(OKTA_AUTH);
  readonly #store = inject(TokenStore);
  readonly #document = inject(DOCUMENT);

  /**
   * Deletes tokens and keys, revokes the tokens, and leaves for the org to end its session, which leads back to the
   * start page.
   *
   * @returns what went wrong at an org that does not answer: then the page is not left
   */
  async run(): Promise<Problem | undefined> {
    const tokens = await exclusive(async () => {
      const stored = this.#store.read();
      await this.#store.forget();
      return stored;
    }, PATIENCE);

    const problem = await this.#revoke(tokens);
    // Leaving for an org that does not answer would end on the browser's error page.
    if (problem && !problem.status) return problem;
    if (problem) sessionStorage.setItem(MESSAGE, JSON.stringify(problem));
    const { idToken } = tokens;
    await this.#oktaAuth.signOut({
      revokeAccessToken: false,
      revokeRefreshToken: false,
      clearTokensBeforeRedirect: true,
      postLogoutRedirectUri: this.#home(),
      ...(idToken && { idToken }),
    });
    return undefined;
  }

  /** What the page before this one left to say, once. */
  message(): Problem | undefined {
    try {
      const message = sessionStorage.getItem(MESSAGE);
      sessionStorage.removeItem(MESSAGE);
      return message === null ? undefined : (JSON.parse(message) as Problem);
    } catch {
      return undefined; // blocked storage: nobody signed out here
    }
  }

  async #revoke({ accessToken, refreshToken }: Tokens): Promise<Problem | undefined> {
    const outcomes = await Promise.allSettled([
      refreshToken && inTime(this.#oktaAuth.revokeRefreshToken(refreshToken), PATIENCE),
      accessToken && inTime(this.#oktaAuth.revokeAccessToken(accessToken), PATIENCE),
    ]);
    const failed = outcomes.flatMap((outcome, index) =>
      outcome.status === 'rejected'
        ? { token: ['refresh token', 'access token'][index]!, reason: outcome.reason as unknown }
        : [],
    );
    return failed.length === 0 ? undefined : notRevoked(failed);
  }

  /** As registered at Okta: the page's base without its last slash. */
  #home(): string {
    return new URL('.', this.#document.baseURI).href.replace(/\/$/, '');
  }
}

function notRevoked(failed: { token: string; reason: unknown }[]): Problem {
  const { status, code, description } = readOktaError(failed[0]!.reason);
  const what = failed.map(({ token }) => token).join(' and ');
  const done = `Tokens and key are deleted in this browser. Not revoked at the org: ${what}.`;
  return status
    ? {
        title: 'Signed out, but the org did not revoke everything',
        // okta-auth-js calls any server error unknown.
        detail: (status < 500 && description) || `The org answered with status ${status}.`,
        remedy: `${done} An administrator can clear your sessions; the access token ends by itself within the hour.`,
        status,
        ...(code && { code }),
      }
    : {
        title: 'Signed out here, but the org did not answer',
        detail: `${done} The org’s session has not ended either.`,
        remedy: 'Sign in and out again when the org answers, or let an administrator clear your sessions.',
      };
}
