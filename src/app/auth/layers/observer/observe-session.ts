import type { OktaAuth } from '@okta/okta-auth-js/core';
import type { DpopObserver } from './dpop-observer';
import { tell } from './tell';

/** Parameters of a redirect whose values are nobody's business. */
const SECRET = /([?&](?:state|nonce|id_token_hint)=)[^&]*/g;

/** Reports how the page is left and comes back for sign-in and sign-out, and when keys are deleted. */
export function observeSession(observer: DpopObserver, oktaAuth: OktaAuth, location: Location): void {
  const told = (to: 'authorize' | 'logout', url: string): unknown =>
    tell(observer, { type: 'redirect', to, url: url.replaceAll(SECRET, '$1…') });

  // The option of okta-auth-js for this redirect.
  oktaAuth.options.setLocation = (url) => {
    void Promise.resolve(told('authorize', url)).finally(() => location.assign(url));
  };
  // There is none for the other one, and the types leave out what makes its URL.
  const signOut = oktaAuth as unknown as { getSignOutRedirectUrl: (options?: object) => string };
  const logoutUrl = signOut.getSignOutRedirectUrl.bind(oktaAuth);
  signOut.getSignOutRedirectUrl = (options) => {
    const url = logoutUrl(options);
    if (url) told('logout', url);
    return url;
  };
  const clear = oktaAuth.clearDPoPStorage.bind(oktaAuth);
  oktaAuth.clearDPoPStorage = async (all) => {
    const hasKey = all || !!oktaAuth.tokenManager.getTokensSync().accessToken?.dpopPairId;
    await clear(all);
    if (hasKey) tell(observer, { type: 'keys-cleared' });
  };

  if (!oktaAuth.isLoginRedirect()) return;
  const error = new URLSearchParams(location.search).get('error');
  tell(observer, { type: 'callback', url: location.origin + location.pathname, ...(error && { error }) });
}
