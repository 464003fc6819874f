import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, signal } from '@angular/core';
import { Session } from '../../auth';
import { KeyMark } from '../view/key-mark-view';
import { loaded } from '../view/loaded';
import { KEY_DATABASE, KEY_STORE, keyPairs, type KeyPair } from './key-pairs';
import { lifeLeft, shareLeft, tokenOf, type ShownToken } from './shown-token';

/** The tokens and the key of the session: what they say, how long they last, and where they are. */
@Component({
  selector: 'app-tokens-and-keys',
  imports: [KeyMark],
  templateUrl: './tokens-and-keys.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'i-detail' },
})
export class TokensAndKeys {
  readonly #session = inject(Session);
  protected readonly database = `IndexedDB → ${KEY_DATABASE} → ${KEY_STORE}`;
  protected readonly now = signal(Date.now() / 1000);
  protected readonly lifeLeft = lifeLeft;
  protected readonly shareLeft = shareLeft;
  protected readonly refusal = signal<string | undefined>(undefined);

  protected readonly tokens = computed((): ShownToken[] => {
    this.#session.user(); // follows sign-in and sign-out
    const { accessToken, idToken } = this.#session.tokens();
    return [
      ...(accessToken
        ? [tokenOf('Access token', 'For the API. The app sends it, and does not read it.', accessToken.accessToken)]
        : []),
      ...(idToken
        ? [tokenOf('ID token', 'For the app: who signed in. It is sent nowhere but to sign out.', idToken.idToken)]
        : []),
    ];
  });
  protected readonly refreshes = computed(() => {
    this.#session.user();
    return !!this.#session.tokens().refreshToken;
  });
  protected readonly pairs = loaded(
    computed(() => this.#session.user()),
    () => keyPairs(),
  );

  constructor() {
    const ticking = setInterval(() => this.now.set(Date.now() / 1000), 1000);
    inject(DestroyRef).onDestroy(() => clearInterval(ticking));
  }

  protected describe({ privateKey }: KeyPair): { name: string; value: string; note: string }[] {
    const { name, modulusLength, namedCurve, hash } = privateKey.algorithm as RsaHashedKeyAlgorithm & EcKeyAlgorithm;
    const size = modulusLength ? `${modulusLength} bits, ${hash.name}` : namedCurve;
    return [
      { name: 'algorithm', value: `${name}, ${size}`, note: '' },
      {
        name: 'extractable',
        value: String(privateKey.extractable),
        note: 'Scripts can sign with it. None can read it.',
      },
      { name: 'usages', value: privateKey.usages.join(', '), note: '' },
    ];
  }

  /** Does what a thief would: asks the browser for the private key. */
  protected async export({ privateKey }: KeyPair): Promise<void> {
    try {
      await crypto.subtle.exportKey('jwk', privateKey);
      this.refusal.set('The browser gave the key away: it is extractable, and any script of this page can steal it.');
    } catch (error) {
      const { name, message } = error as DOMException;
      this.refusal.set(`The browser refuses: ${name}${message ? `, “${message}”` : ''}.`);
    }
  }
}
