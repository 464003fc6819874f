import { DOCUMENT, inject, Injectable } from '@angular/core';
import { Router } from '@angular/router';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { OKTA_CONFIG, Session } from '../../auth';
import { ath } from '../../../../dpop/ath';
import type { StepStatus } from './status';
import { bearerServiceOf } from './steps/seen';
import { Thief, type Loot } from './thief';
import { Walkthrough } from './walkthrough';

/** What a button does. */
export interface Action {
  label: string;
  /** @returns a text about the outcome, where the page does not show it anyway */
  run: () => Promise<unknown>;
}

/** What leads in a step, and what is also possible. */
export interface Offer {
  lead?: Action;
  others: Action[];
  /** A page of the Admin Console, which opens in a tab of its own. */
  link?: { label: string; href: string };
  /** What has to be done first, where no button can do it. */
  first?: string;
  /** What a thief would send. */
  loot?: (() => Loot[]) | undefined;
}

/** Where `npm run service` looks for the local org. */
const USUAL_PORT = '4280';

/** A step in which nothing can be done here. */
export const NOTHING: Offer = { others: [] };

/** What can be done in each step, as things are now. */
@Injectable({ providedIn: 'root' })
export class Actions {
  readonly #walk = inject(Walkthrough);
  readonly #thief = inject(Thief);
  readonly #session = inject(Session);
  readonly #config = inject(OKTA_CONFIG);
  readonly #router = inject(Router);
  readonly #document = inject(DOCUMENT);

  /** Reads signals. */
  of(status: StepStatus): Offer {
    const { step, findings } = status;
    const { dpop } = this.#config;
    if (step.mode && (step.mode === 'dpop') !== dpop) return this.#switchTo(step.mode);
    if (step.session && !this.#session.signedIn()) return { ...NOTHING, lead: this.#signIn('Sign in') };
    switch (step.id) {
      case 'bearer-sign-in':
        return { ...NOTHING, lead: this.#signIn('Sign in') };
      case 'look-at-token':
        return { ...NOTHING, lead: { label: 'Show the token', run: () => this.#lookAtToken() } };
      case 'steal-bearer':
        return this.#steal(() => this.#thief.asBearer(this.#thief.users, this.#thief.apps));
      case 'require-proof':
        return this.#adminConsole(this.#config.clientId);
      case 'sign-in-fails':
      case 'switch-to-dpop':
        return { ...NOTHING, lead: this.#signIn(this.#session.signedIn() ? 'Sign in again' : 'Sign in') };
      case 'bearer-refused': {
        const loot = (): Loot[] => this.#thief.asBearer(this.#thief.users);
        return { ...NOTHING, loot, lead: { label: 'Send it as Bearer', run: () => this.#send(loot()) } };
      }
      case 'two-headers':
        return { ...NOTHING, lead: { label: 'Go to the search box', run: () => this.#goToSearch() } };
      case 'steal-again':
        if (this.#thief.withUsedProof().length === 0) {
          const lead = { label: 'Go to Users', run: () => this.#goToSearch() };
          return {
            ...NOTHING,
            lead,
            first: 'There is no proof to steal yet, or none that is still fresh: let the app make a call.',
          };
        }
        return this.#steal(() => this.#thief.withUsedProof());
      case 'look-at-key':
        return { ...NOTHING, lead: { label: 'Try to export the private key', run: () => this.#exportKey() } };
      case 'sign-out':
        if (!this.#session.signedIn() && !findings.some(({ seen }) => seen)) {
          return {
            ...NOTHING,
            lead: this.#signIn('Sign in'),
            first: 'Nobody is signed in, so there is nothing to delete.',
          };
        }
        return { ...NOTHING, lead: { label: 'Sign out', run: () => this.#session.signOut() } };
      case 'not-stopped':
        return {
          ...NOTHING,
          lead: { label: 'Run the script', run: async () => this.#send(await this.#thief.withNewProof()) },
        };
      case 'service-require-proof':
        return this.#adminConsole(bearerServiceOf(this.#walk.facts())?.clientId);
      default:
        return NOTHING;
    }
  }

  /** What runs in a terminal: for the local org at the port that it has. */
  command({ step }: StepStatus): string | undefined {
    const { port } = new URL(this.#config.issuer);
    const isUsual = !this.#walk.org.local || port === USUAL_PORT;
    return step.command && (isUsual ? step.command : `ORG_PORT=${port} ${step.command}`);
  }

  /** The claims of the access token; `cnf` also when it is not there. */
  claims(): { name: string; value: string }[] {
    const token = this.#session.tokens().accessToken?.accessToken ?? '';
    try {
      const claims = { alg: decodeProtectedHeader(token).alg, cnf: 'not there: no key is named', ...decodeJwt(token) };
      return Object.entries(claims).map(([name, value]) => ({ name, value: textOf(name, value) }));
    } catch {
      return [];
    }
  }

  #switchTo(mode: 'bearer' | 'dpop'): Offer {
    const name = mode === 'bearer' ? 'Bearer' : 'DPoP';
    // The switch in the header of this app. Another app has none.
    const buttons = this.#document.querySelectorAll<HTMLButtonElement>('app-mode-switch button');
    const button = [...buttons].find(({ textContent }) => textContent.trim() === name);
    if (!button) {
      const setting = `"dpop": ${mode === 'dpop'}`;
      return { ...NOTHING, first: `Put \`${setting}\` into \`public/okta.config.json\`, and reload this page.` };
    }
    const run = (): Promise<void> => {
      button.click();
      return Promise.resolve();
    };
    return { ...NOTHING, lead: { label: `Switch to ${name}`, run } };
  }

  #signIn(label: string): Action {
    return { label, run: () => this.#session.signIn() };
  }

  #adminConsole(clientId: string | undefined): Offer {
    if (!this.#walk.org.local || clientId === undefined) return NOTHING;
    const { origin } = new URL(this.#config.issuer);
    return { ...NOTHING, link: { label: 'Open the Admin Console', href: `${origin}/admin/apps/${clientId}` } };
  }

  #steal(loot: () => Loot[]): Offer {
    return { others: [{ label: 'Do it for me', run: () => this.#send(loot()) }], loot };
  }

  async #send(loot: readonly Loot[]): Promise<string | undefined> {
    try {
      const sent = await this.#thief.send(loot);
      this.#walk.act({ sent: [...this.#walk.facts().acts.sent, ...sent] });
      await this.#walk.refresh();
      return undefined;
    } catch {
      return 'The browser did not get an answer.';
    }
  }

  async #lookAtToken(): Promise<void> {
    const token = this.#session.tokens().accessToken?.accessToken;
    if (token !== undefined) this.#walk.act({ looked: { hash: await ath(token), at: Date.now() } });
  }

  async #exportKey(): Promise<string | undefined> {
    const exported = await this.#thief.exportKey();
    if (!exported) return 'There is no key in this browser.';
    this.#walk.act({ exported });
    return undefined;
  }

  async #goToSearch(): Promise<void> {
    await this.#router.navigateByUrl('/users'); // the view is drawn with the next frame
    requestAnimationFrame(() => this.#document.querySelector<HTMLElement>('main input[type=search]')?.focus());
  }
}

function textOf(name: string, value: unknown): string {
  if (['iat', 'exp', 'auth_time'].includes(name)) return new Date(Number(value) * 1000).toLocaleTimeString();
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
