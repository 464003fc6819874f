import type { Exchange } from './events.js';
import { parseJsonObject } from './json/parse-json.js';

/** How many secrets are remembered. Each request adds a proof, so that a program that runs for long forgets old ones. */
const MAX_REMEMBERED = 200;
/** A shorter secret is struck out as a whole word only, since it may be a part of other words. */
const MIN_LENGTH = 16;

/**
 * The access tokens, proofs, assertions and client secrets that were sent. They are struck out of what is shown, since a
 * server or a proxy may repeat a request in its response.
 */
export class Secrets {
  /** The secrets, also in the forms that URLs and JSON give them. */
  private readonly forms = new Set<string>();

  /** Whether secrets are shown as they are (`--show-secrets`). */
  readonly shown: boolean;

  constructor(shown = false) {
    this.shown = shown;
  }

  /** Remembers the secrets of a request. */
  addRequest({ headers, body }: Pick<Exchange, 'headers' | 'body'>): void {
    // The credentials after the scheme (RFC 9110 section 11.6.2).
    const credentials = headers['authorization']?.replace(/^\S+\s+/, '');
    const form = new URLSearchParams(isForm(headers) ? body : '');
    for (const secret of [credentials, headers['dpop'], form.get('client_assertion'), form.get('client_secret')]) {
      if (secret) this.add(secret);
    }
  }

  /** Remembers the tokens in a response of the token endpoint. */
  addTokens(body: string): void {
    for (const [name, value] of Object.entries(parseJsonObject(body))) {
      if (name.endsWith('token') && typeof value === 'string' && value !== '') this.add(value);
    }
  }

  private add(secret: string): void {
    // The signature alone is a secret, too: header and claims of a JWT may be shown without it.
    const signature = /^[\w-]+\.[\w-]+\.([\w-]+)$/.exec(secret)?.[1];
    // Half a surrogate pair is an error for encodeURIComponent. Buffer replaces it.
    const encoded = encodeURIComponent(Buffer.from(secret).toString());
    for (const form of [secret, encoded, secret.replaceAll('/', '\\/'), signature]) {
      if (!form) continue;
      // What was sent last is forgotten last.
      this.forms.delete(form);
      this.forms.add(form);
    }
    for (const form of this.forms) {
      if (this.forms.size <= MAX_REMEMBERED) break;
      this.forms.delete(form);
    }
  }

  /** A copy of a text, or of parsed JSON, in which `(hidden)` replaces each secret, at any depth, also in names. */
  hide<T>(value: T): T {
    if (this.shown || this.forms.size === 0) return value;
    // The longest one comes first, since a secret may begin with another one.
    const longestFirst = [...this.forms].sort((a, b) => b.length - a.length);
    return hideIn(value, (text) => longestFirst.reduce(strikeOut, text)) as T;
  }
}

function strikeOut(text: string, secret: string): string {
  if (!text.includes(secret)) return text;
  if (secret.length >= MIN_LENGTH) return text.replaceAll(secret, '(hidden)');
  const escaped = secret.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, 'g'), '(hidden)');
}

function hideIn(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((item) => hideIn(item, hide));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [hide(name), hideIn(item, hide)]));
}

/** Whether a request has the body of a form. */
export function isForm(headers: Record<string, string>): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
}
