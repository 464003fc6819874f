import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Exchange, ServiceEvent } from '../events.js';
import type { Terminal } from './terminal.js';
import { plain, wrap } from './text.js';

/** Columns of the labels, and of the names of claims. */
const LABEL = 15;
const NAME = 9;

/** Longer values are cut: an RSA key has 342 characters. */
const LONGEST = 90;

const TIMES = new Set(['iat', 'nbf', 'exp']);

type Add = (label: string, text: string) => void;

/** Shows what went over the wire: each request with its proof decoded, each answer, and why there is another attempt. */
export class Trace {
  private number = 0;

  /** @param secrets whether tokens, assertions and proofs are shown as they are */
  constructor(
    private readonly terminal: Terminal,
    private readonly secrets: boolean,
  ) {}

  show(event: ServiceEvent): void {
    if (event.type === 'exchange') this.exchange(event.exchange);
    else if (event.type === 'retry') this.retry(event.reason, event.seconds);
    else this.terminal.say(this.terminal.paintError('yellow', plain(event.message)));
  }

  private retry(reason: string, seconds: number): void {
    const when = seconds > 0 ? ` in ${seconds.toFixed(1)} s` : '';
    this.terminal.say(
      this.terminal.paintError('yellow', `↻  Again${when}, with everything signed anew: ${plain(reason)}`),
    );
    this.terminal.say();
  }

  private exchange({ method, url, headers, body, answer, failure, milliseconds }: Exchange): void {
    const paint = this.terminal.paintError;
    const add: Add = (label, text) => {
      const [first = '', ...rest] = wrap(plain(text), Math.max(30, this.terminal.errorWidth - LABEL - 3));
      this.terminal.say(`   ${paint('dim', label.padEnd(LABEL))}${first}`);
      for (const line of rest) this.terminal.say(' '.repeat(LABEL + 3) + line);
    };
    this.terminal.say(paint('bold', `${++this.number}  ${method} ${plain(url)}`));
    this.request(headers, body, add);

    const time = paint('dim', `in ${Math.round(milliseconds)} ms`);
    if (answer) {
      const colour = answer.status < 300 ? 'green' : 'red';
      this.terminal.say(`   ${paint('dim', 'answer'.padEnd(LABEL))}${paint(colour, String(answer.status))} ${time}`);
      this.answer(answer.headers, isForm(headers) || answer.status > 299 ? answer.body : '', add);
    } else
      this.terminal.say(`   ${paint('dim', 'no answer'.padEnd(LABEL))}${paint('red', plain(failure ?? ''))} ${time}`);
    this.terminal.say();
  }

  private request(headers: Record<string, string>, body: string | undefined, add: Add): void {
    const { authorization, dpop } = headers;
    const form = isForm(headers) ? new URLSearchParams(body) : undefined;
    if (form) add('form', `${form.get('grant_type') ?? ''}, scope ${form.get('scope') ?? ''}`);
    else if (body !== undefined) add('body', `${body.length} characters`);
    if (authorization) add('authorization', this.secrets ? authorization : authorization.replace(/ .*/, ' (hidden)'));
    const assertion = form?.get('client_assertion');
    if (assertion) this.jwt('assertion', assertion, add);
    if (dpop) this.jwt('proof', dpop, add);
    else add('proof', 'none');
  }

  /** Header and claims: without the signature nobody can use them. */
  private jwt(label: string, jwt: string, add: Add): void {
    const { jwk, ...header } = decodeProtectedHeader(jwt);
    const key = Object.entries(jwk ?? {}).map(([name, value]) => [`jwk.${name}`, value] as const);
    const members = [...Object.entries(header), ...key, ...Object.entries(decodeJwt(jwt))];
    for (const [index, [name, value]] of members.entries()) {
      const text = TIMES.has(name) ? `${String(value)}  ${timeOf(value)}` : String(value);
      const cut = text.length > LONGEST ? `${text.slice(0, LONGEST / 2)}… (${text.length} characters)` : text;
      add(index === 0 ? label : '', `${name.padEnd(NAME)}${cut}`);
    }
    if (this.secrets) add('', jwt);
  }

  private answer(headers: Headers, body: string, add: Add): void {
    for (const name of ['WWW-Authenticate', 'DPoP-Nonce', 'Location']) {
      const value = headers.get(name);
      if (value !== null) add(name === 'WWW-Authenticate' ? 'challenge' : name, value);
    }
    if (body === '') return;
    let json: object;
    try {
      json = JSON.parse(body) as object;
    } catch {
      add('body', `${body.length} characters that are no JSON`);
      return;
    }
    const shown = Object.entries(json).map(([name, value]: [string, unknown]) => {
      return [name, name.endsWith('token') && !this.secrets ? '(hidden)' : value];
    });
    add('body', JSON.stringify(Object.fromEntries(shown)).replaceAll(',"', ', "').replaceAll('":', '": '));
  }
}

function timeOf(seconds: unknown): string {
  return typeof seconds === 'number' ? new Date(seconds * 1000).toISOString().slice(0, 19) + 'Z' : '';
}

function isForm(headers: Record<string, string>): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
}
