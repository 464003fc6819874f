import { HttpClient, HttpContext } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { AuthSdkError, type UserClaims } from '@okta/okta-auth-js/core';
import { map, type Observable } from 'rxjs';
import { ProtectedResources, SIGN_USERINFO } from '../../core/protected-resources';
import { Session } from '../../core/session';

/**
 * The fault: okta-auth-js asks userinfo by itself, so no layer helps: no nonce, no renewal, no further attempt. The test:
 * ./userinfo.spec.ts.
 */
@Injectable({ providedIn: 'root' })
export class Userinfo {
  readonly #http = inject(HttpClient);
  readonly #session = inject(Session);
  readonly #url = inject(ProtectedResources).userinfoUrl;

  /** The claims that the userinfo endpoint returns for the user. */
  claims(): Observable<UserClaims> {
    const context = new HttpContext().set(SIGN_USERINFO, true);
    return this.#http.get<Partial<UserClaims> | null>(this.#url, { context }).pipe(
      map((claims) => {
        // OpenID Connect Core 1.0 section 5.3.2: else the claims must not be used.
        const { idToken } = this.#session.tokens();
        if (claims?.sub !== undefined && claims.sub === idToken?.claims.sub) return claims as UserClaims;
        throw new AuthSdkError('The userinfo answer was rejected due to token mismatch');
      }),
    );
  }
}
