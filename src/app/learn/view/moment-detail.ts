import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Moment } from '../record/entry';
import { timeText } from './check-rows';
import { KeyMark } from './key-mark-view';

/** Something that happened to the page, its keys or its tokens, explained. */
@Component({
  selector: 'app-moment-detail',
  imports: [KeyMark],
  template: `
    <p class="i-verdict">
      <span>{{ words() }}</span>
    </p>
    <dl class="i-facts i-section-of">
      @for (fact of facts(); track fact.name) {
        <div>
          <dt>{{ fact.name }}</dt>
          <dd>
            @if (fact.key) {
              <app-key-mark [thumbprint]="fact.value" [whole]="true" />
            } @else {
              <code [attr.data-thread]="fact.thread">{{ fact.value }}</code>
            }
            <span class="i-soft">{{ fact.note }}</span>
          </dd>
        </div>
      }
    </dl>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'i-detail' },
})
export class MomentDetail {
  readonly moment = input.required<Moment>();

  protected readonly words = computed(() => {
    const it = this.moment();
    switch (it.kind) {
      case 'redirect':
        return it.to === 'authorize'
          ? 'The browser leaves the app for the org’s sign-in page. The app sends a hash of a secret (PKCE): only who has the secret can use the code that comes back.'
          : 'The browser leaves the app to end the session at the org. Tokens and keys are deleted by now.';
      case 'callback':
        return it.error === undefined
          ? 'The org sent the browser back with a code. It is good once, and of no use without the secret of PKCE. The code itself is not kept here.'
          : 'The org sent the browser back without a code.';
      case 'keys-made':
        return 'okta-auth-js made a key pair for this exchange. The private key cannot be exported: scripts can sign with it, and nobody can read it.';
      case 'keys-cleared':
        return 'The key pair of the session was deleted, with its tokens. Other apps of this origin keep theirs.';
      case 'token':
        return it.tokenType === 'DPoP'
          ? 'The org issued an access token that names one key. Without proofs by that key, it is refused.'
          : 'The org issued a bearer token: it works for whoever holds it.';
    }
  });

  protected readonly facts = computed(() => {
    const it = this.moment();
    const fact = (name: string, value: string, note = '', extra: { key?: boolean; thread?: string } = {}) => ({
      ...{ name, value, note, key: false, thread: null },
      ...extra,
    });
    const facts = [fact('Time', new Date(it.at).toLocaleTimeString())];
    if (it.kind === 'redirect') {
      const url = new URL(it.url);
      facts.push(fact('To', url.origin + url.pathname));
      for (const [name, value] of url.searchParams) facts.push(fact(name, value, value === '…' ? 'Not kept.' : ''));
    }
    if (it.kind === 'callback') facts.push(fact('At', it.url), ...(it.error ? [fact('error', it.error)] : []));
    if (it.kind === 'keys-made') {
      facts.push(
        fact('Key', it.thumbprint, 'Its thumbprint (RFC 7638).', { key: true }),
        fact('Algorithm', it.algorithm),
      );
    }
    if (it.kind === 'token') {
      facts.push(fact('token_type', it.tokenType));
      if (it.thumbprint) facts.push(fact('cnf.jkt', it.thumbprint, 'The key it is bound to.', { key: true }));
      facts.push(fact('Hash', it.hash, 'Proofs name it in ath.', { thread: `ath:${it.hash}` }));
      if (it.expires) facts.push(fact('exp', timeText(it.expires)));
      if (it.scopes.length > 0) facts.push(fact('scope', it.scopes.join(' ')));
    }
    return facts;
  });
}
