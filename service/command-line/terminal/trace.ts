import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Exchange, HttpResponse, ServiceEvent } from '../../events.js';
import { parseJson } from '../../json/parse-json.js';
import { isForm, type Secrets } from '../../secrets.js';
import type { Terminal } from './terminal.js';
import { printableJson, sanitize, wrap } from './text.js';

/** Columns of the labels, and of the names of claims. */
const LABEL_WIDTH = 15;
const NAME_WIDTH = 9;

/** Longer values are cut, such as the modulus of an RSA key with 342 characters. */
const MAX_VALUE_LENGTH = 90;

const TIME_CLAIMS = new Set(['iat', 'nbf', 'exp']);

/** Shows each request with its decoded JWTs, each response, and why a request is sent again. */
export class Trace {
  private number = 0;
  private readonly terminal: Terminal;
  private readonly secrets: Secrets;

  /** @param secrets are struck out, unless they are to be shown */
  constructor(terminal: Terminal, secrets: Secrets) {
    this.terminal = terminal;
    this.secrets = secrets;
  }

  show(event: ServiceEvent): void {
    if (event.type === 'exchange') this.exchange(event.exchange);
    else if (event.type === 'retry')
      this.retry(event.seconds > 0 ? '↻  Retrying in' : '↻  Retrying', event.reason, event.seconds);
    else if (event.type === 'wait') this.retry('↻  Waiting', event.reason, event.seconds);
    else this.terminal.log(this.terminal.paintLog('yellow', this.clean(event.message)));
  }

  private retry(what: string, reason: string, seconds: number): void {
    const when = seconds > 0 ? ` ${seconds.toFixed(1)} s` : '';
    this.terminal.log(this.terminal.paintLog('yellow', `${what}${when}: ${this.clean(reason)}`));
    this.terminal.log();
  }

  private exchange({ method, url, headers, body, response, failure = '', milliseconds }: Exchange): void {
    const { terminal } = this;
    const paint = terminal.paintLog;
    terminal.log(paint('bold', `${++this.number}  ${method} ${this.clean(url)}`));
    this.request(headers, body);
    const time = paint('dim', `in ${Math.round(milliseconds)} ms`);
    if (response) {
      const status = paint(response.status < 300 ? 'green' : 'red', String(response.status));
      terminal.log(`${this.label('response')}${status} ${time}`);
      this.response(response, isForm(headers) || response.status > 299);
    } else {
      terminal.log(`${this.label('no response')}${paint('red', this.clean(failure))} ${time}`);
    }
    terminal.log();
  }

  private request(headers: Record<string, string>, body: string | undefined): void {
    const { authorization, dpop } = headers;
    const form = isForm(headers) ? new URLSearchParams(body) : undefined;
    if (form) this.line('form', `${form.get('grant_type') ?? ''}, scope ${form.get('scope') ?? ''}`);
    else if (body !== undefined) this.line('body', `${body.length} characters`);
    if (authorization) this.line('authorization', authorization);
    const assertion = form?.get('client_assertion');
    if (assertion) this.jwt('assertion', assertion);
    if (dpop) this.jwt('proof', dpop);
    else this.line('proof', 'none');
  }

  /** Shows header and claims. Without the signature, the JWT cannot be used. */
  private jwt(label: string, jwt: string): void {
    const { jwk, ...header } = decodeProtectedHeader(jwt);
    const key = Object.entries(jwk ?? {}).map(([name, value]) => [`jwk.${name}`, value] as const);
    const members = [...Object.entries(header), ...key, ...Object.entries(decodeJwt(jwt))];
    for (const [index, [name, value]] of members.entries()) {
      const text = this.secrets.hide(TIME_CLAIMS.has(name) ? `${String(value)}  ${formatTime(value)}` : String(value));
      const shown =
        text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH / 2)}… (${text.length} characters)` : text;
      this.line(index === 0 ? label : '', `${name.padEnd(NAME_WIDTH)}${shown}`);
    }
    if (this.secrets.shown) this.line('', jwt);
  }

  private response({ headers, body }: HttpResponse, showBody: boolean): void {
    for (const name of ['WWW-Authenticate', 'DPoP-Nonce', 'Location']) {
      const value = headers.get(name);
      if (value !== null) this.line(name === 'WWW-Authenticate' ? 'challenge' : name, value);
    }
    if (!showBody || body === '') return;
    let json: unknown;
    try {
      json = this.secrets.hide(parseJson(body));
    } catch (error) {
      this.line('body', `${body.length} characters, ${(error as Error).message}`);
      return;
    }
    this.line('body', printableJson(json).replaceAll(',"', ', "').replaceAll('":', '": '));
  }

  private line(label: string, text: string): void {
    this.terminal.log(wrap(this.label(label), this.clean(text), this.terminal.logWidth));
  }

  private clean(text: string): string {
    return sanitize(this.secrets.hide(text));
  }

  private label(text: string): string {
    return `   ${this.terminal.paintLog('dim', text.padEnd(LABEL_WIDTH))}`;
  }
}

function formatTime(seconds: unknown): string {
  return typeof seconds === 'number' ? new Date(seconds * 1000).toISOString().slice(0, 19) + 'Z' : '';
}
