import { isPlatformServer } from '@angular/common';
import {
  DestroyRef,
  inject,
  makeEnvironmentProviders,
  PLATFORM_ID,
  provideEnvironmentInitializer,
  type EnvironmentProviders,
} from '@angular/core';
import { OKTA_CONFIG } from '../../core/okta-config';
import { Session, SESSION_LOCK } from '../../core/session';
import { SessionEnded } from '../../messages/session-errors';
import { findKey } from '../key-store';
import { injectSessionLock } from './session-lock';

/**
 * The fault: the session is in the storage of the browser, which changes without this tab, too. Other tabs sign in and
 * out, two tabs use one refresh token or delete each other's key, the user deletes site data, the app is configured anew.
 * The tests: ./provide-stored-session.spec.ts, e2e/faults/tabs.spec.ts, e2e/faults/keys-gone.spec.ts.
 */
export function provideStoredSession(): EnvironmentProviders {
  return makeEnvironmentProviders([
    { provide: SESSION_LOCK, useFactory: injectSessionLock },
    provideEnvironmentInitializer(() => {
      if (isPlatformServer(inject(PLATFORM_ID))) return;
      followOtherTabs();
      endForeignSession();
      endSessionWithoutKey();
    }),
  ]);
}

function followOtherTabs(): void {
  const session = inject(Session);
  const sync = (): void => session.syncFromStorage(new SessionEnded('signed-out-elsewhere'));
  // `storage` is sent to all tabs but the one that wrote. A page that comes back from the browser's cache missed it.
  window.addEventListener('storage', sync);
  window.addEventListener('pageshow', sync);
  inject(DestroyRef).onDestroy(() => {
    window.removeEventListener('storage', sync);
    window.removeEventListener('pageshow', sync);
  });
}

/** The tokens of another client, issuer or mode are of no use here, and must not be sent to another issuer. */
function endForeignSession(): void {
  const session = inject(Session);
  const { issuer, clientId, dpop } = inject(OKTA_CONFIG);
  const { accessToken, idToken } = session.tokens();
  const isOfMode = !accessToken || (accessToken.tokenType === 'DPoP') === dpop;
  const isOfClient = !idToken || (idToken.issuer === issuer && idToken.clientId === clientId);
  if (!isOfMode || !isOfClient) void session.clear(new SessionEnded('other-configuration'));
}

/** At the start, so that no view has to fail first. */
function endSessionWithoutKey(): void {
  const session = inject(Session);
  const withLock = inject(SESSION_LOCK);
  if (!inject(OKTA_CONFIG).dpop) return;
  const lacksKey = async (): Promise<boolean> => {
    const { accessToken } = session.tokens();
    return !!accessToken && !(await findKey(accessToken.dpopPairId));
  };
  const end = async (): Promise<void> => {
    if (await lacksKey()) await session.clear(new SessionEnded('key-gone'));
  };
  // With the lock it looks again: another tab may have signed in meanwhile.
  void lacksKey()
    .then((isLacking) => (isLacking ? withLock(end) : undefined))
    .catch(() => undefined); // The key store cannot be opened: requests will say so.
}
