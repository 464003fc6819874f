import type Koa from 'koa';
import { OAuthError } from './errors.js';

/** The most that a form may have, in bytes. Okta's tokens are a tenth of that. */
const MAX_BYTES = 64 * 1024;

/** How much is read of the rest of a body that is too large, in bytes, and when its connection is ended, in milliseconds. */
const LINGER = { bytes: 1024 * 1024, time: 2000 };

/** Thrown by {@link readForm}. An endpoint with a page of its own may catch it; else it is answered in OAuth's JSON. */
export class FormError extends OAuthError {
  constructor(status: 400 | 413, description: string) {
    super(status, 'invalid_request', description);
  }
}

/**
 * Reads a body of `application/x-www-form-urlencoded`, and no more of it than is allowed.
 *
 * @throws FormError when the body is of another type, compressed, too large, or ends too early
 */
export async function readForm(ctx: Koa.Context): Promise<URLSearchParams> {
  if (!ctx.is('application/x-www-form-urlencoded') || ctx.get('Content-Encoding') !== '') {
    throw new FormError(400, "The 'Content-Type' must be 'application/x-www-form-urlencoded', without an encoding.");
  }
  const form = new URLSearchParams((await readBody(ctx)).toString('utf8'));
  ctx.state['form'] = form; // for whoever keeps a log: who asked, and what must not be in it
  return form;
}

/**
 * Reads a body of any type, and no more of it than is allowed.
 *
 * @throws FormError when it is too large or ends too early
 */
export async function readBody(ctx: Koa.Context): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Not to be destroyed when this loop ends early: the socket must stay for the answer.
    for await (const chunk of ctx.req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BYTES) break;
      chunks.push(chunk);
    }
  } catch {
    throw new FormError(400, 'The request ended before its body was complete.');
  }
  if (size > MAX_BYTES) {
    linger(ctx);
    throw new FormError(413, `The request body must not have more than ${MAX_BYTES} bytes.`);
  }
  return Buffer.concat(chunks);
}

/**
 * Lets a connection live on for a while once the answer is sent. If it were closed with bytes unread, the client would
 * be reset in the midst of sending, and might never see the answer (RFC 9112, section 9.6).
 */
function linger({ req, res }: Koa.Context): void {
  res.once('finish', () => {
    let left = LINGER.bytes;
    req.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) req.pause();
    });
    const end = setTimeout(() => req.destroy(), LINGER.time);
    req.once('close', () => clearTimeout(end));
  });
}
